import { NONE } from '../cluster/none.ts';
import type { CycleOptions, NodeScore, RejectedNodes } from '../framework/cycle-result.ts';
import type { Profile } from '../framework/profile.ts';
import { RejectedByStatus } from '../framework/rejected-by-status.ts';
import type { Choice } from './choice.ts';
import { FeasibleRanks } from './feasible-ranks.ts';
import { type GroupedPart, groupedParts } from './grouped-parts.ts';
import { type Grouped, type GroupStanding, passes } from './grouped-search.ts';
import { reachesRootBefore } from './heap-order.ts';
import type { NativePlugins } from './native-plugins.ts';
import type { NodeJudgement } from './node-judgement.ts';
import type { Turn } from './turn.ts';
import type { Visit } from './visit.ts';
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
  #parts: readonly GroupedPart[] | undefined;

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

  rejected({ startIndex, nominated, order: { nodes } }: Visit): number[] {
    const ranks = this.#feasibleRanks();
    const positions: number[] = [];
    ranks.listMissing(startIndex, nodes.length, positions);
    ranks.listMissing(0, startIndex, positions);
    const rejected = positions.map((position) => nodes[position]!);
    return nominated === NONE ? rejected : [nominated, ...rejected.filter((other) => other !== nominated)];
  }

  rejectedNodes(visit: Visit, judgement: NodeJudgement): readonly RejectedNodes[] {
    if (this.#turn.cluster.nominations.size > 0 || !this.#native.looksAtNodesFirst)
      return judgement.rejectedNodes(this.rejected(visit));
    const { buckets, standings, rejectedOdd, acceptedOdd } = this.#grouped;
    const rejected = new RejectedByStatus();
    const { nodes } = this.#order;
    const odd = new Set([...rejectedOdd, ...acceptedOdd]);
    for (let groupId = 0; groupId < standings.length; groupId++) {
      if (standings[groupId]!.isFeasible || buckets.sizeOf(groupId) === 0) continue;
      // All of its even nodes are rejected alike.
      let list: number[] | undefined;
      for (let score = buckets.topOf(groupId); score >= 0; score--) {
        for (const position of buckets.positionsIn(buckets.bucketAt(groupId, score))) {
          const nodeIndex = nodes[position]!;
          if (odd.size > 0 && odd.has(nodeIndex)) continue;
          list ??= rejected.listOf(judgement.verdict(nodeIndex));
          list.push(nodeIndex);
        }
      }
    }
    for (const nodeIndex of rejectedOdd) rejected.add(nodeIndex, judgement.verdict(nodeIndex));
    // What the static filters and a lack of room reject is sorted by what is said already, and nothing else says it.
    return [...buckets.rejects.filter((reject) => reject.nodes.length > 0), ...rejected.groups()];
  }

  scoreOf(nodeIndex: number): NodeScore | undefined {
    const { buckets, demands } = this.#grouped;
    const bucket = buckets.bucketOf(nodeIndex);
    const groupId = buckets.groupIn(bucket);
    if (bucket < 0 || !passes(this.#turn, demands, nodeIndex, groupId)) return undefined;
    this.#parts ??= groupedParts(this.#grouped, this.#turn, this.#profile, this.#native);
    let total = 0;
    const parts = this.#parts.map(({ plugin, scoreOf }) => {
      const score = scoreOf(nodeIndex, bucket);
      total += score;
      return { plugin, score };
    });
    return { total, parts };
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
      !isFeasible && buckets.sizeOf(groupId) > 0;
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
