import type { NodeMiss } from '../documents.ts';

/** Why a pod fits nowhere. */
export interface FitExplanation {
  /** The scheduler's own message. */
  readonly message: string;
  /** Every node with its verdict, the nearest miss first. */
  readonly misses: readonly NodeMiss[];
}
