import { workerData } from 'piscina';
import type { CaseRunner, SweepCase, SweepRow } from '../impact/index.ts';
import { openSharedSnapshot, type SharedSnapshot } from '../snapshot/index.ts';
import { caseRunner, type SweepJob } from './sweep-job.ts';

/** What a worker is started with. */
export interface SweepWorkerData {
  readonly snapshot: SharedSnapshot;
  readonly job: SweepJob;
}

let runner: CaseRunner | undefined;

/** Runs some cases in this worker's own world, which it builds once over the shared columns. */
export function runCases(cases: readonly SweepCase[]): SweepRow[] {
  const { snapshot, job } = workerData as SweepWorkerData;
  runner ??= caseRunner(openSharedSnapshot(snapshot), job);
  const own = runner;
  return cases.map((each) => own.run(each));
}
