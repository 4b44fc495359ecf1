import type { Snapshot } from '../../snapshot/index.ts';
import type { ImpactReport } from '../documents.ts';
import { compareRun } from './compare-run.ts';
import { compareSnapshot } from './compare-snapshot.ts';
import type { Comparison } from './comparison.ts';
import { endStateOf, podManifests } from './end-state.ts';
import type { RecordedRun } from './recorded-run.ts';

/**
 * What is known of how it really went: a run that was recorded as it happened, or the state that somebody found afterwards.
 * Another kind of record becomes one of these where it is read.
 */
export type Aftermath =
  | {
      readonly kind: 'run';
      readonly run: RecordedRun;
      /** What a reader should know of how the run was found; absent when there is nothing to say. */
      readonly notes?: readonly string[];
    }
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot };

/** How well a report held, point by point; `before` is the snapshot on which it rests. */
export function compareAftermath(report: ImpactReport, before: Snapshot, aftermath: Aftermath): Comparison {
  const pods = podManifests(before.pods);
  if (aftermath.kind === 'snapshot') return compareSnapshot(report, pods, endStateOf(aftermath.snapshot));
  const comparison = compareRun(report, aftermath.run, pods);
  const notes = [...(aftermath.notes ?? []), ...(comparison.notes ?? [])];
  return { ...comparison, ...(notes.length > 0 && { notes }) };
}
