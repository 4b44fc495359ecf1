import type { HistorySource } from '../decisions/index.ts';

/** What kind of line it is. */
export type DebugEntryType =
  | 'change'
  | 'lifecycle'
  | 'symptom'
  | 'event'
  | 'node'
  | 'endpoints'
  | 'metric'
  | 'log';

/** One line of the time line; things that say the same are one line with how often and until when. */
export interface DebugEntry {
  /** RFC 3339. */
  readonly time: string;
  /** Seconds from the moment that counts as 0; negative before it. */
  readonly offset: number;
  /** `-12m`, `-40s`, `0` */
  readonly when: string;
  readonly type: DebugEntryType;
  /** The object, or one of them. */
  readonly object: string;
  readonly objectCount: number;
  readonly summary: string;
  /** Who made a change; null: nobody, or the recording does not tell. */
  readonly who: string | null;
  readonly count: number;
  /** When it last was so; null for what happened once. */
  readonly until: string | null;
  readonly evidence: readonly string[];
}

/** Something that has to do with what is looked at. */
export interface DebugObject {
  readonly object: string;
  /** `pod`, `owner`, `node`, `reads`, `mounts`, `selected by`, … */
  readonly role: string;
}

/** Log lines of one template. */
export interface DebugLog {
  readonly template: string;
  /** One of the lines as it was written. */
  readonly sample: string;
  readonly container: string;
  readonly pods: number;
  readonly count: number;
  readonly first: string;
  readonly last: string;
  /** It was not written before the first sign of trouble or change in the window. */
  readonly isNew: boolean;
  readonly evidence: string;
}

/** What `kubectl smart debug -o json` prints. */
export interface DebugTimeline {
  readonly apiVersion: string;
  readonly kind: 'DebugTimeline';
  /** As the user named it. */
  readonly target: string;
  /** What is looked at: the target, or what the symptom word found; null: nothing shows the symptom. */
  readonly subject: string | null;
  readonly source: HistorySource;
  readonly window: { readonly from: string; readonly to: string };
  /** The moment that counts as 0, and what it is. */
  readonly zero: { readonly time: string; readonly what: string };
  readonly objects: readonly DebugObject[];
  readonly entries: readonly DebugEntry[];
  /** The new ones first. */
  readonly logs: readonly DebugLog[];
  /** The likely cause by the rules of `diag`; null: no rule says one. */
  readonly cause: DebugCause | null;
  /** What was changed before the first sign, the last one first; it came before, which proves nothing. */
  readonly precededBy: readonly DebugEntry[];
  /** What else shows the same symptom, with how often. */
  readonly others: readonly { readonly object: string; readonly count: number }[];
  readonly suggestions: readonly { readonly command: string; readonly why: string }[];
  readonly unknown: readonly string[];
}

/** What the rules say of the state at the moment 0. */
export interface DebugCause {
  readonly code: string;
  readonly confidence: string;
  readonly object: string;
  readonly message: string;
  readonly evidence: readonly string[];
}
