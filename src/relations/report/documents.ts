import type { API_VERSION } from '../../snapshot/index.ts';
import type { HealthStatus } from '../health/health.ts';
import type { ObjectKey } from '../object-key.ts';
import type { Relation } from '../relation.ts';

/** Up: what the object depends on; down: what depends on it. */
export type Side = 'upstream' | 'downstream';

/** What a report says of the state of the cluster that it is about. */
export interface StateSummary {
  readonly digest: string;
  /** RFC 3339, or null when nothing tells. */
  readonly takenAt: string | null;
  readonly kubernetes: string | null;
  readonly cluster?: string;
}

/** An object of the graph. */
export interface GraphNode {
  readonly object: ObjectKey;
  readonly health: HealthStatus;
  readonly reason: string;
  /** Relations between the object asked for and this one, where it was reached. */
  readonly hops: { readonly upstream?: number; readonly downstream?: number };
}

/** `graph -o json`: fields may be added, none is renamed or dropped within `kubectl-smart/v1`. */
export interface RelationReport {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'RelationReport';
  readonly snapshot: StateSummary;
  /** The object asked for. */
  readonly object: ObjectKey;
  readonly sides: readonly Side[];
  /** How many relations away from the object the report goes. */
  readonly depth: number;
  /** The object first, then what was reached, by hops. */
  readonly nodes: readonly GraphNode[];
  /** Every relation between them that was followed; `side` says on which side of the object it lies. */
  readonly relations: readonly (Relation & { readonly side: Side })[];
  /** Objects at the last hop whose own relations were not followed. */
  readonly cut: number;
  /** What cannot be said because the state lacks a kind, or values. */
  readonly unknown: readonly string[];
}
