import type { Cluster } from '../cluster/cluster.ts';
import type { CycleOptions } from '../framework/cycle-result.ts';
import { compareBytes } from '../framework/fit-error.ts';
import type { Candidates } from './candidates.ts';
import { reachesRootBefore } from './heap-order.ts';

/** The position of the chosen node among the candidates; there is at least one. */
export function chooseCandidate(
  cluster: Cluster,
  candidates: Candidates,
  { tieBreak, random }: CycleOptions,
  deterministic: boolean,
): number {
  const top = topOf(candidates);
  if (tieBreak === 'name') return firstByName(cluster, candidates, top);
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

function firstByName(cluster: Cluster, { nodes, totals, count }: Candidates, top: number): number {
  const best = totals[top]!;
  let chosen = top;
  for (let i = top + 1; i < count; i++) {
    if (totals[i] !== best) continue;
    if (compareBytes(cluster.nodeName(nodes[i]!), cluster.nodeName(nodes[chosen]!)) < 0) chosen = i;
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
