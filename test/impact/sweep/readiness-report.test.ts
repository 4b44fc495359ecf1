import { describe, expect, test } from 'vitest';
import {
  type LevelRows,
  type ReadinessReport,
  readinessReport,
  sweepCases,
  tellingPairs,
} from '../../../src/impact/index.ts';
import { countedUnits } from '../../../src/impact/sweep/readiness.ts';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import { runSweep } from '../../../src/workers/index.ts';
import type { World } from '../../../src/world/index.ts';
import { type Cluster, worldOf } from '../support/cluster.ts';

async function readinessOf(cluster: Cluster): Promise<ReadinessReport> {
  const world = worldOf(cluster);
  const levels: LevelRows[] = [];
  for (const [level, each, command] of [
    ['N-1', 'node', 'drain'],
    ['N-1', 'node', 'fail'],
    ['N-1', 'zone', 'fail'],
    ['N-2', 'pair', 'fail'],
  ] as const) {
    const cases = sweepCases(world, each);
    levels.push({ level, each, command, total: cases.length, ...(await sweep(world, cases, command)) });
  }
  return readinessReport(world, 1, levels);
}

function sweep(world: World, cases: ReturnType<typeof sweepCases>, command: 'drain' | 'fail') {
  const scheduler = { tieBreak: 'kubernetes', startIndex: 0 } as const;
  const job = { command, seed: 1, horizonMs: 1_800_000, assumed: [], scheduler, kubernetes: undefined };
  return runSweep(world.snapshot, cases, job, { workers: 1 });
}

describe('readinessReport()', () => {
  test('a cluster with room and replicas is ready, and says so in one sentence a level', async () => {
    const { verdict, answer, levels } = await readinessOf({
      workloads: [{ name: 'web', replicas: 4, service: 'cluster' }],
      nodeCount: 6,
    });
    expect(answer).toEqual([
      'Any node can be drained.',
      'Any node can be lost without harm.',
      'Any zone can be lost without harm.',
      'No pair of nodes does together what neither does alone.',
    ]);
    expect(verdict).not.toBe('blocked');
    expect(levels.map(({ level, each, cannotGo }) => [level, each, cannotGo.length])).toEqual([
      ['N-1', 'node', 0],
      ['N-1', 'node', 0],
      ['N-1', 'zone', 0],
      ['N-2', 'pair', 0],
    ]);
  });

  test('a drain that ends and does harm is no clean answer', async () => {
    const { verdict, answer, levels } = await readinessOf({
      workloads: [{ name: 'db', nodes: ['worker-1'], service: 'cluster' }],
    });
    expect(answer.slice(0, 2)).toEqual([
      'Every drain of one node ends.',
      'The drain of this node ends and does harm: worker-1 (1 Service dark).',
    ]);
    expect(verdict).toBe('risky');
    expect(levels[0]?.cannotGo).toEqual([]);
  });

  test('a pod that nobody makes again is harm, and pods of DaemonSets are none', async () => {
    const bare = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'bare', namespace: 'default', uid: 'bare' },
      spec: { nodeName: 'worker-1', containers: [{ name: 'main', image: 'main' }] },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    } as unknown as KubeObject;
    const { answer, levels } = await readinessOf({
      workloads: [{ name: 'agent', kind: 'DaemonSet' }],
      objects: [bare],
    });
    expect(answer).toContain('The drain of this node ends and does harm: worker-1 (1 pod lost).');
    expect(answer).toContain('This node cannot be lost: worker-1 (1 pod lost).');
    expect(levels[1]?.cannotGo.map(({ lost }) => lost)).toEqual([1]);
  });

  test('names what cannot go and what it would cost', async () => {
    const { verdict, answer } = await readinessOf({
      workloads: [
        { name: 'db', nodes: ['worker-1'], budget: { minAvailable: 1 } },
        { name: 'web', replicas: 2, nodes: ['worker-0', 'worker-2'], service: 'cluster' },
      ],
      nodeCount: 4,
    });
    expect(verdict).toBe('blocked');
    expect(answer[0]).toBe('This node cannot be drained: worker-1 (1 pod kept).');
    expect(answer).toContain(
      'This pair of nodes cannot be lost together: worker-0+worker-2 (1 Service dark).',
    );
  });

  test('says that the cluster came to rest first', async () => {
    const api: KubeObject = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'api', namespace: 'default', uid: 'api' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'api' } },
        template: {
          metadata: { labels: { app: 'api' } },
          spec: { containers: [{ name: 'main', image: 'x' }] },
        },
      },
      status: { replicas: 0 },
    };
    const { answer } = await readinessOf({ workloads: [], objects: [api] });
    expect(answer.filter((sentence) => sentence.includes('not at rest'))).toEqual([
      'The cluster of the snapshot was not at rest: 0 pods went and 2 came by the work of their controllers before the cases began.',
    ]);
  });

  test('says of the units that were looked at no more than of those', async () => {
    const world = worldOf({ workloads: [{ name: 'web', replicas: 4 }], nodeCount: 6 });
    const cases = sweepCases(world, 'node');
    const { rows } = await sweep(world, cases.slice(1), 'drain');
    const lost = [{ case: cases[0]!.name, error: 'killed' }];
    const level = { level: 'N-1', each: 'node', command: 'drain', total: cases.length, rows, lost } as const;
    expect(readinessReport(world, 1, [level]).answer).toEqual([
      'Any node of the 5 looked at can be drained.',
      `Nothing is known about ${cases[0]!.name}: the simulation failed.`,
    ]);
  });

  test('says of each zone that cannot be lost how many pods find no place', async () => {
    const { answer } = await readinessOf({
      workloads: [{ name: 'web', replicas: 3, cpu: '6', nodes: ['worker-0', 'worker-1', 'worker-2'] }],
      nodeCount: 3,
    });
    expect(answer.filter((sentence) => sentence.startsWith('Zone '))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Zone \S+ cannot be lost: 1 pod pending\.$/)]),
    );
  });
});

test('tellingPairs() finds the pairs that hold a Service or a controller between them, and those of full nodes', () => {
  const world = worldOf({
    workloads: [{ name: 'web', replicas: 2, nodes: ['worker-3', 'worker-7'], service: 'cluster' }],
    nodeCount: 12,
  });
  const names = sweepCases(world, 'node').map(({ name }) => name);
  const { cases, total, selection } = tellingPairs(world, names);
  expect(total).toBe(66);
  expect(cases.map(({ name }) => name)).toContain('worker-3+worker-7');
  expect(selection).toContain('12 fullest');
  const known = new Set(sweepCases(world, 'pair').map(({ name }) => name));
  const reversed = new Set([...known].map((name) => name.split('+').reverse().join('+')));
  expect(cases.every(({ name }) => known.has(name) || reversed.has(name))).toBe(true);
});

test('several pairs of nodes are counted as pairs', () => {
  expect([countedUnits(1, 'pair'), countedUnits(2, 'pair'), countedUnits(3, 'zone')]).toEqual([
    '1 pair of nodes',
    '2 pairs of nodes',
    '3 zones',
  ]);
});
