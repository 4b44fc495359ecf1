import type { WeightedCounter } from '../plugins/InterPodAffinity/incoming-terms.ts';
import { scaledBetween } from '../plugins/InterPodAffinity/inter-pod-affinity.ts';
import type { Candidates } from './candidates.ts';
import { addScaled } from './scaled-scores.ts';

/** Whether every sum of these counters stays within 32 bits. */
export function fitsInt32(counters: readonly WeightedCounter[]): boolean {
  let bound = 0;
  for (const { counter, weight } of counters) bound += counter.total * Math.abs(weight);
  return bound < 2 ** 31;
}

/** Adds InterPodAffinity, for at least one counter. */
export function addAffinityScores(
  candidates: Candidates,
  counters: readonly WeightedCounter[],
  weight: number,
): void {
  const { nodes, rounded, count } = candidates;
  rounded.fill(0, 0, count);
  for (const { counter, weight: podWeight } of counters) {
    const domainOf = counter.topology!.valueOf.values;
    const counts = counter.counts.values;
    for (let i = 0; i < count; i++) {
      const value = domainOf[nodes[i]!]!;
      if (value >= 0 && value < counts.length) rounded[i]! += counts[value]! * podWeight;
    }
  }
  let min = 2 ** 31 - 1;
  let max = -min;
  for (let i = 0; i < count; i++) {
    const score = rounded[i]!;
    if (score < min) min = score;
    if (score > max) max = score;
  }
  addScaled(candidates, min, max, weight, scaledBetween);
}
