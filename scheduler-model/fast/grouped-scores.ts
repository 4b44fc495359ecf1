import { scaledBetween } from '../plugins/InterPodAffinity/inter-pod-affinity.ts';
import { spreadScaled, topologyWeight } from '../plugins/PodTopologySpread/soft-score.ts';
import type { Demands } from './demands.ts';
import type { NativePlugins } from './native-plugins.ts';

/**
 * PodTopologySpread and InterPodAffinity by group or, for the nodes that differ from their group, by node. The raw
 * scores of all feasible nodes are to be met before any is scaled.
 */
export class GroupedScores {
  readonly scoresSpread: boolean;
  readonly scoresWishes: boolean;
  readonly #demands: Demands;
  /** What a pod counts for in each soft constraint. */
  readonly #podWeights: readonly number[];
  readonly #spreadWeight: number;
  readonly #wishWeight: number;
  #leastSpread = Number.POSITIVE_INFINITY;
  #mostSpread = 0;
  #leastWishes = Number.POSITIVE_INFINITY;
  #mostWishes = Number.NEGATIVE_INFINITY;

  /** @param sizes - of each soft constraint: the number of domains among the candidates. */
  constructor(demands: Demands, { scores }: NativePlugins, sizes: readonly number[]) {
    this.#demands = demands;
    this.#podWeights = sizes.map(topologyWeight);
    this.#spreadWeight = scores.spread?.weight ?? 0;
    this.#wishWeight = scores.interPodAffinity?.weight ?? 0;
    this.scoresSpread = demands.soft.length > 0;
    this.scoresWishes = demands.wishes.length > 0;
  }

  /**
   * The raw score of a node of a group, lower for better; NaN where there is none. It is added up in the order of the
   * constraints, as the sum of floating point numbers depends on it.
   *
   * @param nodeIndex - `NONE` for all nodes of the group that do not differ from it.
   */
  rawSpread(nodeIndex: number, groupId: number): number {
    const { soft, softNeedsAllKeys } = this.#demands;
    let raw = 0;
    for (let i = 0; i < soft.length; i++) {
      const { demand, maxSkew } = soft[i]!;
      const count = nodeIndex < 0 ? demand.onGroup(groupId) : demand.on(nodeIndex, groupId);
      if (count >= 0) raw += count * this.#podWeights[i]! + (maxSkew - 1);
      else if (softNeedsAllKeys) return Number.NaN;
    }
    return Math.round(raw);
  }

  /** What the pods around a node are worth; see `rawSpread`. */
  rawWishes(nodeIndex: number, groupId: number): number {
    const { wishes } = this.#demands;
    let raw = 0;
    for (let i = 0; i < wishes.length; i++) {
      const { demand, weight } = wishes[i]!;
      const count = nodeIndex < 0 ? demand.onGroup(groupId) : demand.on(nodeIndex, groupId);
      if (count > 0) raw += count * weight;
    }
    return raw;
  }

  /** Widens the ranges to the raw scores of some feasible nodes. */
  meet(spread: number, wishes: number): void {
    if (spread < this.#leastSpread) this.#leastSpread = spread;
    if (spread > this.#mostSpread) this.#mostSpread = spread;
    if (wishes < this.#leastWishes) this.#leastWishes = wishes;
    if (wishes > this.#mostWishes) this.#mostWishes = wishes;
  }

  /** A raw spread score, scaled and weighted. */
  scaledSpread(raw: number): number {
    if (!this.scoresSpread || Number.isNaN(raw)) return 0;
    return this.#spreadWeight * spreadScaled(raw, this.#leastSpread, this.#mostSpread);
  }

  scaledWishes(raw: number): number {
    return this.scoresWishes ? this.#wishWeight * scaledBetween(raw, this.#leastWishes, this.#mostWishes) : 0;
  }
}
