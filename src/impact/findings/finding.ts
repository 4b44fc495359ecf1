import type { GroupKind } from '../../kubernetes/index.ts';
import type { Severity } from '../documents.ts';
import type { RunView } from '../run/run-view.ts';

/** A remedy that can be tried: the commands to run instead, and how to tell that they helped. */
export interface Proposal {
  /** The lines to run in place of the user's. */
  readonly lines: readonly string[];
  /** Whether the proposal did what it is for, and what came of it; undefined when it did not help. */
  readonly judge: (tried: RunView) => string | undefined;
}

/** A finding before its suggestion is tried. */
export interface FoundProblem {
  readonly severity: Severity;
  readonly objects: readonly string[];
  readonly message: string;
  readonly evidence: readonly number[];
  /** Kinds that could change the statement if the snapshot lacks them. */
  readonly restsOn?: readonly GroupKind[];
  /** What it is about, the same in every run; by default the first object. */
  readonly subject?: string;
  /** Remedies to try, the best first. */
  readonly proposals?: readonly Proposal[];
}

/** A kind of problem that a run can show. */
export interface FindingType {
  /** `LOCAL_DATA_LOST`; it never changes. */
  readonly code: string;
  /** The heading of its page. */
  readonly title: string;
  readonly find: (run: RunView) => Iterable<FoundProblem>;
}
