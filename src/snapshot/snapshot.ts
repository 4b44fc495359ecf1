import type { GroupKind, KubeObject } from '../kubernetes/index.ts';
import type { PodColumns } from './pod-columns.ts';

/** What is known of one kind: there are objects, there are none, or nobody could tell. */
export type KindState = 'present' | 'empty' | 'unknown';

/** One line of the completeness ledger. */
export interface KindCompleteness {
  readonly kind: GroupKind;
  readonly state: KindState;
  readonly count: number;
  /** Why it is unknown (`never asked`, `forbidden`, `truncated`), or that the objects are inferred. */
  readonly detail?: string;
  /** Which statements an unknown weakens, as a reader should hear it. */
  readonly effect?: string;
}

/** Something worth saying about the input that is no error: a conflict between sources, an object that was inferred. */
export interface SnapshotNote {
  readonly code: string;
  readonly message: string;
  readonly objects?: readonly string[];
}

/** Where a snapshot comes from. */
export interface SnapshotMetadata {
  /** `kubectl list`, `support bundle`, `ksnap`, …; several when sources were merged. */
  readonly formats: readonly string[];
  /** The paths as the user named them. */
  readonly sources: readonly string[];
  readonly cluster?: string;
  /** `v1.36`, from the server's version or else the newest kubelet's; absent when neither is known. */
  readonly kubernetes?: string;
  /** When the cluster looked like this, milliseconds since the epoch; absent when nothing tells. */
  readonly takenAtMs?: number;
  /** SHA-256 over the content, `sha256:…`: equal content has equal digests, whatever file it came from. */
  readonly digest: string;
  readonly redaction: 'none' | 'default' | 'names';
}

/** A cluster as some export describes it. Pods are columns, everything else plain objects; nothing in it is changed. */
export interface Snapshot {
  readonly metadata: SnapshotMetadata;
  readonly completeness: readonly KindCompleteness[];
  readonly notes: readonly SnapshotNote[];
  readonly pods: PodColumns;
  /** Every kind but Pod and Event, in the order of the source. */
  readonly objects: ReadonlyMap<GroupKind, readonly KubeObject[]>;
  /** core/v1 Events, in the order of the source. */
  readonly events: readonly KubeObject[];
}
