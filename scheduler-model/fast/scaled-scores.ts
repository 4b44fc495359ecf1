import type { Candidates } from './candidates.ts';

/** A score that takes part in no normalisation and ends as 0. */
export const IGNORED = -(2 ** 31);

/** Ranges of scores up to this size are normalised once per score and not once per node. */
const MAX_TABLE = 1 << 14;

/** A score's value between 0 and 100, given the least and the largest of the list. */
export type Scale = (score: number, min: number, max: number) => number;

/** Adds the rounded scores, which lie between `min` and `max`, normalised and weighted to the totals. */
export function addScaled(
  { totals, rounded, count }: Candidates,
  min: number,
  max: number,
  weight: number,
  scale: Scale,
): void {
  if (max < min) return;
  if (max - min >= MAX_TABLE) {
    for (let i = 0; i < count; i++) {
      if (rounded[i] !== IGNORED) totals[i]! += weight * scale(rounded[i]!, min, max);
    }
    return;
  }
  const table = new Int32Array(max - min + 1);
  for (let score = min; score <= max; score++) table[score - min] = weight * scale(score, min, max);
  for (let i = 0; i < count; i++) {
    if (rounded[i] !== IGNORED) totals[i]! += table[rounded[i]! - min]!;
  }
}
