import type { PodPair } from './compare-pair.ts';
import { comparePair } from './compare-pair.ts';
import type { PodFate } from './pod-fate.ts';

/** Pairs, and who is left over on either side. */
export interface PodMatching {
  readonly pairs: readonly PodPair[];
  readonly onlyReal: readonly PodFate[];
  readonly onlyPredicted: readonly PodFate[];
}

/** Less than any point weighs all that only makes one of several equal pairs likelier. */
const OTHER_NAME_COST = 1e-6;
const SECOND_COST = 1e-5;
/** How many pairs of a group are held side by side at most. */
const MOST_COMPARISONS = 250_000;
/** Owners whose pods have names that Kubernetes chooses. */
const RANDOM_NAMES = /^(ReplicaSet|DaemonSet|Job|ReplicationController)\//;

/**
 * Pairs real pods with predicted ones. Pods whose controller chooses their names stand for one another within
 * their owner, and so do evicted pods of one StatefulSet, for chance decides which of them goes first: of all pairs
 * those go together first that disagree least, and leaving another node is a disagreement. Other
 * pods are paired by name; a pod that came back under its name goes with the pair of its predecessor. New
 * ReplicaSets of one Deployment stand for one another in order of appearance.
 */
export function matchPods(real: readonly PodFate[], predicted: readonly PodFate[]): PodMatching {
  const ownerOf = pairOwners(real, predicted);
  const [realOld, realNew] = byAge(real);
  const [predictedOld, predictedNew] = byAge(predicted);
  const old = pairGroups(
    Map.groupBy(realOld, (fate) => oldGroup(fate, fate.owner)),
    Map.groupBy(predictedOld, (fate) => oldGroup(fate, fate.owner)),
  );
  const names = new Map(old.pairs.map((pair) => [pair.predicted.pod, pair.real.pod]));
  const young = pairGroups(
    Map.groupBy(realNew, (fate) => newGroup(fate.pod, fate.owner)),
    Map.groupBy(predictedNew, (fate) =>
      newGroup(successor(fate.pod, names), ownerOf.get(ownerKey(fate)) ?? fate.owner),
    ),
  );
  return {
    pairs: [...old.pairs, ...young.pairs],
    onlyReal: [...old.onlyReal, ...young.onlyReal],
    onlyPredicted: [...old.onlyPredicted, ...young.onlyPredicted],
  };
}

/** Pods that were there before and to which something happened, and new ones. */
function byAge(fates: readonly PodFate[]): [PodFate[], PodFate[]] {
  return [fates.filter(({ existed, at }) => existed && at.size > 0), fates.filter(({ existed }) => !existed)];
}

function oldGroup({ pod, at }: PodFate, owner: string): string {
  const mayStandForOthers = RANDOM_NAMES.test(owner) || at.has('disruptionTarget');
  return mayStandForOthers && owner !== '/' ? `${namespaceOf(pod)} ${owner} that were there` : pod;
}

function newGroup(pod: string, owner: string): string {
  return RANDOM_NAMES.test(owner) ? `${namespaceOf(pod)} ${owner}` : pod;
}

/** Name of a pod that came back, under the name of the pod that its predecessor stands for. */
function successor(pod: string, names: ReadonlyMap<string, string>): string {
  const [name, number] = pod.split('#') as [string, string | undefined];
  return number === undefined ? pod : `${names.get(name) ?? name}#${number}`;
}

function namespaceOf(pod: string): string {
  return pod.split('/', 1)[0] as string;
}

type Groups = Map<string, PodFate[]>;
type Leftovers = { readonly real: PodFate[]; readonly predicted: PodFate[] };

function pairGroups(real: Groups, predicted: Groups): PodMatching {
  const pairs: PodPair[] = [];
  const onlyReal: PodFate[] = [];
  const onlyPredicted: PodFate[] = [];
  for (const [group, members] of real) {
    const left = pairLikest(members, predicted.get(group) ?? [], pairs);
    onlyReal.push(...left.real);
    onlyPredicted.push(...left.predicted);
  }
  for (const [group, members] of predicted) if (!real.has(group)) onlyPredicted.push(...members);
  return { pairs, onlyReal, onlyPredicted };
}

function ownerKey({ pod, owner }: PodFate): string {
  return `${namespaceOf(pod)} ${owner}`;
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

/** Pairs in the order of node and time: for so many pods that not every two can be held side by side. */
function pairInOrder(real: readonly PodFate[], predicted: readonly PodFate[], pairs: PodPair[]): Leftovers {
  const [a, b] = [real, predicted].map((fates) => [...fates].sort(byNodeAndTime)) as [PodFate[], PodFate[]];
  const count = Math.min(a.length, b.length);
  for (let index = 0; index < count; index++) {
    pairs.push({ real: a[index] as PodFate, predicted: b[index] as PodFate });
  }
  return { real: a.slice(count), predicted: b.slice(count) };
}

function byNodeAndTime(a: PodFate, b: PodFate): number {
  const [x, y] = [a, b].map(({ node, nodeBefore }) => node ?? nodeBefore ?? '') as [string, string];
  if (x !== y) return x < y ? -1 : 1;
  return Math.min(...a.at.values()) - Math.min(...b.at.values()) || (a.pod < b.pod ? -1 : 1);
}

/** Pairs the likest first, then lets pairs change partners while that helps; appends to `pairs` and returns who is left. */
function pairLikest(real: readonly PodFate[], predicted: readonly PodFate[], pairs: PodPair[]): Leftovers {
  if (real.length * predicted.length > MOST_COMPARISONS) return pairInOrder(real, predicted, pairs);
  const costs = real.map((one) => predicted.map((other) => unlikeness(one, other)));
  const cost = (row: number, column: number) => costs[row]?.[column] as number;
  const order = real
    .flatMap((_, row) => predicted.map((_, column) => ({ row, column })))
    .sort((a, b) => cost(a.row, a.column) - cost(b.row, b.column) || a.row - b.row || a.column - b.column);
  const partnerOf = new Map<number, number>();
  const taken = new Set<number>();
  for (const { row, column } of order) {
    if (partnerOf.has(row) || taken.has(column)) continue;
    partnerOf.set(row, column);
    taken.add(column);
  }
  changePartners(partnerOf, cost);
  for (const [row, column] of partnerOf) {
    pairs.push({ real: real[row] as PodFate, predicted: predicted[column] as PodFate });
  }
  return {
    real: real.filter((_, row) => !partnerOf.has(row)),
    predicted: predicted.filter((_, column) => !taken.has(column)),
  };
}

/** Lets any two pairs change partners as long as they are likelier afterwards. */
function changePartners(partnerOf: Map<number, number>, cost: (row: number, column: number) => number): void {
  const rows = [...partnerOf.keys()];
  for (let changed = true; changed; ) {
    changed = false;
    for (const [index, a] of rows.entries()) {
      for (const b of rows.slice(index + 1)) {
        const [x, y] = [partnerOf.get(a) as number, partnerOf.get(b) as number];
        if (cost(a, y) + cost(b, x) >= cost(a, x) + cost(b, y) - OTHER_NAME_COST / 2) continue;
        partnerOf.set(a, y).set(b, x);
        changed = true;
      }
    }
  }
}

/** How many points two fates disagree in. */
function unlikeness(real: PodFate, predicted: PodFate): number {
  const wrong = comparePair({ real, predicted }, true).filter(({ held }) => !held).length;
  let distance = real.pod === predicted.pod ? 0 : OTHER_NAME_COST;
  for (const [moment, seconds] of real.at) {
    distance += SECOND_COST * Math.abs(seconds - (predicted.at.get(moment) ?? seconds));
  }
  return wrong + distance;
}
