import { NONE } from '../cluster/none.ts';
import type { CycleOptions, NodeScore } from '../framework/cycle-result.ts';
import type { Profile } from '../framework/profile.ts';
import type { Choice } from './choice.ts';
import { FeasibleRanks } from './feasible-ranks.ts';
import { type Grouped, type GroupStanding, passes } from './grouped-search.ts';
import { reachesRootBefore } from './heap-order.ts';
import type { NativePlugins } from './native-plugins.ts';
import type { Turn } from './turn.ts';
import type { VisitingOrder } from './visiting-order.ts';

/** A choice among nodes that were never listed. */
export class GroupedChoice implements Choice {
  readonly chosen: number;
  readonly score: number;
  readonly feasibleCount: number;
  readonly #grouped: Grouped;
  readonly #turn: Turn;
  readonly #profile: Profile;
  readonly #native: NativePlugins;
  readonly #order: VisitingOrder;
  readonly #startIndex: number;
  #ranks: FeasibleRanks | undefined;
  #images: Map<number, number> | undefined;

  constructor(
    grouped: Grouped,
    turn: Turn,
    profile: Profile,
    native: NativePlugins,
    order: VisitingOrder,
    startIndex: number,
    tieBreak: CycleOptions['tieBreak'],
  ) {
    this.#grouped = grouped;
    this.#turn = turn;
    this.#profile = profile;
    this.#native = native;
    this.#order = order;
    this.#startIndex = startIndex;
    this.score = grouped.total;
    this.feasibleCount = grouped.feasibleCount;
    const position = tieBreak === 'name' ? this.#firstByName() : this.#firstInHeap();
    this.chosen = order.nodes[position]!;
  }

  best(): number[] {
    const { nodes } = this.#order;
    const turnOf = (position: number) => (position - this.#startIndex + nodes.length) % nodes.length;
    const positions = [...this.#grouped.best].sort((one, other) => turnOf(one) - turnOf(other));
    return positions.map((position) => nodes[position]!);
  }

  feasible(): number[] {
    const ranks = this.#feasibleRanks();
    const { nodes } = this.#order;
    const feasible: number[] = [];
    for (let i = 0, at = this.#startIndex; i < nodes.length; i++, at++) {
      if (at === nodes.length) at = 0;
      if (ranks.has(at)) feasible.push(nodes[at]!);
    }
    return feasible;
  }

  isFeasible(nodeIndex: number): boolean {
    return this.#feasibleRanks().has(this.#order.positionOf[nodeIndex]!);
  }

  scoreOf(nodeIndex: number): NodeScore | undefined {
    const { buckets, demands, scores, statics } = this.#grouped;
    const bucket = buckets.bucketOf(nodeIndex);
    const groupId = buckets.groupIn(bucket);
    if (bucket === NONE || !passes(this.#turn, demands, nodeIndex, groupId)) return undefined;
    const { vector } = buckets;
    const { taintToleration, nodeAffinity, fit, balanced, imageLocality, spread, interPodAffinity } =
      this.#native.scores;
    const resources = buckets.scoreIn(bucket);
    const balance = vector.balancedAt(nodeIndex);
    const { maskValue } = buckets.groups.list[groupId]!;
    const parts = new Map<string, number>();
    if (taintToleration) parts.set(taintToleration.plugin.name, statics.taints[maskValue]!);
    if (nodeAffinity && this.#turn.plan.scoresAffinity)
      parts.set(nodeAffinity.plugin.name, statics.affinity[maskValue]!);
    if (fit) parts.set(fit.plugin.name, resources - balance);
    if (balanced && vector.scoresBalance) parts.set(balanced.plugin.name, balance);
    if (imageLocality) parts.set(imageLocality.plugin.name, this.#imageScore(nodeIndex));
    if (spread && scores.scoresSpread)
      parts.set(spread.plugin.name, scores.scaledSpread(scores.rawSpread(nodeIndex, groupId)));
    if (interPodAffinity && scores.scoresWishes)
      parts.set(interPodAffinity.plugin.name, scores.scaledWishes(scores.rawWishes(nodeIndex, groupId)));
    // Of the others, which have nothing to say about the pod, those that cannot say so count for nothing.
    for (const { plugin } of this.#native.otherScores) if (!plugin.preScore) parts.set(plugin.name, 0);
    return this.#inOrder(parts);
  }

  #inOrder(scores: ReadonlyMap<string, number>): NodeScore {
    const parts: { plugin: string; score: number }[] = [];
    let total = 0;
    for (const { plugin } of this.#profile.score) {
      const score = scores.get(plugin.name);
      if (score === undefined) continue;
      parts.push({ plugin: plugin.name, score });
      total += score;
    }
    return { total, parts };
  }

  #imageScore(nodeIndex: number): number {
    const { images } = this.#turn.plan;
    if (!images || images.nodes.length === 0) return 0;
    this.#images ??= new Map(Array.from(images.nodes, (node, i) => [node, images.scores[i]!]));
    return this.#images.get(nodeIndex) ?? 0;
  }

  /** A position, as all of these. */
  #firstByName(): number {
    const { best } = this.#grouped;
    if (best.length === 1) return best[0]!;
    const { nameRank, nodes } = this.#order;
    return best.reduce((one, other) => (nameRank[nodes[other]!]! < nameRank[nodes[one]!]! ? other : one));
  }

  #firstInHeap(): number {
    const { best } = this.#grouped;
    let chosen = best[0]!;
    if (best.length === 1) return chosen;
    const ranks = this.#feasibleRanks();
    const skipped = this.#startIndex === 0 ? 0 : ranks.rank(this.#startIndex);
    const rankOf = (position: number) => {
      const rank = ranks.rank(position) - skipped;
      return rank < 0 ? rank + ranks.total : rank;
    };
    let first = rankOf(chosen);
    for (let i = 1; i < best.length; i++) {
      const rank = rankOf(best[i]!);
      if (!reachesRootBefore(rank, first)) continue;
      first = rank;
      chosen = best[i]!;
    }
    return chosen;
  }

  /** The feasible positions: those in buckets, without the groups and the odd nodes that are rejected. */
  #feasibleRanks(): FeasibleRanks {
    if (this.#ranks) return this.#ranks;
    const { buckets, standings, rejectedOdd, acceptedOdd } = this.#grouped;
    const isRejected = ({ isFeasible }: GroupStanding, groupId: number) =>
      !isFeasible && buckets.sizes[groupId]! > 0;
    if (rejectedOdd.length === 0 && !standings.some(isRejected)) {
      this.#ranks = buckets.ranks;
      return this.#ranks;
    }
    const ranks = new FeasibleRanks();
    ranks.copy(buckets.ranks);
    for (const [groupId, standing] of standings.entries())
      if (isRejected(standing, groupId)) ranks.removeAll(buckets.positionsOf(groupId));
    const { positionOf } = this.#order;
    for (const nodeIndex of acceptedOdd) ranks.add(positionOf[nodeIndex]!);
    for (const nodeIndex of rejectedOdd) ranks.remove(positionOf[nodeIndex]!);
    ranks.count();
    this.#ranks = ranks;
    return ranks;
  }
}
