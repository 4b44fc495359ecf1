import { compareRun } from '../../../src/impact/compare/compare-run.ts';
import type { Comparison } from '../../../src/impact/compare/comparison.ts';
import type { ImpactReport } from '../../../src/impact/documents.ts';
import { predict } from './predict.ts';
import type { RecordedRunFolder } from './recorded-run-folder.ts';

/** A recorded run, what we predicted and how well it held; without a report, why there is none. */
export interface Judgement {
  readonly folder: RecordedRunFolder;
  readonly report?: ImpactReport;
  readonly comparison?: Comparison;
  readonly failure?: string;
}

/** Predicts a recorded run and compares. */
export async function judge(folder: RecordedRunFolder): Promise<Judgement> {
  const answer = await predict(folder);
  if ('failure' in answer) return { folder, failure: answer.failure };
  return {
    folder,
    report: answer.report,
    comparison: compareRun(answer.report, folder.run, folder.podsBefore),
  };
}
