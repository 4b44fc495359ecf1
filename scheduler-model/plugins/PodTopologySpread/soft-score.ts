import type { Cluster } from '../../cluster/cluster.ts';
import { NONE } from '../../cluster/none.ts';
import type { PodClass } from '../../cluster/pod-class.ts';
import type { PodCounter } from '../../cluster/pod-counter.ts';
import { POD_COUNTERS } from '../../cluster/pod-counters.ts';
import type { Topology } from '../../cluster/topology.ts';
import { MAX_NODE_SCORE } from '../../framework/normalize.ts';
import { type ClassSpread, HOSTNAME } from './class-spread.ts';
import { type SpreadConstraint, spreadMatcher } from './constraint.ts';

/** A soft constraint as one cycle scores it. */
export interface SoftConstraint {
  readonly topology: Topology;
  /** The pods in the node's domain; for the host name, those on the node itself. */
  readonly counter: PodCounter;
  /** What a pod counts for: more in a topology with more domains. */
  readonly weight: number;
  readonly maxSkew: number;
}

export interface SoftScoring {
  readonly constraints: readonly SoftConstraint[];
  /** Whether the node lacks a topology key that it needs for a score. */
  readonly isIgnored: (nodeIndex: number) => boolean;
}

/**
 * Weights the soft constraints by the number of domains among the feasible nodes.
 *
 * @source pkg/scheduler/framework/plugins/podtopologyspread/scoring.go → initPreScoreState (v1.36.3)
 */
export function softScoring(
  cluster: Cluster,
  { soft, softNeedsAllKeys }: ClassSpread,
  podClass: PodClass,
  feasible: readonly number[],
): SoftScoring {
  const topologies = soft.map(({ domains }) => domains.topology);
  const isIgnored = (nodeIndex: number) =>
    softNeedsAllKeys && topologies.some((topology) => topology.valueOf.values[nodeIndex] === NONE);
  const scored = feasible.filter((nodeIndex) => !isIgnored(nodeIndex));
  const constraints = soft.map(({ constraint, domains, counter }) => {
    const { topology } = domains;
    const isHost = constraint.topologyKey === HOSTNAME;
    const size = isHost
      ? scored.length
      : new Set(scored.map((nodeIndex) => topology.valueOf.values[nodeIndex])).size;
    return {
      topology,
      counter: isHost ? hostCounter(cluster, podClass, constraint) : counter,
      weight: topologyWeight(size),
      maxSkew: constraint.maxSkew,
    };
  });
  return { constraints, isIgnored };
}

export function topologyWeight(domainCount: number): number {
  return Math.log(domainCount + 2);
}

const HOST_COUNTERS = new WeakMap<SpreadConstraint, PodCounter>();

/** The pods on each node, whatever its host name label says and whatever the constraint's policies include. */
export function hostCounter(
  cluster: Cluster,
  { namespace }: PodClass,
  constraint: SpreadConstraint,
): PodCounter {
  let counter = HOST_COUNTERS.get(constraint);
  if (!counter) {
    const matcher = spreadMatcher(namespace, constraint.selector);
    counter = cluster
      .index(POD_COUNTERS)
      .get('spread on node', matcher, { topology: undefined }, { skipsTerminating: true });
    HOST_COUNTERS.set(constraint, counter);
  }
  return counter;
}

/** The raw score, lower for better. */
export function softScore({ constraints, isIgnored }: SoftScoring, nodeIndex: number): number {
  if (isIgnored(nodeIndex)) return 0;
  let score = 0;
  for (const { topology, counter, weight, maxSkew } of constraints) {
    if (topology.valueOf.values[nodeIndex] === NONE) continue;
    score += counter.at(nodeIndex) * weight + (maxSkew - 1);
  }
  return Math.round(score);
}

/** @source pkg/scheduler/framework/plugins/podtopologyspread/scoring.go → NormalizeScore (v1.36.3) */
export function normalizeSpread(
  { isIgnored }: SoftScoring,
  feasible: readonly number[],
  scores: number[],
): void {
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (const [i, nodeIndex] of feasible.entries()) {
    if (isIgnored(nodeIndex)) continue;
    if (scores[i]! < min) min = scores[i]!;
    if (scores[i]! > max) max = scores[i]!;
  }
  for (const [i, nodeIndex] of feasible.entries()) {
    scores[i] = isIgnored(nodeIndex) ? 0 : spreadScaled(scores[i]!, min, max);
  }
}

/** One raw score of a list from `min` to `max`, scaled so that the lowest becomes 100. */
export function spreadScaled(score: number, min: number, max: number): number {
  return max === 0 ? MAX_NODE_SCORE : Math.trunc((MAX_NODE_SCORE * (max + min - score)) / max);
}
