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
  const top = topOf(candidates);
  if (tieBreak === 'name') return firstByName(candidates, top, order);
  if (tieBreak === 'kubernetes' && deterministic) return firstInHeap(candidates, top);
  if (!random) throw new Error('a random choice among equal nodes needs a source of randomness');
  return reservoir(candidates, random);
}

/** The first position with the largest total. */
function topOf({ totals, count }: Candidates): number {
  let top = 0;
  let best = totals[0]!;
  for (let i = 1; i < count; i++) {
    if (totals[i]! > best) {
      best = totals[i]!;
      top = i;
    }
  }
  return top;
}

function firstInHeap({ totals, count }: Candidates, top: number): number {
  const best = totals[top]!;
  let chosen = top;
  for (let i = top + 1; i < count; i++) {
    if (totals[i] === best && reachesRootBefore(i, chosen)) chosen = i;
  }
  return chosen;
}

function firstByName({ nodes, totals, count }: Candidates, top: number, { nameRank }: VisitingOrder): number {
  const best = totals[top]!;
  let chosen = top;
  for (let i = top + 1; i < count; i++) {
    if (totals[i] === best && nameRank[nodes[i]!]! < nameRank[nodes[chosen]!]!) chosen = i;
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
