import type { TimeBasis } from '../history/index.ts';
import type { Who } from './who.ts';

/** What a history rests on. Times are RFC 3339. */
export interface HistorySource {
  /** The recording or snapshot, as the user named it. */
  readonly name: string;
  readonly kind: 'recording' | 'snapshot';
  readonly from: string | null;
  readonly to: string | null;
}

/** Something that a person gave as a reason. */
export interface ReasonEntry {
  readonly text: string;
  /** `annotation kubernetes.io/change-cause`, `commit 4f2a… by sarah, named by the new state` */
  readonly origin: string;
  readonly links: readonly string[];
  /** Null: nothing tells when. */
  readonly time: string | null;
  readonly evidence: string;
}

/** A field whose value differs after a change; null: it is not there. */
export interface ChangedField {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One recorded change in words. */
export interface ChangeEntry {
  /** Null: nothing tells when. */
  readonly time: string | null;
  /** `said`: at that time. Otherwise it happened at some time up to then. */
  readonly timeBasis: TimeBasis;
  readonly object: string;
  readonly summary: string;
  /** Whether somebody decided it; false: a report of the status. */
  readonly decided: boolean;
  readonly fields: readonly ChangedField[];
  /** Null: the recording does not tell. */
  readonly who: Who | null;
  readonly reasons: readonly ReasonEntry[];
  readonly evidence: readonly string[];
}

/** One value that a field had, and for how long. */
export interface ValueEntry {
  /** Null: the field was not there. */
  readonly value: unknown;
  readonly words: string;
  /** Null: it was so when the recording begins. */
  readonly from: string | null;
  /** Null: it still is so at the end of the recording. */
  readonly to: string | null;
  /** Null where the begin is not known. */
  readonly heldSeconds: number | null;
  /** Null: the recording does not tell, or it was so before. */
  readonly who: Who | null;
  readonly reasons: readonly ReasonEntry[];
  readonly evidence: readonly string[];
}

/** Every value of one field. */
export interface FieldHistory {
  readonly object: string;
  readonly path: string;
  readonly values: readonly ValueEntry[];
}

/** What its pods and Services went through in a stretch of time: correlated, not proven. */
export interface OutcomeEntry {
  readonly from: string;
  readonly to: string;
  readonly restarts: number;
  readonly oomKills: number;
  /** Pods that waited in CrashLoopBackOff. */
  readonly crashLooping: number;
  /** Pods that found no node for a time. */
  readonly unschedulable: number;
  readonly evicted: number;
  readonly services: readonly ServiceOutcome[];
  /** Whether the recording holds the EndpointSlices of all its Services. */
  readonly servicesKnown: boolean;
  /** One sentence a fact, the worst first; empty when nothing was seen. */
  readonly sentences: readonly string[];
  readonly evidence: readonly string[];
}

export interface ServiceOutcome {
  readonly service: string;
  readonly before: number | null;
  readonly lowest: number;
  /** At the end of the stretch; null where none was recorded. */
  readonly after: number | null;
  readonly zeroSeconds: number;
}

/** A value that was taken back. */
export interface RollbackEntry {
  readonly object: string;
  readonly fields: readonly {
    readonly path: string;
    readonly tried: readonly string[];
    readonly backTo: string;
  }[];
  /** Null: nothing tells when, as of revisions in a snapshot. */
  readonly from: string | null;
  readonly to: string | null;
  readonly heldSeconds: number | null;
  readonly triedBy: Who | null;
  readonly takenBackBy: Who | null;
  /** Why it was tried, and why it was taken back. */
  readonly triedReasons: readonly ReasonEntry[];
  readonly takenBackReasons: readonly ReasonEntry[];
  /** `kubectl rollout undo to revision 3`, where it was one. */
  readonly means?: string;
  /** Null: a snapshot does not tell. */
  readonly outcome: OutcomeEntry | null;
}

/** Something that a person left about the object. */
export interface NoteEntry {
  /** Null: nothing tells when. */
  readonly time: string | null;
  readonly author: string;
  readonly text: string;
  readonly origin: string;
  readonly links: readonly string[];
  readonly evidence: string;
}

/** What `kubectl smart history -o json` prints. */
export interface HistoryReport {
  readonly apiVersion: string;
  readonly kind: 'HistoryReport';
  readonly object: string;
  readonly source: HistorySource;
  readonly decisionsOnly: boolean;
  readonly changes: readonly ChangeEntry[];
  /** Only for decisions. */
  readonly fields: readonly FieldHistory[];
  readonly rollbacks: readonly RollbackEntry[];
  readonly notes: readonly NoteEntry[];
  /** What is not known, one sentence each. */
  readonly unknown: readonly string[];
}

/** One time at which a field had the value that is asked about. */
export interface AttemptEntry extends ValueEntry {
  /** `holds`: to the end of the recording; `taken back`: to the value before it; `replaced`: by another one. */
  readonly end: 'holds' | 'taken back' | 'replaced';
  /** The value after it, in words. */
  readonly next: string | null;
  readonly nextWho: Who | null;
  /** Why it was given that value. */
  readonly nextReasons: readonly ReasonEntry[];
  /** Null: a snapshot does not tell, or nobody knows when it began. */
  readonly outcome: OutcomeEntry | null;
}

/** What the value would do now. */
export interface SimulatedValue {
  readonly command: string;
  readonly verdict: string;
  readonly reason: string;
  readonly takenAt: string | null;
  /** New pods that find a node because of the command. */
  readonly landings: readonly { readonly pod: string; readonly node: string; readonly t: number }[];
  /** How many pods find a node with and without the command, because the cluster was not at rest. */
  readonly placedAnyway: number;
  readonly removed: number;
  readonly evicted: number;
  readonly pending: readonly { readonly pod: string; readonly message: string }[];
  readonly services: readonly {
    readonly service: string;
    readonly before: number;
    readonly lowest: number;
    readonly after: number;
  }[];
  readonly findings: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
  }[];
  readonly assumptions: readonly string[];
  readonly weakenedBy: readonly string[];
}

/** What `kubectl smart why -o json` prints. */
export interface WhyReport {
  readonly apiVersion: string;
  readonly kind: 'WhyReport';
  readonly object: string;
  readonly path: string;
  readonly source: HistorySource;
  readonly at: string | null;
  readonly current: { readonly value: unknown; readonly words: string };
  readonly asked: { readonly value: unknown; readonly words: string };
  readonly values: readonly ValueEntry[];
  readonly attempts: readonly AttemptEntry[];
  /** What else sets this field by itself: autoscalers, owners. */
  readonly alsoSetBy: readonly string[];
  /** Null: it was not simulated; `notSimulated` says why. */
  readonly simulation: SimulatedValue | null;
  readonly notSimulated: string | null;
  readonly notes: readonly NoteEntry[];
  readonly unknown: readonly string[];
}
