import { spawnSync } from 'node:child_process';
import { type SweepRow, sweepCases } from '../src/impact/index.ts';
import type { Snapshot } from '../src/snapshot/index.ts';
import type { SweepJob } from '../src/workers/index.ts';
import { caseRunner } from '../src/workers/sweep-job.ts';
import { World } from '../src/world/index.ts';
import { clusterObjects } from './cluster.ts';
import { median, runProgram, timed } from './measure.ts';
import { PROGRAM } from './portable-file.ts';
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
  /** Wall time of the program with one worker that has one processor; undefined where a program cannot be held to one. */
  readonly oneProcessorMs: number | undefined;
  readonly oneWorkerMs: number;
  readonly twoWorkersMs: number;
  readonly areEqual: boolean;
}

/** The program over a whole portable file, from start to end: each node drained in turn. */
export function measureWorkers(file: string): WorkersMeasurement {
  const sweep = (workers: number, [command, ...before]: readonly [string, ...string[]]) => {
    const args = ['sweep', '--snapshot', file, '--workers', `${workers}`, '--fail-on', 'none', '-o', 'json'];
    return runProgram(command, [...before, ...args]);
  };
  const [alone, one, two] = [
    hasTaskset() ? sweep(1, ['taskset', '-c', '0', PROGRAM]) : undefined,
    sweep(1, [PROGRAM]),
    sweep(2, [PROGRAM]),
  ];
  if (one.exit !== 0) throw new Error(`the sweep exited with ${one.exit}`);
  return {
    caseCount: (JSON.parse(one.stdout) as { totalCases: number }).totalCases,
    oneProcessorMs: alone?.wallMs,
    oneWorkerMs: one.wallMs,
    twoWorkersMs: two.wallMs,
    areEqual: one.stdout === two.stdout,
  };
}

/** Whether this system can hold a program to one processor. */
function hasTaskset(): boolean {
  return spawnSync('taskset', ['--version']).status === 0;
}

function clusterSnapshot(nodes: number, podsPerNode: number): Snapshot {
  return snapshotOfObjects(clusterObjects({ nodes, podsPerNode, pending: 0 }));
}

/** So many of the items, spread evenly over all of them. */
export function spread<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(1, Math.floor(items.length / count));
  return items.filter((_, index) => index % step === 0).slice(0, count);
}
