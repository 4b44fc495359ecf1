import { type SweepRow, sweepCases } from '../src/impact/index.ts';
import type { Snapshot } from '../src/snapshot/index.ts';
import { runSweep, type SweepJob } from '../src/workers/index.ts';
import { caseRunner } from '../src/workers/sweep-job.ts';
import { World } from '../src/world/index.ts';
import { clusterObjects } from './cluster.ts';
import { median, type Timing, timed } from './measure.ts';
import { snapshotOfObjects } from './snapshot-of-objects.ts';

export interface SweepMeasurement {
  readonly nodes: number;
  readonly pods: number;
  readonly caseCount: number;
  /** Rows that came out, and pods evicted in all of them. */
  readonly rowCount: number;
  readonly evicted: number;
  readonly msPerCase: number;
  readonly casesPerSecond: number;
}

/** Drains, as every section of the bench runs them. */
export const SWEEP_JOB: SweepJob = {
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

/** Drains nodes in turn on one thread, with all consequences, in processor time; what all runs share is made on the way. */
export function measureSweep({ nodes, podsPerNode, cases, rounds }: SweepBench): SweepMeasurement {
  const snapshot = clusterSnapshot(nodes, podsPerNode);
  const runner = caseRunner(snapshot, SWEEP_JOB);
  const chosen = spread(sweepCases(new World(snapshot), 'node'), cases);
  let rows: readonly SweepRow[] = [];
  const msPerCase = median(
    Array.from({ length: rounds }, () => {
      const { cpuMs } = timed(() => {
        rows = chosen.map((each) => runner.run(each));
      });
      return cpuMs / chosen.length;
    }),
  );
  return {
    nodes,
    pods: nodes * podsPerNode,
    caseCount: chosen.length,
    rowCount: rows.length,
    evicted: rows.reduce((sum, row) => sum + row.evicted, 0),
    msPerCase,
    casesPerSecond: 1000 / msPerCase,
  };
}

export interface WorkersMeasurement {
  readonly caseCount: number;
  /** How much faster two workers are than one, in wall time of the same sweep. */
  readonly wallRatio: number;
  /** Processor time of two workers over that of one: what a busy machine does not change. */
  readonly cpuRatio: number;
  readonly areEqual: boolean;
}

/** The same sweep with one worker and with two, in alternating runs. */
export async function measureWorkers(bench: SweepBench): Promise<WorkersMeasurement> {
  const { nodes, podsPerNode, cases, rounds } = bench;
  const snapshot = clusterSnapshot(nodes, podsPerNode);
  const chosen = spread(sweepCases(new World(snapshot), 'node'), cases);
  const wallRatios: number[] = [];
  const cpuRatios: number[] = [];
  let areEqual = true;
  for (let round = 0; round < rounds; round++) {
    const runs: (Timing & { readonly rows: string })[] = [];
    for (const workers of [1, 2]) {
      const cpu = process.cpuUsage();
      const started = performance.now();
      const { rows } = await runSweep(snapshot, chosen, SWEEP_JOB, { workers });
      const { user, system } = process.cpuUsage(cpu);
      runs.push({
        wallMs: performance.now() - started,
        cpuMs: (user + system) / 1000,
        rows: JSON.stringify(rows),
      });
    }
    const [one, two] = [runs[0]!, runs[1]!];
    wallRatios.push(one.wallMs / two.wallMs);
    cpuRatios.push(two.cpuMs / one.cpuMs);
    areEqual &&= one.rows === two.rows;
  }
  return { caseCount: chosen.length, wallRatio: median(wallRatios), cpuRatio: median(cpuRatios), areEqual };
}

function clusterSnapshot(nodes: number, podsPerNode: number): Snapshot {
  return snapshotOfObjects(clusterObjects({ nodes, podsPerNode, pending: 0 }));
}

/** So many of the items, spread evenly over all of them. */
export function spread<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, Math.floor(items.length / count));
  return items.filter((_, index) => index % step === 0).slice(0, count);
}
