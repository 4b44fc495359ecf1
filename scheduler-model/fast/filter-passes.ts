import { NONE } from '../cluster/none.ts';
import type { PodCounter } from '../cluster/pod-counter.ts';
import type { HeldTerm } from '../plugins/InterPodAffinity/held-terms.ts';
import type { IncomingTerms } from '../plugins/InterPodAffinity/incoming-terms.ts';
import type { CountedConstraint } from '../plugins/PodTopologySpread/class-spread.ts';
import { leastCount } from '../plugins/PodTopologySpread/least-count.ts';
import type { Candidates } from './candidates.ts';

/** Keeps the fresh nodes where the pod keeps within each hard constraint's skew. */
export function passSpread(candidates: Candidates, hard: readonly CountedConstraint[]): void {
  for (const counted of hard) {
    const { constraint, domains, counter, countsItself } = counted;
    const most = constraint.maxSkew + leastCount(counted) - (countsItself ? 1 : 0);
    keepWhere(candidates, domains.topology.valueOf.values, counter.counts.values, most, false);
  }
}

/** Keeps the fresh nodes that what the pod asks of other pods, and what they ask of it, allow. */
export function passAffinity(
  candidates: Candidates,
  { affinity, antiAffinity, matchesItself }: IncomingTerms,
  held: readonly HeldTerm[],
): void {
  if (affinity.length > 0) {
    const isFirst = matchesItself && affinity.every(({ total }) => total === 0);
    for (const counter of affinity) keepMatching(candidates, counter, isFirst ? 0 : 1);
  }
  for (const counter of antiAffinity) keepEmpty(candidates, counter);
  for (const { kind, holders } of held) {
    if (kind === 'requiredAntiAffinity' && holders.total > 0) keepEmpty(candidates, holders);
  }
}

function keepEmpty(candidates: Candidates, counter: PodCounter): void {
  if (counter.total === 0) return;
  keepWhere(candidates, counter.topology!.valueOf.values, counter.counts.values, 0, true);
}

/** Keeps nodes whose domain has at most so many; nodes outside every domain stay if `keepsOutside`. */
function keepWhere(
  candidates: Candidates,
  domainOf: Int32Array,
  counts: Int32Array,
  most: number,
  keepsOutside: boolean,
): void {
  const { nodes, totals, count, fresh } = candidates;
  let kept = fresh;
  for (let i = fresh; i < count; i++) {
    const nodeIndex = nodes[i]!;
    const value = domainOf[nodeIndex]!;
    if (value === NONE) {
      if (!keepsOutside) continue;
    } else if (value < counts.length ? counts[value]! > most : most < 0) continue;
    nodes[kept] = nodeIndex;
    totals[kept] = totals[i]!;
    kept++;
  }
  candidates.count = kept;
}

/** Keeps nodes whose domain has at least so many. */
function keepMatching(candidates: Candidates, counter: PodCounter, least: number): void {
  const { nodes, totals, count, fresh } = candidates;
  const domainOf = counter.topology!.valueOf.values;
  const counts = counter.counts.values;
  let kept = fresh;
  for (let i = fresh; i < count; i++) {
    const nodeIndex = nodes[i]!;
    const value = domainOf[nodeIndex]!;
    if (value === NONE || (value < counts.length ? counts[value]! : 0) < least) continue;
    nodes[kept] = nodeIndex;
    totals[kept] = totals[i]!;
    kept++;
  }
  candidates.count = kept;
}
