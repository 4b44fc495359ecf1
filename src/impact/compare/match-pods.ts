import { leaves, MOMENTS, type PodFate, staysPending } from './pod-fate.ts';

/** A real pod and the predicted one that stands for it. */
export interface PodPair {
  readonly real: PodFate;
  readonly predicted: PodFate;
}

/** Pairs, and who is left over on either side. */
export interface PodMatching {
  readonly pairs: readonly PodPair[];
  readonly onlyReal: readonly PodFate[];
  readonly onlyPredicted: readonly PodFate[];
}

const OTHER_NODE_COST = 1000;
const OTHER_OUTCOME_COST = 5000;
const OTHER_NAME_COST = 0.001;
/** Owners whose pods have names that Kubernetes chooses. */
const RANDOM_NAMES = /^(ReplicaSet|DaemonSet|Job|ReplicationController)\//;

/**
 * Pairs real pods with predicted ones. Pods whose controller chooses their names stand for one another within
 * their owner (and, if they were there before, within their node): of all pairs the likest go together first.
 * Other pods are paired by name. New ReplicaSets of one Deployment stand for one another in order of appearance.
 */
export function matchPods(real: readonly PodFate[], predicted: readonly PodFate[]): PodMatching {
  const ownerOf = pairOwners(real, predicted);
  const realGroups = Map.groupBy(real, (fate) => groupOf(fate, fate.owner));
  const predictedGroups = Map.groupBy(predicted, (fate) =>
    groupOf(fate, ownerOf.get(ownerKey(fate)) ?? fate.owner),
  );
  const pairs: PodPair[] = [];
  const onlyReal: PodFate[] = [];
  for (const [group, members] of realGroups) {
    const others = predictedGroups.get(group) ?? [];
    predictedGroups.delete(group);
    const left = pairLikest(members, others, pairs);
    onlyReal.push(...left.real);
    if (left.predicted.length > 0) predictedGroups.set(group, left.predicted);
  }
  return { pairs, onlyReal, onlyPredicted: [...predictedGroups.values()].flat() };
}

function groupOf(fate: PodFate, owner: string): string {
  const namespace = fate.pod.split('/', 1)[0];
  if (!RANDOM_NAMES.test(owner)) return fate.pod;
  return fate.existed ? `${namespace} ${owner} on ${fate.nodeBefore ?? 'no node'}` : `${namespace} ${owner}`;
}

function ownerKey({ pod, owner }: PodFate): string {
  return `${pod.split('/', 1)[0]} ${owner}`;
}

/** For each predicted owner without a real namesake: the real one without a predicted namesake that stands in its place. */
function pairOwners(real: readonly PodFate[], predicted: readonly PodFate[]): Map<string, string> {
  const realKeys = new Map(real.map((fate) => [ownerKey(fate), fate.owner]));
  const predictedKeys = new Map(predicted.map((fate) => [ownerKey(fate), fate.owner]));
  const unmatched = [...realKeys].filter(([key]) => !predictedKeys.has(key));
  const stands = new Map<string, string>();
  for (const [key, owner] of predictedKeys) {
    if (realKeys.has(key) || !RANDOM_NAMES.test(owner)) continue;
    const index = unmatched.findIndex(([other]) => withoutSuffix(other) === withoutSuffix(key));
    if (index >= 0) stands.set(key, (unmatched.splice(index, 1)[0] as [string, string])[1]);
  }
  return stands;
}

function withoutSuffix(name: string): string {
  return name.replace(/-[^-]+$/, '');
}

/** Pairs the likest first; appends to `pairs` and returns who is left. */
function pairLikest(
  real: readonly PodFate[],
  predicted: readonly PodFate[],
  pairs: PodPair[],
): { real: PodFate[]; predicted: PodFate[] } {
  const costs = real.flatMap((one, row) =>
    predicted.map((other, column) => ({ row, column, cost: unlikeness(one, other) })),
  );
  costs.sort((a, b) => a.cost - b.cost || a.row - b.row || a.column - b.column);
  const rows = new Set(real.keys());
  const columns = new Set(predicted.keys());
  for (const { row, column } of costs) {
    if (!rows.has(row) || !columns.has(column)) continue;
    rows.delete(row);
    columns.delete(column);
    pairs.push({ real: real[row] as PodFate, predicted: predicted[column] as PodFate });
  }
  return {
    real: [...rows].map((row) => real[row] as PodFate),
    predicted: [...columns].map((column) => predicted[column] as PodFate),
  };
}

function unlikeness(a: PodFate, b: PodFate): number {
  let cost = a.pod === b.pod ? 0 : OTHER_NAME_COST;
  if (leaves(a) !== leaves(b) || staysPending(a) !== staysPending(b)) cost += OTHER_OUTCOME_COST;
  if (a.node !== b.node) cost += OTHER_NODE_COST;
  for (const moment of MOMENTS) {
    const [x, y] = [a.at.get(moment), b.at.get(moment)];
    if (x !== undefined && y !== undefined) cost += Math.abs(x - y);
    else if (x !== y) cost += 10;
  }
  return cost;
}
