import type { KubeObject } from '../../kubernetes/index.ts';
import type { ObjectKey } from '../object-key.ts';
import type { RelationGraph } from '../relation-graph.ts';

/** `unknown` is not healthy: nobody could tell. */
export type HealthStatus = 'ok' | 'degraded' | 'failing' | 'unknown';

/** How an object is, and why, in words that begin in lower case. */
export interface Health {
  readonly status: HealthStatus;
  readonly reason: string;
}

/** How objects of one kind are judged; `healthOf` judges what they name. */
export type HealthRule = (
  object: KubeObject,
  graph: RelationGraph,
  healthOf: (key: ObjectKey) => Health,
) => Health;

export const ok = (reason: string): Health => ({ status: 'ok', reason });
export const degraded = (reason: string): Health => ({ status: 'degraded', reason });
export const failing = (reason: string): Health => ({ status: 'failing', reason });
export const unknown = (reason: string): Health => ({ status: 'unknown', reason });
