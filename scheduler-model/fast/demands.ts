import type { Cluster } from '../cluster/cluster.ts';
import { NONE } from '../cluster/none.ts';
import type { PodCounter } from '../cluster/pod-counter.ts';
import type { Topology } from '../cluster/topology.ts';
import { HELD_TERMS } from '../plugins/InterPodAffinity/held-terms.ts';
import { INCOMING_TERMS } from '../plugins/InterPodAffinity/incoming-terms.ts';
import { HOSTNAME } from '../plugins/PodTopologySpread/class-spread.ts';
import { leastCount } from '../plugins/PodTopologySpread/least-count.ts';
import { hostCounter } from '../plugins/PodTopologySpread/soft-score.ts';
import type { NativePlugins } from './native-plugins.ts';
import { isCoarse, type NodeGroup } from './node-groups.ts';

/** A number of pods that a pod looks at, by domain of a topology or by node. */
export class Demand {
  readonly counter: PodCounter;
  /** Whose value a node has to have. */
  readonly topology: Topology;
  /** The nodes of a group do not all have the same number. */
  readonly isFine: boolean;
  /** Where the topology stands among those of the class. */
  dimension = 0;
  readonly #counts: Int32Array;
  /** By group: the number on its nodes, without those that differ; `NONE` on nodes without a value. */
  readonly #ofGroup: number[] = [];

  constructor(counter: PodCounter, topology: Topology) {
    this.counter = counter;
    this.topology = topology;
    this.isFine = !counter.topology || !isCoarse(topology);
    this.#counts = counter.counts.values;
  }

  /** To be told of all groups before numbers are asked for. */
  addGroup({ values }: NodeGroup): void {
    const value = values[this.dimension]!;
    const isEmpty = value === NONE || this.isFine || value >= this.#counts.length;
    this.#ofGroup.push(isEmpty ? Math.min(value, 0) : this.#counts[value]!);
  }

  /** The number on the nodes of a group, those left out that have pods where the others have none; `NONE` without a value. */
  onGroup(groupId: number): number {
    return this.#ofGroup[groupId]!;
  }

  /** The number on a node of a group; `NONE` for a node without a value. */
  on(nodeIndex: number, groupId: number): number {
    const common = this.#ofGroup[groupId]!;
    if (!this.isFine || common === NONE) return common;
    const place = this.counter.topology ? this.topology.valueOf.values[nodeIndex]! : nodeIndex;
    return place < this.#counts.length ? this.#counts[place]! : 0;
  }
}

/** How many pods there may be where the pod goes. */
export interface Limit {
  readonly demand: Demand;
  readonly least: number;
  readonly most: number;
  /** Nodes without a value pass. */
  readonly keepsOutside: boolean;
}

/** What pods in the pod's place are worth. */
export interface Wish {
  readonly demand: Demand;
  readonly weight: number;
}

/** Pods to keep away from softly. */
export interface SoftSpread {
  readonly demand: Demand;
  readonly isHost: boolean;
  readonly maxSkew: number;
}

/** All that a class asks of the pods that are on nodes now, and that they ask of it. */
export interface Demands {
  /** Every number of pods that counts. */
  readonly all: readonly Demand[];
  /** The topologies behind them, by key. */
  readonly topologies: readonly Topology[];
  readonly limits: readonly Limit[];
  readonly soft: readonly SoftSpread[];
  readonly softNeedsAllKeys: boolean;
  readonly wishes: readonly Wish[];
}

export function demandsOf(cluster: Cluster, native: NativePlugins, classId: number): Demands {
  const topologies: Topology[] = [];
  const all: Demand[] = [];
  const demandOn = (counter: PodCounter, topology: Topology) => {
    if (!topologies.includes(topology)) topologies.push(topology);
    const demand = new Demand(counter, topology);
    all.push(demand);
    return demand;
  };
  const demand = (counter: PodCounter) => demandOn(counter, counter.topology!);
  const limits: Limit[] = [];
  const { filters, scores } = native;
  for (const counted of filters.spread?.spreadOf(cluster, classId).hard ?? []) {
    const most = counted.constraint.maxSkew + leastCount(counted) - (counted.countsItself ? 1 : 0);
    limits.push({ demand: demand(counted.counter), least: 0, most, keepsOutside: false });
  }
  if (filters.interPodAffinity) addAffinityLimits(cluster, classId, limits, demand);
  const spread = scores.spread?.plugin.spreadOf(cluster, classId);
  const soft: SoftSpread[] = [];
  for (const { constraint, domains, counter } of spread?.soft ?? []) {
    const isHost = constraint.topologyKey === HOSTNAME;
    const counted = isHost ? hostCounter(cluster, cluster.podClass(classId), constraint) : counter;
    soft.push({ demand: demandOn(counted, domains.topology), isHost, maxSkew: constraint.maxSkew });
  }
  const wishes: Wish[] = [];
  for (const { counter, weight } of scores.interPodAffinity?.plugin.scored(cluster, classId) ?? [])
    wishes.push({ demand: demand(counter), weight });
  if (topologies.length > 1) topologies.sort((one, other) => (one.key < other.key ? -1 : 1));
  for (const each of all) each.dimension = topologies.indexOf(each.topology);
  return { all, topologies, limits, soft, softNeedsAllKeys: spread?.softNeedsAllKeys ?? false, wishes };
}

function addAffinityLimits(
  cluster: Cluster,
  classId: number,
  limits: Limit[],
  demand: (counter: PodCounter) => Demand,
): void {
  const { affinity, antiAffinity, matchesItself } = cluster.index(INCOMING_TERMS).of(classId);
  if (affinity.length > 0) {
    const least = matchesItself && affinity.every(({ total }) => total === 0) ? 0 : 1;
    for (const counter of affinity)
      limits.push({ demand: demand(counter), least, most: Number.POSITIVE_INFINITY, keepsOutside: false });
  }
  const addRepelling = (counter: PodCounter) => {
    if (counter.total > 0) limits.push({ demand: demand(counter), least: 0, most: 0, keepsOutside: true });
  };
  for (const counter of antiAffinity) addRepelling(counter);
  for (const { kind, holders } of cluster.index(HELD_TERMS).about(classId))
    if (kind === 'requiredAntiAffinity') addRepelling(holders);
}

/** Whether a number of pods is within a limit; `NONE` where there is no domain. */
export function isWithin({ least, most, keepsOutside }: Limit, count: number): boolean {
  return count === NONE ? keepsOutside : count >= least && count <= most;
}
