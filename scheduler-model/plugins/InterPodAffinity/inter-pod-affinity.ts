import type { Cluster } from '../../cluster/cluster.ts';
import type { InterPodAffinityArgs } from '../../configuration/plugin-arguments.ts';
import { type Cycle, CycleState } from '../../framework/cycle.ts';
import { MAX_NODE_SCORE } from '../../framework/normalize.ts';
import type { Plugin, PreFilterAnswer } from '../../framework/plugin.ts';
import { SKIP, type Status, SUCCESS, unresolvable, unschedulable } from '../../framework/status.ts';
import { CLASS_TERMS } from './class-terms.ts';
import { HELD_TERMS } from './held-terms.ts';
import { INCOMING_TERMS, type WeightedCounter } from './incoming-terms.ts';
import { interPodAffinityRequeue } from './requeue.ts';

const NAME = 'InterPodAffinity';
/** What the filter answers, in the order in which it looks. */
export const AFFINITY = unresolvable(NAME, "node(s) didn't match pod affinity rules");
/** See `AFFINITY`. */
export const ANTI_AFFINITY = unschedulable(NAME, "node(s) didn't match pod anti-affinity rules");
/** See `AFFINITY`. */
export const EXISTING_ANTI_AFFINITY = unschedulable(
  NAME,
  "node(s) didn't satisfy existing pods anti-affinity rules",
);

const SCORED = new CycleState<readonly WeightedCounter[]>(NAME);

/**
 * Keeps pods near to and away from other pods, in both directions: what the pod asks of the pods on nodes, and
 * what they ask of it.
 *
 * @source pkg/scheduler/framework/plugins/interpodaffinity/filtering.go (v1.36.3)
 * @source pkg/scheduler/framework/plugins/interpodaffinity/scoring.go (v1.36.3)
 */
export class InterPodAffinity implements Plugin {
  readonly name = NAME;
  readonly requeueOn = interPodAffinityRequeue;
  readonly #args: InterPodAffinityArgs;

  constructor(args: InterPodAffinityArgs) {
    this.#args = args;
  }

  preFilter({ cluster, pod }: Cycle): PreFilterAnswer {
    if (CLASS_TERMS.of(cluster, pod.classId).invalid) return { status: unresolvable(NAME, 'parsing pod') };
    return { status: this.filters(cluster, pod.classId) ? SUCCESS : SKIP };
  }

  /** Whether the filter has anything to say about pods of the class, with the pods that are on nodes now. */
  filters(cluster: Cluster, classId: number): boolean {
    const { requiredAffinity, requiredAntiAffinity } = CLASS_TERMS.of(cluster, classId);
    if (requiredAffinity.length > 0 || requiredAntiAffinity.length > 0) return true;
    return cluster
      .index(HELD_TERMS)
      .about(classId)
      .some(({ kind, holders }) => kind === 'requiredAntiAffinity' && holders.total > 0);
  }

  filter({ cluster, pod }: Cycle, nodeIndex: number): Status {
    const { affinity, antiAffinity, matchesItself } = cluster.index(INCOMING_TERMS).of(pod.classId);
    let hasMatches = true;
    for (const counter of affinity) {
      if (counter.topology!.valueOf.values[nodeIndex]! < 0) return AFFINITY;
      if (counter.at(nodeIndex) <= 0) hasMatches = false;
    }
    if (!hasMatches && !(matchesItself && affinity.every(({ total }) => total === 0))) return AFFINITY;
    for (const counter of antiAffinity) if (counter.at(nodeIndex) > 0) return ANTI_AFFINITY;
    for (const { kind, holders } of cluster.index(HELD_TERMS).about(pod.classId)) {
      if (kind === 'requiredAntiAffinity' && holders.at(nodeIndex) > 0) return EXISTING_ANTI_AFFINITY;
    }
    return SUCCESS;
  }

  preScore(cycle: Cycle): Status {
    const counters = this.scored(cycle.cluster, cycle.pod.classId);
    if (counters.length === 0) return SKIP;
    SCORED.write(cycle, counters);
    return SUCCESS;
  }

  /** The counters that the score adds up, without those that count nothing anywhere. */
  scored(cluster: Cluster, classId: number): readonly WeightedCounter[] {
    const { hasPreferences } = CLASS_TERMS.of(cluster, classId);
    if (this.#args.ignorePreferredTermsOfExistingPods && !hasPreferences) return [];
    const counters = cluster
      .index(INCOMING_TERMS)
      .of(classId)
      .preferred.filter(({ counter }) => counter.total > 0);
    const hardWeight = this.#args.hardPodAffinityWeight;
    for (const { kind, weight, holders } of cluster.index(HELD_TERMS).about(classId)) {
      if (kind === 'requiredAntiAffinity' || holders.total === 0) continue;
      if (kind === 'preferred') counters.push({ counter: holders, weight });
      else if (hardWeight > 0) counters.push({ counter: holders, weight: hardWeight });
    }
    return counters;
  }

  score(cycle: Cycle, nodeIndex: number): number {
    let score = 0;
    for (const { counter, weight } of SCORED.get(cycle)) score += counter.at(nodeIndex) * weight;
    return score;
  }

  normalizeScores(_cycle: Cycle, _feasible: readonly number[], scores: number[]): void {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (const score of scores) {
      if (score < min) min = score;
      if (score > max) max = score;
    }
    for (let i = 0; i < scores.length; i++) scores[i] = scaledBetween(scores[i]!, min, max);
  }
}

/** One score of a list from `min` to `max`, scaled to 0–100 in floating point as upstream does. */
export function scaledBetween(score: number, min: number, max: number): number {
  return max > min ? Math.trunc(MAX_NODE_SCORE * ((score - min) / (max - min))) : 0;
}
