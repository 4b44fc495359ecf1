import type { CycleOptions } from '../framework/cycle-result.ts';
import type { Candidates } from './candidates.ts';
import { reachesRootBefore } from './heap-order.ts';
import type { VisitingOrder } from './visiting-order.ts';

/** The position of the chosen node among the candidates; there is at least one. */
export function chooseCandidate(
  candidates: Candidates,
  order: VisitingOrder,
  { tieBreak, random }: CycleOptions,
  deterministic: boolean,
): number {
  if (tieBreak === 'name') {
    const { nodes } = candidates;
    const { nameRank } = order;
    return firstOfBest(candidates, (one, other) => nameRank[nodes[one]!]! < nameRank[nodes[other]!]!);
  }
  if (tieBreak === 'kubernetes' && deterministic) return firstOfBest(candidates, reachesRootBefore);
  if (!random) throw new Error('a random choice among equal nodes needs a source of randomness');
  return reservoir(candidates, random);
}

/** Of the positions with the largest total the one that comes before the others. */
function firstOfBest(
  { totals, count }: Candidates,
  comesBefore: (one: number, other: number) => boolean,
): number {
  let chosen = 0;
  let best = totals[0]!;
  for (let i = 1; i < count; i++) {
    const total = totals[i]!;
    if (total < best || (total === best && !comesBefore(i, chosen))) continue;
    best = total;
    chosen = i;
  }
  return chosen;
}

/** As `selectHost` draws, number for number. */
function reservoir({ totals, count }: Candidates, random: () => number): number {
  let chosen = 0;
  let equals = 1;
  for (let i = 1; i < count; i++) {
    if (totals[i]! > totals[chosen]!) {
      chosen = i;
      equals = 1;
    } else if (totals[i] === totals[chosen]) {
      equals++;
      if (Math.floor(random() * equals) === 0) chosen = i;
    }
  }
  return chosen;
}
