import { setImmediate } from 'node:timers/promises';
import type { CaseRunner, LostCase, SweepCase, SweepRow } from '../impact/index.ts';
import { type Snapshot, shareSnapshot } from '../snapshot/index.ts';
import type { WorkerData } from './pool-worker.ts';
import { caseRunner, type SweepJob } from './sweep-job.ts';
import { messageOf, type PoolOptions, runInPool } from './work-pool.ts';
import { WORKER_FILE } from './worker-file.ts';

/** Below so many cases a pool costs more than it saves. */
const POOL_FROM_CASES = 16;
const CASES_PER_TASK = 16;
/** On one thread signals and timers get their turn this often. */
const BREATHE_EVERY_MS = 50;

/** The rows of a sweep in the order of its cases, and the cases that could not be run. */
export interface SweepResult {
  readonly rows: readonly SweepRow[];
  readonly lost: readonly LostCase[];
}

/** Runs the cases over a pool of workers, or here when they are few; the rows do not depend on it. */
export async function runSweep(
  snapshot: Snapshot,
  cases: readonly SweepCase[],
  job: SweepJob,
  options: PoolOptions,
): Promise<SweepResult> {
  if (options.workers <= 1 || cases.length < POOL_FROM_CASES) return runHere(snapshot, cases, job, options);
  const workerData: WorkerData = { type: 'sweep', snapshot: shareSnapshot(snapshot), job };
  const { answers, lost } = await runInPool<SweepCase, SweepRow>(
    {
      filename: WORKER_FILE,
      functionName: 'runCases',
      workerData,
      items: cases,
      nameOf: ({ name }) => `case ${name}`,
      itemsPerTask: Math.max(1, Math.floor(CASES_PER_TASK / (job.runs ?? 1))),
    },
    options,
  );
  return { rows: answers, lost: lost.map(({ item, error }) => ({ case: item.name, error })) };
}

async function runHere(
  snapshot: Snapshot,
  cases: readonly SweepCase[],
  job: SweepJob,
  { progress, warn, signal }: PoolOptions,
): Promise<SweepResult> {
  const rows: SweepRow[] = [];
  const lost: LostCase[] = [];
  let runner: CaseRunner | undefined;
  let breathedMs = performance.now();
  for (const [index, each] of cases.entries()) {
    signal?.throwIfAborted();
    runner ??= caseRunner(snapshot, job);
    try {
      rows.push(runner.run(each));
    } catch (error) {
      // The world may be left half changed: the case, and what follows it, gets a new one.
      runner = caseRunner(snapshot, job);
      warn?.(`case ${each.name} failed (${messageOf(error)}): it is run again`);
      const answer = secondTry(runner, each);
      if (typeof answer !== 'string') rows.push(answer);
      else {
        runner = undefined;
        lost.push({ case: each.name, error: answer });
        warn?.(`case ${each.name} could not be run: ${answer}`);
      }
    }
    progress?.(index + 1, cases.length);
    if (performance.now() - breathedMs < BREATHE_EVERY_MS) continue;
    await setImmediate();
    breathedMs = performance.now();
  }
  return { rows, lost };
}

/** The row, or why there is none. */
function secondTry(runner: CaseRunner, sweepCase: SweepCase): SweepRow | string {
  try {
    return runner.run(sweepCase);
  } catch (error) {
    return messageOf(error);
  }
}
