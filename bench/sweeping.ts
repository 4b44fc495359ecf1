import { sweepCases } from '../src/impact/index.ts';
import type { Snapshot } from '../src/snapshot/index.ts';
import { runSweep, type SweepJob } from '../src/workers/index.ts';
import { caseRunner } from '../src/workers/sweep-job.ts';
import { World } from '../src/world/index.ts';
import { clusterObjects } from './cluster.ts';
import { median, timed } from './measure.ts';
import { snapshotOfObjects } from './snapshot-of-objects.ts';

export interface SweepMeasurement {
  readonly nodes: number;
  readonly pods: number;
  readonly caseCount: number;
  readonly msPerCase: number;
  readonly casesPerSecond: number;
}

const JOB: SweepJob = {
  command: 'drain',
  seed: 1,
  horizonMs: 1_800_000,
  assumed: [],
  scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
  kubernetes: undefined,
};

export interface SweepBench {
  readonly nodes: number;
  readonly podsPerNode: number;
  /** So many of the nodes are drained, spread evenly over the cluster. */
  readonly cases: number;
  readonly rounds: number;
}

/** Drains nodes in turn on one thread, with all consequences, in processor time. */
export function measureSweep({ nodes, podsPerNode, cases, rounds }: SweepBench): SweepMeasurement {
  const snapshot = clusterSnapshot(nodes, podsPerNode);
  const runner = caseRunner(snapshot, JOB);
  const chosen = spread(sweepCases(new World(snapshot), 'node'), cases);
  // The first cases build what all later ones share.
  for (const each of chosen.slice(0, 10)) runner.run(each);
  const msPerCase = median(
    Array.from({ length: rounds }, () => {
      const { cpuMs } = timed(() => {
        for (const each of chosen) runner.run(each);
      });
      return cpuMs / chosen.length;
    }),
  );
  const pods = nodes * podsPerNode;
  return { nodes, pods, caseCount: chosen.length, msPerCase, casesPerSecond: 1000 / msPerCase };
}

/** How much faster two workers are than one, in wall time of the same sweep. */
export async function measureWorkers({ nodes, podsPerNode, cases, rounds }: SweepBench): Promise<number> {
  const snapshot = clusterSnapshot(nodes, podsPerNode);
  const chosen = spread(sweepCases(new World(snapshot), 'node'), cases);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const wall: number[] = [];
    for (const workers of [1, 2]) {
      const started = performance.now();
      await runSweep(snapshot, chosen, JOB, { workers });
      wall.push(performance.now() - started);
    }
    ratios.push(wall[0]! / wall[1]!);
  }
  return median(ratios);
}

function clusterSnapshot(nodes: number, podsPerNode: number): Snapshot {
  return snapshotOfObjects(clusterObjects({ nodes, podsPerNode, pending: 0 }));
}

function spread<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, Math.floor(items.length / count));
  return items.filter((_, index) => index % step === 0).slice(0, count);
}
