import { scaledToMax } from '../framework/normalize.ts';
import type { Candidates } from './candidates.ts';
import type { NativePlugins } from './native-plugins.ts';
import type { ScoreLedger } from './score-ledger.ts';
import type { StaticGroups } from './static-groups.ts';

/** What the nodes of each static group get, by one more than the group's number. */
export interface StaticScores {
  /** TaintToleration's part, weighted. */
  readonly taints: readonly number[];
  /** NodeAffinity's part, weighted. */
  readonly affinity: readonly number[];
}

/**
 * TaintToleration and NodeAffinity for each group of nodes with equal static scores.
 *
 * @param isPresent - by one more than a group's number: whether it has candidates.
 */
export function staticScoresOf(
  { groups }: StaticGroups,
  { scores }: NativePlugins,
  scoresAffinity: boolean,
  isPresent: (maskValue: number) => boolean,
): StaticScores {
  const taints = [0];
  const affinity = [0];
  let mostTaints = 0;
  let mostPreferred = 0;
  for (let i = 0; i < groups.length; i++) {
    if (!isPresent(i + 1)) continue;
    mostTaints = Math.max(mostTaints, groups[i]!.untoleratedCount);
    mostPreferred = Math.max(mostPreferred, groups[i]!.preference);
  }
  const taintWeight = scores.taintToleration?.weight ?? 0;
  const affinityWeight = scoresAffinity ? (scores.nodeAffinity?.weight ?? 0) : 0;
  for (let i = 0; i < groups.length; i++) {
    const { untoleratedCount, preference } = groups[i]!;
    taints.push(taintWeight * scaledToMax(untoleratedCount, mostTaints, true));
    affinity.push(affinityWeight * scaledToMax(preference, mostPreferred, false));
  }
  return { taints, affinity };
}

/** Adds TaintToleration and NodeAffinity to the totals. */
export function addStaticScores(
  candidates: Candidates,
  staticGroups: StaticGroups,
  native: NativePlugins,
  scoresAffinity: boolean,
  ledger: ScoreLedger | undefined,
): void {
  const { taintToleration, nodeAffinity } = native.scores;
  if (!taintToleration && !(scoresAffinity && nodeAffinity)) return;
  const { nodes, totals, count } = candidates;
  const { mask, groups } = staticGroups;
  const groupOf = mask.column.values;
  const isOne = groups.length === 1;
  const isPresent = new Uint8Array(isOne ? 0 : groups.length + 1);
  if (!isOne) for (let i = 0; i < count; i++) isPresent[groupOf[nodes[i]!]!] = 1;
  const { taints, affinity } = staticScoresOf(
    staticGroups,
    native,
    scoresAffinity,
    (maskValue) => isOne || isPresent[maskValue] === 1,
  );
  if (isOne) candidates.addToAll(taints[1]! + affinity[1]!);
  else {
    for (let i = 0; i < count; i++) {
      const group = groupOf[nodes[i]!]!;
      totals[i]! += taints[group]! + affinity[group]!;
    }
  }
  if (!ledger) return;
  ledger.settle(candidates);
  const part = (parts: readonly number[]) => (_position: number, nodeIndex: number) =>
    parts[groupOf[nodeIndex]!]!;
  if (taintToleration) ledger.part(taintToleration.plugin.name, part(taints));
  if (nodeAffinity && scoresAffinity) ledger.part(nodeAffinity.plugin.name, part(affinity));
}
