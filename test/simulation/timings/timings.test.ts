import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import { ASSUMPTION_KEYS, timingsOf } from '../../../src/simulation/index.ts';
import { World } from '../../../src/world/index.ts';
import { but } from '../../support/run.ts';
import { node, pod, snapshotOf } from '../../support/snapshot.ts';

function replica(name: string, revision: string, startSeconds: number, readySeconds: number): KubeObject {
  const at = (seconds: number) =>
    new Date(Date.UTC(2025, 11, 1) + seconds * 1000).toISOString().replace('.000', '');
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: `web-${revision}`,
    uid: revision,
    controller: true,
  };
  return but(pod(name, 'n', { app: 'web', 'pod-template-hash': revision }), {
    metadata: { ownerReferences: [owner] },
    status: {
      startTime: at(startSeconds),
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: at(readySeconds) }],
    },
  });
}

const world = new World(
  snapshotOf([
    node('n'),
    replica('a', 'v1', 0, 20),
    replica('b', 'v1', 0, 24),
    replica('c', 'v1', 0, 90),
    pod('new', undefined, { app: 'other' }),
    replica('d', 'v2', 0, 0),
    but(pod('probed', 'n', { app: 'probed' }), {
      spec: {
        containers: [
          {
            name: 'main',
            image: 'i',
            readinessProbe: { initialDelaySeconds: 45 },
            lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 15; kill 1'] } } },
          },
        ],
      },
    }),
  ]),
);
const row = (name: string) => world.pods.find('default', name);

test('what a workload’s own pods took is taken for every revision of it', () => {
  const timings = timingsOf(world);
  expect(timings.podReadyMs(row('a'), world)).toBe(24_000);
  expect(timings.podReadyMs(row('d'), world)).toBe(24_000);
  expect(timings.assumptions.find(({ key }) => key === 'pod-ready')).toMatchObject({
    value: 24,
    source: 'observed',
  });
});

test('without observations the default holds, but not less than probes and hooks ask for', () => {
  const timings = timingsOf(world);
  expect(timings.podReadyMs(row('new'), world)).toBe(10_000);
  expect(timings.podReadyMs(row('probed'), world)).toBe(45_000);
  expect(timings.podTerminationMs(row('new'), world)).toBe(5_000);
  expect(timings.podTerminationMs(row('probed'), world)).toBe(15_000);
});

test('what the user says holds for every pod', () => {
  const timings = timingsOf(world, { overrides: new Map([['pod-ready', 1000]]) });
  expect(['a', 'new', 'probed'].map((name) => timings.podReadyMs(row(name), world))).toEqual([
    1000, 1000, 1000,
  ]);
  expect(timings.assumptions.find(({ key }) => key === 'pod-ready')).toMatchObject({
    value: 1,
    source: 'flag',
  });
});

test('every assumption is told, once', () => {
  const { assumptions } = timingsOf(world);
  expect(assumptions.map(({ key }) => key)).toEqual(ASSUMPTION_KEYS.map(({ key }) => key));
  expect(assumptions.every(({ detail, value }) => detail.length > 0 && value > 0)).toBe(true);
});

test('loops stand in the middle of their periods unless they are drawn', () => {
  expect(timingsOf(world).phase('any')).toBe(0.5);
  const drawn = timingsOf(world, { phaseSeed: 7 });
  expect(drawn.phase('any')).toBe(timingsOf(world, { phaseSeed: 7 }).phase('any'));
  expect(drawn.phase('any')).not.toBe(0.5);
  expect(drawn.podGcMs).toBeGreaterThanOrEqual(40_000);
  expect(drawn.podGcMs).toBeLessThanOrEqual(80_000);
});
