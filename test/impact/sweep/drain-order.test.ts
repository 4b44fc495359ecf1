import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommands } from '../../../src/commands/index.ts';
import { type DrainOrder, orderDrains, sweepCases } from '../../../src/impact/index.ts';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import { timingsOf } from '../../../src/simulation/index.ts';
import { runSweep } from '../../../src/workers/index.ts';
import type { World } from '../../../src/world/index.ts';
import { type Cluster, impactOn, worldOf } from '../support/cluster.ts';
import { unmetReplicaSet } from '../support/unmet-replica-set.ts';

const HORIZON_MS = 600_000;
const SCHEDULER = { tieBreak: 'kubernetes', startIndex: 0 } as const;

async function orderOn(
  world: World,
  options: {
    readonly uncordon?: boolean;
    readonly together?: number;
    readonly names?: readonly string[];
  } = {},
): Promise<DrainOrder> {
  const { names } = options;
  const units = sweepCases(world, 'node', (_, name) => names?.includes(name) ?? true);
  const job = {
    command: 'drain',
    seed: 1,
    horizonMs: HORIZON_MS,
    assumed: [],
    scheduler: SCHEDULER,
    kubernetes: undefined,
  } as const;
  const { rows } = await runSweep(world.snapshot, units, job, { workers: 1 });
  const steps = orderDrains(world, units, rows, {
    seed: 1,
    horizonMs: HORIZON_MS,
    timings: timingsOf(world),
    scheduler: SCHEDULER,
    parse: (lines) => parseCommands(lines, { read: () => '', list: () => undefined }),
    each: 'node',
    uncordon: options.uncordon ?? false,
    together: options.together ?? 100,
  });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const unitsOf = ({ batches }: DrainOrder) => batches.map(({ units }) => [...units].sort());

describe('orderDrains()', () => {
  test('what disturbs nobody goes together, in one command', async () => {
    const world = worldOf({ workloads: [{ name: 'web', replicas: 4 }], nodeCount: 6 });
    const order = await orderOn(world, { names: ['worker-0', 'worker-1'] });
    expect(unitsOf(order)).toEqual([['worker-0', 'worker-1']]);
    expect(order.cannotGo).toEqual([]);
    expect(order.verified).toMatchObject({ pending: 0, servicesAtZero: [] });
  });

  test('two nodes that hold a Service between them do not go together', async () => {
    const world = worldOf({
      workloads: [
        { name: 'web', replicas: 2, nodes: ['worker-0', 'worker-1'], service: 'cluster', readySeconds: 60 },
      ],
      nodeCount: 5,
    });
    const order = await orderOn(world, { names: ['worker-0', 'worker-1', 'worker-2'] });
    const batchOf = (name: string) => order.batches.findIndex(({ units }) => units.includes(name));
    expect(batchOf('worker-0')).not.toBe(batchOf('worker-1'));
    expect(order.verified.servicesAtZero).toEqual([]);
  });

  test('a cluster that was not at rest says what came before the first drain', async () => {
    const web = { name: 'web', replicas: 4 };
    const settlingOf = async (objects: readonly KubeObject[]) =>
      (await orderOn(worldOf({ workloads: [web], objects }), { names: ['worker-0'] })).settling;
    expect(await settlingOf([])).toBeUndefined();
    expect(await settlingOf([unmetReplicaSet(3)])).toEqual({ goneCount: 0, comeCount: 3 });
  });

  test('a node whose budget never allows its drain stays, and the pods are named', async () => {
    const world = worldOf({
      workloads: [{ name: 'db', nodes: ['worker-1'], budget: { minAvailable: 1 } }],
    });
    const { cannotGo } = await orderOn(world, { names: ['worker-0', 'worker-1'] });
    expect(cannotGo).toMatchObject([{ unit: 'worker-1', reason: 'its drain does not end' }]);
    expect(cannotGo[0]?.blocked).toHaveLength(1);
  });

  test('nodes that stay away go only as long as their pods find room', async () => {
    const cluster: Cluster = {
      workloads: [{ name: 'web', replicas: 3, cpu: '5', nodes: ['worker-0', 'worker-1', 'worker-2'] }],
    };
    const away = await orderOn(worldOf(cluster), { names: ['worker-0', 'worker-1', 'worker-2'] });
    expect(away.batches.flatMap(({ units }) => units)).toHaveLength(1);
    expect(away.cannotGo.every(({ reason }) => reason.includes('pending'))).toBe(true);
    const back = await orderOn(worldOf(cluster), {
      uncordon: true,
      names: ['worker-0', 'worker-1', 'worker-2'],
    });
    expect(back.batches.flatMap(({ units }) => units)).toHaveLength(3);
    expect(back.commands.filter((line) => line.includes('uncordon'))).toHaveLength(back.batches.length);
  });

  test('no batch is larger than asked for', async () => {
    const world = worldOf({ workloads: [{ name: 'web', replicas: 2 }], nodeCount: 6 });
    const order = await orderOn(world, { together: 2, uncordon: true });
    expect(Math.max(...order.batches.map(({ units }) => units.length))).toBe(2);
  });
});

test('whatever the cluster, the sequence does what the order says and every node has its place', async () => {
  const workload = fc.record({
    replicas: fc.integer({ min: 1, max: 4 }),
    cpu: fc.constantFrom('100m', '1', '2'),
    service: fc.boolean(),
    minAvailable: fc.constantFrom(undefined, 1, 2),
  });
  const clusters = fc.record({
    workloads: fc.array(workload, { minLength: 1, maxLength: 3 }),
    nodeCount: fc.integer({ min: 4, max: 6 }),
    uncordon: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(clusters, async ({ workloads, nodeCount, uncordon }) => {
      const world = worldOf({
        nodeCount,
        workloads: workloads.map(({ service, minAvailable, ...each }, index) => ({
          name: `app-${index}`,
          ...each,
          ...(service ? { service: 'cluster' as const } : {}),
          ...(minAvailable === undefined ? {} : { budget: { minAvailable } }),
        })),
      });
      const before = impactOn(world, ['cordon worker-0']);
      const order = await orderOn(world, { uncordon });
      expect(impactOn(world, ['cordon worker-0'])).toEqual(before);
      const placed = order.batches.flatMap(({ units }) => units);
      const all = [...placed, ...order.cannotGo.map(({ unit }) => unit)].sort();
      expect(all).toEqual(sweepCases(world, 'node').map(({ name }) => name));
      if (order.commands.length === 0) return;
      const report = impactOn(world, order.commands, { horizonMs: HORIZON_MS * (order.batches.length + 1) });
      expect(report.commands.every(({ exit, end }) => exit === 0 && end !== null)).toBe(true);
      expect(report.summary).toMatchObject({
        evicted: order.verified.evicted,
        pending: order.verified.pending,
        endSeconds: order.verified.endSeconds,
        verdict: order.verified.verdict,
      });
    }),
    { numRuns: 12 },
  );
});
