import { expect, test } from 'vitest';
import { parseCommands } from '../../../src/commands/index.ts';
import { settle } from '../../../src/impact/sweep/settle.ts';
import type { ReplicaSet } from '../../../src/kubernetes/index.ts';
import { simulate, timingsOf } from '../../../src/simulation/index.ts';
import { worldOf } from '../support/cluster.ts';
import { unmetReplicaSet } from '../support/unmet-replica-set.ts';

const UNMET = { kind: 'ReplicaSet.apps', namespace: 'default', name: 'unmet' };
const FILES = { read: () => '', list: () => undefined };

function settled() {
  const world = worldOf({ workloads: [], objects: [unmetReplicaSet(6, 30)] });
  const options = {
    seed: 1,
    horizonMs: 600_000,
    timings: timingsOf(world, {}),
    scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
  } as const;
  const takenAtMs = world.startMs;
  return { world, options, takenAtMs, ...settle(world, options) };
}

test('what came while a cluster came to rest lies in the past of its cases', () => {
  const { world, options, takenAtMs, baseline, settling } = settled();
  expect(settling).toEqual({ goneCount: 0, comeCount: 6 });
  expect(world.startMs).toBeGreaterThan(takenAtMs + 30_000);
  for (const row of world.pods.inNamespace('default'))
    expect(world.pods.readyChangedMs(row)).toBeLessThan(world.startMs);
  expect((world.get(UNMET) as ReplicaSet).status?.availableReplicas).toBe(6);
  expect(baseline.unsettled.flat()).toEqual([]);
  expect(simulate(world, [], options, baseline).log.records).toEqual([]);
});

test('pods that a case makes are others than those that came before it', () => {
  const { world, options, baseline } = settled();
  const before = [...world.pods.inNamespace('default')].map((row) => world.pods.uid(row));
  const lines = parseCommands(['kubectl delete pods -l app=unmet'], FILES);
  const { log } = simulate(world, lines, options, baseline);
  const made = log.records.flatMap(({ change }) => (change.type === 'createPod' ? [change.uid] : []));
  expect(made).toHaveLength(6);
  expect(new Set([...before, ...made]).size).toBe(12);
});

test('a rollback gives a world its clock back', () => {
  const world = worldOf({ workloads: [] });
  const { startMs } = world;
  const mark = world.mark();
  world.advance(60_000);
  expect(world.startMs).toBe(startMs + 60_000);
  world.rollback(mark);
  expect(world.startMs).toBe(startMs);
});
