import type { PodReport } from '../../scheduler-model/index.ts';
import { API_VERSION } from '../snapshot/index.ts';
import type { Comparison } from './compare/comparison.ts';

// The documents that a run ends in. Times are seconds from the first command, to 0.01 s.
export type { PodReport };
export { API_VERSION };

export type Severity = 'critical' | 'warning' | 'info';
/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

export type Verdict = 'safe' | 'risky' | 'blocked' | 'unknown';
/** Worst first. */
export const VERDICTS: readonly Verdict[] = ['blocked', 'risky', 'unknown', 'safe'];

/** What is known of one kind of object in the snapshot. */
export interface CompletenessEntry {
  readonly kind: string;
  readonly state: 'present' | 'empty' | 'unknown';
  readonly count?: number;
  readonly detail?: string;
  /** Which statements an unknown weakens. */
  readonly effect?: string;
}

export interface SnapshotSummary {
  readonly digest: string;
  /** RFC 3339, or null when nothing tells. */
  readonly takenAt: string | null;
  readonly kubernetes: string;
  /** The input did not say its version. */
  readonly kubernetesAssumed: boolean;
  readonly cluster?: string;
  readonly sources: readonly string[];
  readonly formats: readonly string[];
  readonly nodeCount: number;
  readonly podCount: number;
  readonly completeness: readonly CompletenessEntry[];
  readonly notes: readonly { readonly code: string; readonly message: string }[];
}

export interface AssumptionEntry {
  readonly key: string;
  readonly value: number;
  readonly source: 'flag' | 'observed' | 'default';
  readonly detail: string;
}

export interface CommandEntry {
  readonly command: string;
  readonly exit: number;
  readonly start: number;
  /** Null when the command still ran at the end. */
  readonly end: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type PodEventName =
  | 'created'
  | 'scheduled'
  | 'unschedulable'
  | 'ready'
  | 'notReady'
  | 'disruptionTarget'
  | 'terminating'
  | 'succeeded'
  | 'failed'
  | 'restarted'
  | 'deleted';

export interface PodTimelineEntry {
  readonly t: number;
  readonly event: PodEventName;
  readonly pod: string;
  readonly node?: string;
  readonly owner?: string;
  readonly reason?: string;
  readonly message?: string;
  /** Seconds. */
  readonly grace?: number;
  readonly cause?: string;
}

/** What happened to an object that is no pod. */
export interface ObjectTimelineEntry {
  readonly t: number;
  readonly event: 'created' | 'changed' | 'deleted';
  /** `Kind/namespace/name`, or `Kind/name`. */
  readonly object: string;
  readonly message?: string;
  readonly cause?: string;
}

export type TimelineEntry = PodTimelineEntry | ObjectTimelineEntry;

/** `~` change, `-` evict, `+` place, `!` blocked or pending, `?` unknown. */
export type Sign = '~' | '-' | '+' | '!' | '?';

/** One line of a stage. */
export interface StageEntry {
  readonly sign: Sign;
  readonly object: string;
  /** Where the object comes to stand, for pods. */
  readonly node?: string;
  /** Null: it does not happen before the end of the run. */
  readonly t: number | null;
  readonly text: string;
  /** Sentences of kubectl or the scheduler, word for word. */
  readonly details?: readonly string[];
}

export type StageName =
  | 'guard'
  | 'cordon'
  | 'change'
  | 'evict'
  | 'wait'
  | 'reschedule'
  | 'cascade'
  | 'settle';

export interface Stage {
  readonly name: StageName;
  /** Index of the command whose stage this is; absent for stages of the whole run. */
  readonly command?: number;
  readonly from: number;
  readonly to: number;
  /** The stage was not over when the run ended. */
  readonly open: boolean;
  readonly evicted: number;
  readonly rescheduled: number;
  readonly pending: number;
  readonly summary: string;
  readonly entries: readonly StageEntry[];
}

/** Why a pod does not fit on one node, and by how much. */
export interface NodeMiss {
  readonly node: string;
  readonly plugin: string;
  readonly reasons: readonly string[];
  readonly missing?: readonly Shortage[];
  /** What else keeps the pod off the node: the scheduler names the first reason only. */
  readonly also?: readonly string[];
}

/** What is missing of one resource on one node, as quantities. */
export interface Shortage {
  readonly resource: string;
  readonly requested: string;
  readonly free: string;
  readonly missing: string;
  /** The missing part of what is requested, 0 to 1. */
  readonly part: number;
  /** What the node has in all, where the request is more than that. */
  readonly capacity?: string;
}

export interface PendingEntry {
  readonly pod: string;
  readonly owner?: string;
  readonly message: string;
  /** In how many of the runs the owner had (at least) this many pending pods. */
  readonly runs: string;
  /** It was pending in the snapshot already. */
  readonly before?: boolean;
  readonly nearest?: NodeMiss;
}

export interface ServiceEntry {
  readonly service: string;
  readonly before: number;
  readonly lowest: number;
  readonly after: number;
  readonly zeroSeconds: number;
  /** When it first had no ready endpoint, having had one. */
  readonly zeroFrom?: number;
  /** In how many of the runs it had no ready endpoint for a time. */
  readonly zeroRuns?: string;
}

export interface Suggestion {
  /** To be copied; several commands in a row are one `kubectl smart simulate` line. */
  readonly command: string;
  /** Whether the command was run in a fork and had the effect. */
  readonly verified: boolean;
  readonly effect: string;
}

export interface FindingEntry {
  readonly severity: Severity;
  readonly code: string;
  readonly objects: readonly string[];
  readonly message: string;
  /** Numbers of the log records that show it. */
  readonly evidence: readonly number[];
  /** In how many of the runs it was found. */
  readonly runs?: string;
  /** Kinds that the snapshot lacks and that could change this statement. */
  readonly weakenedBy?: readonly string[];
  readonly suggestion?: Suggestion;
}

export interface Summary {
  readonly evicted: number;
  readonly rescheduled: number;
  /** Pods that their own controllers took away: fewer replicas, or a new revision. */
  readonly removed: number;
  /** New pods with a node that stand in for no evicted one. */
  readonly placed: number;
  readonly pending: number;
  /** Pods that were pending in the snapshot already and still are. */
  readonly pendingBefore: number;
  /** Pods that a budget or an error kept on their node until the end of the run. */
  readonly blocked: number;
  /** Pods that kubectl leaves where they are (DaemonSets, mirror pods). */
  readonly ignored: number;
  /** Pods that left and that nobody makes again. */
  readonly lost: number;
  readonly servicesAtZero: number;
  /** When the last thing happened. */
  readonly endSeconds: number;
  readonly settled: boolean;
  readonly verdict: Verdict;
  /** One sentence that says why. */
  readonly reason: string;
  /** Kinds that the snapshot lacks and that touch the verdict. */
  readonly weakenedBy: readonly string[];
}

/** A change like the one that is simulated, made before, and what followed it: correlated, not proven. */
export interface PastChangeEntry {
  /** RFC 3339. */
  readonly time: string;
  readonly object: string;
  readonly summary: string;
  /** Null: the recording does not tell. */
  readonly who: string | null;
  /** Services that lost their last endpoint within half an hour; null seconds: none came back while it was recorded. */
  readonly services: readonly { readonly service: string; readonly zeroSeconds: number | null }[];
  readonly sentences: readonly string[];
  /** From the change to the last Service back; null where none went, or one did not come back. */
  readonly recoverySeconds: number | null;
  readonly evidence: readonly string[];
}

/** What the same kind of change to the same objects was followed by before. */
export interface PastChangesEntry {
  readonly recording: string;
  readonly count: number;
  /** After how many of them nothing was seen. */
  readonly quiet: number;
  /** The others, the newest first. */
  readonly incidents: readonly PastChangeEntry[];
}

export interface ImpactReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'ImpactReport';
  readonly snapshot: SnapshotSummary;
  readonly options: {
    readonly seed: number;
    readonly runs: number;
    readonly horizonSeconds: number;
    readonly tieBreak: string;
    /** The autoscaler that takes part in the run; absent: none. */
    readonly autoscaler?: string;
    /** What the scheduler configuration asks for and is not modelled: the run went on without it. */
    readonly ignored?: readonly string[];
  };
  readonly assumptions: readonly AssumptionEntry[];
  readonly commands: readonly CommandEntry[];
  readonly timeline: readonly TimelineEntry[];
  readonly stages: readonly Stage[];
  readonly pending: readonly PendingEntry[];
  readonly services: readonly ServiceEntry[];
  readonly findings: readonly FindingEntry[];
  readonly summary: Summary;
  /** How well the prediction held, where what really happened was given too. */
  readonly comparison?: Comparison;
  /** What such changes were followed by before, where a recording tells. */
  readonly past?: PastChangesEntry;
}

/** Every pending pod's scheduling cycle, as kube-scheduler would decide it. */
export interface ScheduleReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'ScheduleReport';
  readonly kubernetes: string;
  /** What the scheduler configuration asks for and is not modelled: it was left out. */
  readonly ignored?: readonly string[];
  readonly results: readonly PodReport[];
  /** Pods that wait for a scheduler that is in no profile: nothing is said of them. */
  readonly otherSchedulers?: readonly { readonly pod: string; readonly schedulerName: string }[];
  /** Kinds that the snapshot says nothing about, with the pods whose verdict rests on them. */
  readonly unknown?: readonly { readonly kind: string; readonly pods: readonly string[] }[];
}
