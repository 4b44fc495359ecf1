import { workerData } from 'piscina';
import type { CaseRunner, RunOutcome, SweepCase, SweepRow } from '../impact/index.ts';
import { openSharedSnapshot, type SharedSnapshot } from '../snapshot/index.ts';
import { caseRunner, type SweepJob } from './sweep-job.ts';
import { type VariationJob, variationRunner } from './variation-job.ts';

/** What a worker is started with: the snapshot, and what is to be done with it. */
export type WorkerData = { readonly snapshot: SharedSnapshot } & (
  | { readonly type: 'sweep'; readonly job: SweepJob }
  | { readonly type: 'variations'; readonly job: VariationJob }
);

let cases: CaseRunner | undefined;
let variations: ((number: number) => RunOutcome) | undefined;

/** Runs some cases of a sweep in this worker's own world, which it builds once over the shared columns. */
export function runCases(some: readonly SweepCase[]): SweepRow[] {
  const data = workerData as Extract<WorkerData, { type: 'sweep' }>;
  cases ??= caseRunner(openSharedSnapshot(data.snapshot), data.job);
  const runner = cases;
  return some.map((each) => runner.run(each));
}

/** Does some of the runs after the first that differ from it in ties and orders only. */
export function runVariations(numbers: readonly number[]): RunOutcome[] {
  const data = workerData as Extract<WorkerData, { type: 'variations' }>;
  variations ??= variationRunner(openSharedSnapshot(data.snapshot), data.job);
  return numbers.map(variations);
}
