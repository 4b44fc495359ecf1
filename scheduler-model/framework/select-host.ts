import type { Cluster } from '../cluster/cluster.ts';
import { compareBytes } from './fit-error.ts';

/**
 * How one of several nodes with the top score is chosen: as the version does it (`kubernetes`), the first by name,
 * or at random.
 */
export type TieBreak = 'kubernetes' | 'name' | 'random';

/** A number from 0 up to, not including, 1. */
export type Random = () => number;

/**
 * The position of the chosen node among the feasible ones, in visiting order.
 *
 * @param totals - the total score of each feasible node; not empty.
 * @source pkg/scheduler/schedule_one.go → newSortedNodeScores (v1.36.3), selectHost (v1.34.3)
 */
export function selectHost(
  cluster: Cluster,
  feasible: readonly number[],
  totals: readonly number[],
  tieBreak: TieBreak,
  { deterministic, random }: { readonly deterministic: boolean; readonly random: Random },
): number {
  if (tieBreak === 'name') return firstByName(cluster, feasible, totals);
  if (tieBreak === 'kubernetes' && deterministic) return heapRoot(totals);
  return reservoir(totals, random);
}

/**
 * The element that ends up at the top when a list is made a heap: each parent, last first, sinks below children
 * that are strictly greater, the left child going first among equals.
 */
export function heapRoot(totals: readonly number[]): number {
  const heap = totals.map((_total, position) => position);
  const score = (slot: number) => totals[heap[slot]!]!;
  for (let start = (heap.length >> 1) - 1; start >= 0; start--) {
    let parent = start;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && score(child + 1) > score(child)) child++;
      if (score(child) <= score(parent)) break;
      [heap[parent], heap[child]] = [heap[child]!, heap[parent]!];
      parent = child;
    }
  }
  return heap[0]!;
}

/** Each node that equals the best so far takes its place with a chance of one in how many there were. */
function reservoir(totals: readonly number[], random: Random): number {
  let chosen = 0;
  let equals = 1;
  for (let position = 1; position < totals.length; position++) {
    const difference = totals[position]! - totals[chosen]!;
    if (difference > 0) {
      chosen = position;
      equals = 1;
    } else if (difference === 0) {
      equals++;
      if (Math.floor(random() * equals) === 0) chosen = position;
    }
  }
  return chosen;
}

function firstByName(cluster: Cluster, feasible: readonly number[], totals: readonly number[]): number {
  let chosen = 0;
  for (let position = 1; position < totals.length; position++) {
    const difference = totals[position]! - totals[chosen]!;
    if (difference < 0) continue;
    const name = cluster.nodeName(feasible[position]!);
    if (difference > 0 || compareBytes(name, cluster.nodeName(feasible[chosen]!)) < 0) chosen = position;
  }
  return chosen;
}
