import { describe, expect, test } from 'vitest';
import { symptomsBetween } from '../../src/decisions/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
type Fields = Readonly<Record<string, unknown>>;

const pod = (container: Fields, status: Fields = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  status: {
    phase: 'Running',
    containerStatuses: [{ name: 'main', restartCount: 0, ...container }],
    ...status,
  },
});
const condition = (type: string, status: string, more: Fields = {}) => ({
  conditions: [{ type, status, ...more }],
});
const oom = (finishedAt?: string | null) => ({
  terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt },
});
const types = (before: KubeObject | undefined, after: KubeObject) =>
  symptomsBetween(before, after, NOW).map(({ type, count }) => (count === 1 ? type : `${type} x${count}`));

describe('what a status shows', () => {
  test.each<[string, KubeObject | undefined, KubeObject, string[]]>([
    [
      'a kill for memory with its restart',
      pod({}),
      pod({ restartCount: 1, lastState: oom('2026-01-01T11:59:00Z') }),
      ['oomKilled', 'restarted'],
    ],
    [
      'several restarts at once',
      pod({}),
      pod({ restartCount: 3, lastState: oom() }),
      ['oomKilled', 'restarted x3'],
    ],
    [
      'the same end again',
      pod({ restartCount: 1, lastState: oom(null) }),
      pod({ restartCount: 1, lastState: oom() }),
      [],
    ],
    [
      'an end that moves to lastState',
      pod({ state: oom() }),
      pod({ restartCount: 1, lastState: oom() }),
      ['restarted'],
    ],
    [
      'another end without a time',
      pod({ restartCount: 1, lastState: oom(null) }),
      pod({ restartCount: 2, lastState: oom(null) }),
      ['oomKilled', 'restarted'],
    ],
    ['back-off', pod({}), pod({ state: { waiting: { reason: 'CrashLoopBackOff' } } }), ['crashLoop']],
    ['an image', pod({}), pod({ state: { waiting: { reason: 'ErrImagePull' } } }), ['imagePull']],
    ['a start that is under way', pod({}), pod({ state: { waiting: { reason: 'ContainerCreating' } } }), []],
    [
      'a missing secret',
      pod({}),
      pod({ state: { waiting: { reason: 'CreateContainerConfigError' } } }),
      ['cannotStart'],
    ],
    [
      'a program that ends well',
      pod({}),
      pod({ state: { terminated: { exitCode: 0, reason: 'Completed' } } }),
      [],
    ],
    [
      'readiness that is lost',
      pod({}, condition('Ready', 'True')),
      pod({}, condition('Ready', 'False')),
      ['notReady'],
    ],
    [
      'readiness that never was',
      pod({}, condition('Ready', 'False')),
      pod({}, condition('Ready', 'False')),
      [],
    ],
    [
      'no node',
      undefined,
      pod({}, condition('PodScheduled', 'False', { reason: 'Unschedulable' })),
      ['unschedulable'],
    ],
    [
      'an eviction',
      pod({}),
      pod({}, condition('DisruptionTarget', 'True', { reason: 'EvictionByEvictionAPI' })),
      ['evicted'],
    ],
    ['pressure', pod({}), pod({}, { reason: 'Evicted', message: 'memory' }), ['evicted']],
  ])('%s', (_name, before, after, expected) => {
    expect(types(before, after)).toEqual(expected);
  });

  test('the times that it says itself are taken, those of an older state are not', () => {
    const time = '2026-01-01T11:00:00Z';
    const [kill] = symptomsBetween(pod({}), pod({ lastState: oom('2026-01-01T11:59:00Z') }), NOW);
    expect(kill?.timeMs).toBe(Date.parse('2026-01-01T11:59:00Z'));
    const before = pod({}, condition('Ready', 'True', { lastTransitionTime: time }));
    const after = pod({}, condition('Ready', 'False', { lastTransitionTime: time }));
    expect(symptomsBetween(before, after, NOW)[0]?.timeMs).toBe(NOW);
  });
});
