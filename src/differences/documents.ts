import type { ChangedField, ReasonEntry, Who } from '../decisions/index.ts';

/** One side of a comparison. */
export interface DiffSide {
  /** The recording or snapshot, as the user named it. */
  readonly name: string;
  /** RFC 3339; null when nothing tells. */
  readonly time: string | null;
}

/** What a change means, in the order in which groups are told. */
export type DiffGroupName =
  | 'capacity'
  | 'budgets'
  | 'workloads'
  | 'configuration'
  | 'network'
  | 'storage'
  | 'access'
  | 'other';

/** How the pods of one workload lie on the nodes. */
export interface PlacementEntry {
  /** `Deployment/default/api`, or the pod itself where nobody owns it. */
  readonly object: string;
  readonly before: number;
  readonly after: number;
  readonly created: number;
  readonly gone: number;
  /** Pods of the same name that run on another node. */
  readonly moved: readonly { readonly pod: string; readonly from: string; readonly to: string }[];
  /** Nodes whose number of these pods differs; `(no node)` for pods that wait for one. */
  readonly nodes: readonly { readonly node: string; readonly before: number; readonly after: number }[];
}

/** A change on the way from one side to the other, with who made it. */
export interface AuthoredChange {
  readonly time: string;
  readonly summary: string;
  /** Null: the recording does not tell. */
  readonly who: Who | null;
  readonly reasons: readonly ReasonEntry[];
  readonly evidence: readonly string[];
}

export interface DiffEntry {
  readonly object: string;
  /** `returned`: it was changed on the way and is as before. */
  readonly change: 'added' | 'removed' | 'recreated' | 'changed' | 'returned';
  readonly summary: string;
  readonly fields: readonly ChangedField[];
  /** Oldest first; empty between two snapshots, which do not tell. */
  readonly changes: readonly AuthoredChange[];
}

export interface DiffGroup {
  readonly name: DiffGroupName;
  readonly entries: readonly DiffEntry[];
}

/** How what pods ask for relates to what nodes have. */
export interface CapacityEntry {
  readonly resource: string;
  readonly allocatableBefore: string;
  readonly allocatableAfter: string;
  readonly requestedBefore: string;
  readonly requestedAfter: string;
}

/** What `kubectl smart diff -o json` prints. */
export interface ClusterDiff {
  readonly apiVersion: string;
  readonly kind: 'ClusterDiff';
  readonly from: DiffSide;
  readonly to: DiffSide;
  readonly placement: readonly PlacementEntry[];
  readonly capacity: readonly CapacityEntry[];
  readonly groups: readonly DiffGroup[];
  readonly summary: {
    readonly objects: number;
    readonly podsCreated: number;
    readonly podsGone: number;
    readonly podsMoved: number;
  };
  /** Kinds that one of the sides does not know. */
  readonly incomparable: readonly string[];
  /** Only with `--hops`. */
  readonly relations?: RelationDiff;
  /** What is not known, one sentence each. */
  readonly unknown: readonly string[];
}

/** What an object is related to, and how that differs. */
export interface RelationDiff {
  readonly object: string;
  readonly hops: number;
  readonly entries: readonly RelationDiffEntry[];
}

export interface RelationDiffEntry {
  readonly hop: number;
  readonly from: string;
  readonly to: string;
  /** `owns`, `runsOn`, `reads`, … */
  readonly relation: string;
  /** `runs on it`, `reads CACHE_SIZE from it as environment` */
  readonly words: string;
  readonly change: 'same' | 'added' | 'removed';
}
