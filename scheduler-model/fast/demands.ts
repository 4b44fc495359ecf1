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
  /** Where the topology stands among those of the class. */
  dimension = 0;
  /** The nodes of a group do not all have the same number. */
  readonly isFine: boolean;

  constructor(counter: PodCounter, topology: Topology) {
    this.counter = counter;
    this.topology = topology;
    this.isFine = !counter.topology || !isCoarse(topology);
  }

  /** The number on a node; `NONE` for a node without a value. */
  on(nodeIndex: number): number {
    return this.topology.valueOf.values[nodeIndex] === NONE ? NONE : this.counter.at(nodeIndex);
  }

  /** The number on the nodes of a group, those left out that have pods where the others have none; `NONE` without a value. */
  onGroup({ values }: NodeGroup): number {
    const value = values[this.dimension]!;
    if (value === NONE) return NONE;
    return this.isFine ? 0 : (this.counter.counts.values[value] ?? 0);
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
  /** The topologies behind them, by key. */
  readonly topologies: readonly Topology[];
  readonly limits: readonly Limit[];
  readonly soft: readonly SoftSpread[];
  readonly softNeedsAllKeys: boolean;
  readonly wishes: readonly Wish[];
}

export function demandsOf(cluster: Cluster, native: NativePlugins, classId: number): Demands {
  const topologies: Topology[] = [];
  const demands: Demand[] = [];
  const demandOn = (counter: PodCounter, topology: Topology) => {
    if (!topologies.includes(topology)) topologies.push(topology);
    const demand = new Demand(counter, topology);
    demands.push(demand);
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
  const wishes =
    scores.interPodAffinity?.plugin
      .scored(cluster, classId)
      .map(({ counter, weight }) => ({ demand: demand(counter), weight })) ?? [];
  topologies.sort((one, other) => (one.key < other.key ? -1 : 1));
  for (const each of demands) each.dimension = topologies.indexOf(each.topology);
  return { topologies, limits, soft, softNeedsAllKeys: spread?.softNeedsAllKeys ?? false, wishes };
}

function addAffinityLimits(
  cluster: Cluster,
  classId: number,
  limits: Limit[],
  demand: (counter: PodCounter) => Demand,
): void {
  const { affinity, antiAffinity, matchesItself } = cluster.index(INCOMING_TERMS).of(classId);
  const least = matchesItself && affinity.every(({ total }) => total === 0) ? 0 : 1;
  for (const counter of affinity)
    limits.push({ demand: demand(counter), least, most: Number.POSITIVE_INFINITY, keepsOutside: false });
  const held = cluster.index(HELD_TERMS).about(classId);
  const repelling = held.filter(({ kind }) => kind === 'requiredAntiAffinity').map(({ holders }) => holders);
  for (const counter of [...antiAffinity, ...repelling]) {
    if (counter.total === 0) continue;
    limits.push({ demand: demand(counter), least: 0, most: 0, keepsOutside: true });
  }
}

/** Whether a number of pods is within a limit; `NONE` where there is no domain. */
export function isWithin({ least, most, keepsOutside }: Limit, count: number): boolean {
  return count === NONE ? keepsOutside : count >= least && count <= most;
}
