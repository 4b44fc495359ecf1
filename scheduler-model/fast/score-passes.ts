import { NONE } from '../cluster/none.ts';
import { scaledToMax } from '../framework/normalize.ts';
import type { WeightedCounter } from '../plugins/InterPodAffinity/incoming-terms.ts';
import { scaledBetween } from '../plugins/InterPodAffinity/inter-pod-affinity.ts';
import type { SoftConstraint } from '../plugins/PodTopologySpread/soft-score.ts';
import { spreadScaled } from '../plugins/PodTopologySpread/soft-score.ts';
import type { Candidates } from './candidates.ts';
import type { NativePlugins } from './native-plugins.ts';
import type { StaticGroups } from './static-groups.ts';

/** Adds TaintToleration and NodeAffinity: one sum for each group of nodes with equal static scores. */
export function addStaticScores(
  candidates: Candidates,
  { mask, groups }: StaticGroups,
  { scores }: NativePlugins,
  scoresAffinity: boolean,
): void {
  const taints = scores.taintToleration;
  const affinity = scoresAffinity ? scores.nodeAffinity : undefined;
  if (!taints && !affinity) return;
  const { nodes, totals, count } = candidates;
  const groupOf = mask.column.values;
  const isPresent = new Uint8Array(groups.length + 1);
  if (groups.length === 1) isPresent[1] = 1;
  else for (let i = 0; i < count; i++) isPresent[groupOf[nodes[i]!]!] = 1;
  let mostTaints = 0;
  let mostPreferred = 0;
  for (const [i, { untoleratedCount, preference }] of groups.entries()) {
    if (isPresent[i + 1] === 0) continue;
    mostTaints = Math.max(mostTaints, untoleratedCount);
    mostPreferred = Math.max(mostPreferred, preference);
  }
  const sums = new Int32Array(groups.length + 1);
  for (const [i, { untoleratedCount, preference }] of groups.entries()) {
    sums[i + 1] =
      (taints ? taints.weight * scaledToMax(untoleratedCount, mostTaints, true) : 0) +
      (affinity ? affinity.weight * scaledToMax(preference, mostPreferred, false) : 0);
  }
  if (groups.length === 1) candidates.addToAll(sums[1]!);
  else for (let i = 0; i < count; i++) totals[i]! += sums[groupOf[nodes[i]!]!]!;
}

/** Adds PodTopologySpread for the soft constraints of a class. */
export function addSpreadScores(
  candidates: Candidates,
  constraints: readonly SoftConstraint[],
  needsAllKeys: boolean,
  weight: number,
): void {
  const { nodes, totals, raw, count } = candidates;
  raw.fill(0, 0, count);
  for (const { topology, counter, weight: podWeight, maxSkew } of constraints) {
    const domainOf = topology.valueOf.values;
    const counts = counter.counts.values;
    const byNode = counter.topology === undefined;
    for (let i = 0; i < count; i++) {
      const value = domainOf[nodes[i]!]!;
      if (value === NONE) {
        // A node that lacks a key it needs is out for good: no later constraint can bring it back.
        if (needsAllKeys) raw[i] = Number.NaN;
        continue;
      }
      const slot = byNode ? nodes[i]! : value;
      raw[i]! += (slot < counts.length ? counts[slot]! : 0) * podWeight + (maxSkew - 1);
    }
  }
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (let i = 0; i < count; i++) {
    const score = Math.round(raw[i]!);
    raw[i] = score;
    if (score < min) min = score;
    if (score > max) max = score;
  }
  for (let i = 0; i < count; i++) {
    const score = raw[i]!;
    if (!Number.isNaN(score)) totals[i]! += weight * spreadScaled(score, min, max);
  }
}

/** Adds InterPodAffinity. */
export function addAffinityScores(
  candidates: Candidates,
  counters: readonly WeightedCounter[],
  weight: number,
): void {
  const { nodes, totals, raw, count } = candidates;
  raw.fill(0, 0, count);
  for (const { counter, weight: podWeight } of counters) {
    const domainOf = counter.topology!.valueOf.values;
    const counts = counter.counts.values;
    for (let i = 0; i < count; i++) {
      const value = domainOf[nodes[i]!]!;
      if (value !== NONE && value < counts.length) raw[i]! += counts[value]! * podWeight;
    }
  }
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const score = raw[i]!;
    if (score < min) min = score;
    if (score > max) max = score;
  }
  if (max <= min) return;
  for (let i = 0; i < count; i++) totals[i]! += weight * scaledBetween(raw[i]!, min, max);
}
