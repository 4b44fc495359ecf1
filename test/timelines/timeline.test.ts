import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectRef, Recording } from '../../src/history/index.ts';
import { RelationGraph, snapshotSource } from '../../src/relations/index.ts';
import {
  type DebugTimeline,
  findInSnapshot,
  findRecorded,
  recordedSubject,
  recordedTimeline,
  SYMPTOM_KINDS,
  snapshotTimeline,
  symptomNamed,
} from '../../src/timelines/index.ts';
import { apiStory } from '../support/api-story.ts';
import { at, atMs, Story } from '../support/recorded.ts';
import { but } from '../support/run.ts';
import { node, pod, snapshotOf } from '../support/snapshot.ts';

const HOUR_MS = 3_600_000;
const NO_RULES = () => ({ cause: null, suggestions: [], unseen: [] });
const API: ObjectRef = { kind: 'Deployment.apps', namespace: 'default', name: 'api' };

const lines = ({ entries }: DebugTimeline) =>
  entries.map(({ when, object, objectCount, summary, count, who }) =>
    [
      when,
      objectCount > 1 ? `${objectCount} objects` : object,
      summary,
      count > 1 ? `${count}x` : '',
      who ?? '',
    ]
      .filter((part) => part !== '')
      .join(' | '),
  );

describe('of a recording', () => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await apiStory().open();
  });
  afterAll(() => recording.close());

  test('a symptom word finds the workload, and 0 is its last sign', () => {
    const found = findRecorded(recording, symptomNamed('crash')!, atMs(0), atMs(1000))!;
    expect([found.subject.key, found.others, found.remarks]).toEqual(['Deployment/default/api', [], []]);
    const timeline = recordedTimeline(recording, 'pod-crash', found, HOUR_MS, NO_RULES);
    expect(timeline.zero.time).toBe(new Date(atMs(662)).toISOString());
    expect(lines(timeline).filter((line) => !line.startsWith('-11m'))).toEqual([
      '-1m01s | Deployment/default/api | replicas 3 → 5   "more load since the campaign" | tom@example.com (kubectl)',
      '-1m00s | 2 objects | created | 2x | jenkins@prod',
      '-2s | 2 objects | OOM killed (main): OOMKilled, exit 137 | 2x',
      '-2s | 2 objects | restarted (main) | 2x',
      '-2s | 2 objects | waits in CrashLoopBackOff (main): CrashLoopBackOff | 2x',
      '-2s | 2 objects | not ready | 2x',
      '+38s | Service/default/api | 3 → 0 ready endpoints',
      '+1m38s | Service/default/api | 0 → 3 ready endpoints',
      '+3m59s | Deployment/default/api | replicas 5 → 3   "5 were too many for 128Mi each" | tom@example.com (kubectl)',
      '+4m01s | 2 objects | gone | 2x',
    ]);
    expect(timeline.precededBy[0]?.summary).toContain('replicas 3 → 5');
    expect(timeline.logs).toMatchObject([{ isNew: true, count: 2, pods: 2 }]);
    expect(timeline.unknown).toContain('no metrics: how near to their limits containers were is not known');
  });

  test('later, when nothing crashes any more, the last crash is found and that is said', () => {
    const found = findRecorded(recording, symptomNamed('pod-crash')!, atMs(1900), atMs(2000))!;
    expect(found.subject.key).toBe('Deployment/default/api');
    expect(found.remarks[0]).toContain('these are the last ones before');
  });

  test('a Service that lost its endpoints is found, with the workload behind it', () => {
    const found = findRecorded(recording, symptomNamed('service-down')!, atMs(0), atMs(1000))!;
    expect([found.subject.key, found.subject.owners.map(({ name }) => name)]).toEqual([
      'Service/default/api',
      ['api'],
    ]);
    expect(recordedTimeline(recording, 'service-down', found, HOUR_MS, NO_RULES).zero.time).toBe(
      new Date(atMs(700)).toISOString(),
    );
  });

  test('a namespace that is asked for is looked through alone', () => {
    const findIn = (word: string, namespace: string) =>
      findRecorded(recording, symptomNamed(word)!, atMs(1900), atMs(2000), namespace)?.subject.key;
    for (const word of ['pod-crash', 'service-down']) {
      expect(findIn(word, 'default')).toMatch(/\/default\/api$/);
      expect(findIn(word, 'shop')).toBeUndefined();
    }
  });

  test('what nobody saw is not found', () => {
    for (const word of ['node-down', 'image-pull', 'evictions', 'pod-pending'])
      expect(findRecorded(recording, symptomNamed(word)!, atMs(0), atMs(2000))).toBeUndefined();
  });

  test('an object has all that it reads, runs on and is selected by', () => {
    const subject = recordedSubject(recording, API, atMs(0), atMs(800));
    expect(subject.pods).toHaveLength(5);
    expect(subject.nodes.map(({ name }) => name)).toEqual(['worker-0', 'worker-1']);
    expect(subject.services.map(({ name }) => name)).toEqual(['api']);
    expect(subject.related.map(({ ref, role }) => [ref.name, role])).toEqual([['api-config', 'reads']]);
  });
});

describe('lines that say the same but for some values', () => {
  const status = (restartCount: number, exitCode: number, state: object) => {
    const lastState = { terminated: { exitCode, reason: 'Error', finishedAt: at(restartCount * 60) } };
    return { status: { containerStatuses: [{ name: 'main', restartCount, lastState, state }] } };
  };

  const told = async () => {
    const story = new Story();
    story.create(0, pod('web-a', 'n1'));
    for (const [index, backOff] of ['10s', '20s', '40s', '1m20s', '5m0s'].entries()) {
      const [restarts, exitCode] = [index * 2 + 1, index === 0 ? 137 : 1];
      const waiting = { reason: 'CrashLoopBackOff', message: `back-off ${backOff} restarting container` };
      const running = { startedAt: at(restarts * 60 + 30) };
      story.patch(restarts * 60 + 1, 'Pod/web-a', status(restarts, exitCode, { waiting }), null);
      story.patch(restarts * 60 + 30, 'Pod/web-a', status(restarts, exitCode, { running }), null);
    }
    const recording = await story.open();
    const found = findRecorded(recording, symptomNamed('crash')!, atMs(0), atMs(1000))!;
    const timeline = recordedTimeline(recording, 'pod-crash', found, HOUR_MS, NO_RULES);
    recording.close();
    return lines(timeline).map((line) => line.replace(/^.*?\| /, ''));
  };

  test('exit codes are counted apart, what grows shows its range, restarts are summed up', async () => {
    const all = await told();
    expect(all.filter((line) => line.includes('ended'))).toEqual([
      'Pod/default/web-a | ended with an error (main): Error, exit 137',
      'Pod/default/web-a | ended with an error (main): Error, exit 1 | 4x',
    ]);
    expect(all.filter((line) => line.includes('CrashLoopBackOff'))).toEqual([
      'Pod/default/web-a | waits in CrashLoopBackOff (main): CrashLoopBackOff: back-off 10s-5m0s restarting container | 5x',
    ]);
    expect(all.filter((line) => line.includes('restarted'))).toEqual([
      'Pod/default/web-a | restarted (main) | 9x',
    ]);
  });
});

describe('of a snapshot', () => {
  const crashing = but(pod('web-a', 'n1'), {
    metadata: { creationTimestamp: '2025-12-31T23:30:00Z' },
    status: {
      containerStatuses: [
        {
          name: 'main',
          restartCount: 4,
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 1m20s' } },
          lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: '2025-12-31T23:55:00Z' } },
        },
      ],
    },
  });
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'web-a.1', namespace: 'default' },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web-a' },
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    count: 7,
    lastTimestamp: '2025-12-31T23:58:00Z',
  };
  const lost = but(node('n2'), {
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          lastTransitionTime: '2025-12-31T23:40:00Z',
        },
      ],
    },
  });
  const snapshot = snapshotOf([node('n1'), lost, crashing, pod('web-b', 'n1'), event]);
  const graph = new RelationGraph(snapshotSource(snapshot));
  const found = (word: string) =>
    findInSnapshot(snapshot, graph, symptomNamed(word)!, Date.UTC(2026, 0, 1)).map(({ key }) => key);

  test('what states and events still tell stands in order', () => {
    expect(found('pod-crash')).toEqual(['Pod/default/web-a']);
    const target = {
      target: 'pod-crash',
      subject: 'Pod/default/web-a',
      types: symptomNamed('pod-crash')!.types,
      others: [],
    };
    const timeline = snapshotTimeline(snapshot, graph, target, HOUR_MS, NO_RULES);
    expect(lines(timeline).slice(0, 3)).toEqual([
      '-30m | Pod/default/web-a | created',
      '-5m00s | Pod/default/web-a | ended with an error (main): Error, exit 1',
      '-2m00s | Pod/default/web-a | BackOff: Back-off restarting failed container | 7x',
    ]);
    expect(timeline.unknown[0]).toContain('not who changed anything');
  });

  test('a node that is not Ready is found', () => {
    expect(found('node-down')).toEqual(['Node/n2']);
    expect(found('oom')).toEqual([]);
  });
});

test('words have no other meaning than one', () => {
  const words = SYMPTOM_KINDS.flatMap(({ word, also }) => [word, ...also]);
  expect(new Set(words).size).toBe(words.length);
  expect(symptomNamed('weather')).toBeUndefined();
});
