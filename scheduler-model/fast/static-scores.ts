import { scaledToMax } from '../framework/normalize.ts';
import type { Candidates } from './candidates.ts';
import type { NativePlugins } from './native-plugins.ts';
import type { ScoreLedger } from './score-ledger.ts';
import type { StaticGroups } from './static-groups.ts';

/** Adds TaintToleration and NodeAffinity: one sum for each group of nodes with equal static scores. */
export function addStaticScores(
  candidates: Candidates,
  { mask, groups }: StaticGroups,
  { scores }: NativePlugins,
  scoresAffinity: boolean,
  ledger: ScoreLedger | undefined,
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
  const taintParts = new Int32Array(groups.length + 1);
  for (const [i, { untoleratedCount, preference }] of groups.entries()) {
    taintParts[i + 1] = taints ? taints.weight * scaledToMax(untoleratedCount, mostTaints, true) : 0;
    const affinityPart = affinity ? affinity.weight * scaledToMax(preference, mostPreferred, false) : 0;
    sums[i + 1] = taintParts[i + 1]! + affinityPart;
  }
  if (groups.length === 1) candidates.addToAll(sums[1]!);
  else for (let i = 0; i < count; i++) totals[i]! += sums[groupOf[nodes[i]!]!]!;
  if (!ledger) return;
  ledger.settle(candidates);
  const part = (parts: Int32Array) => (_position: number, nodeIndex: number) => parts[groupOf[nodeIndex]!]!;
  if (taints) ledger.part(taints.plugin.name, part(taintParts));
  if (affinity) {
    const affinityParts = sums.map((sum, group) => sum - taintParts[group]!);
    ledger.part(affinity.plugin.name, part(affinityParts));
  }
}
