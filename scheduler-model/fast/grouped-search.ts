import type { Cluster } from '../cluster/cluster.ts';
import { NONE } from '../cluster/none.ts';
import { filterNode } from '../framework/filter-node.ts';
import type { BucketStore } from './bucket-store.ts';
import { imageScores } from './class-plan.ts';
import { type Demands, demandsOf, isWithin } from './demands.ts';
import { GroupedScores } from './grouped-scores.ts';
import type { NativePlugins } from './native-plugins.ts';
import { isCoarse, type NodeGroup } from './node-groups.ts';
import { OddNodes } from './odd-nodes.ts';
import type { ScoreBuckets } from './score-buckets.ts';
import type { ShapeVector } from './shape-vector.ts';
import { type StaticScores, staticScoresOf } from './static-scores.ts';
import type { Turn } from './turn.ts';
import type { VisitingOrder } from './visiting-order.ts';

/** A group as it stands in one search. */
export interface GroupStanding {
  readonly group: NodeGroup;
  readonly groupId: number;
  readonly isFeasible: boolean;
  /** How many of its nodes are feasible, those that are odd left out. */
  evenCount: number;
  /** How many of its odd nodes are feasible. */
  oddCount: number;
  /** What its even nodes get beside their resource score. */
  extra: number;
  /** The largest resource score of an even node. */
  top: number;
}

/** What a search found; to be read before the cluster changes. */
export interface Grouped {
  readonly buckets: ScoreBuckets;
  readonly demands: Demands;
  readonly standings: readonly GroupStanding[];
  readonly feasibleCount: number;
  readonly scores: GroupedScores;
  readonly statics: StaticScores;
  /** The odd nodes in buckets that are not feasible, and those that are although the others of their group are not. */
  readonly rejectedOdd: readonly number[];
  readonly acceptedOdd: readonly number[];
  /** The largest total score, and the nodes that have it, in no order. */
  readonly total: number;
  readonly best: readonly number[];
}

/**
 * Searches all nodes without looking at each: nodes of a group differ in their resource score alone, by which they
 * are sorted already. Only odd nodes, which have pods or images that others of their group have not, are looked at.
 */
export class GroupedSearch {
  readonly #cluster: Cluster;
  readonly #native: NativePlugins;
  readonly #store: BucketStore;
  readonly #odd = new OddNodes();
  /** By position among the odd nodes: the total score, `NONE` for one that is not feasible. */
  #oddTotals = new Int32Array(0);
  #oddSpreads = new Float64Array(0);
  #oddWishes = new Float64Array(0);
  /** Weighted image scores of the current pod by node; all 0 between searches. */
  #images = new Int32Array(0);
  /** By bucket: how many odd nodes are in it; all 0 between searches. */
  #oddIn = new Int32Array(0);

  constructor(cluster: Cluster, native: NativePlugins, store: BucketStore) {
    this.#cluster = cluster;
    this.#native = native;
    this.#store = store;
  }

  /** Undefined where each node has to be looked at, and where fewer than two are feasible. */
  run(turn: Turn, vector: ShapeVector, order: VisitingOrder): Grouped | undefined {
    const cluster = this.#cluster;
    const { plan } = turn;
    if (turn.others.length > 0 || this.#native.otherScores.some(({ plugin }) => !turn.skips(plugin.name)))
      return undefined;
    const demands = demandsOf(cluster, this.#native, plan.classId);
    // The number of domains among the candidates is known of coarse topologies only.
    if (demands.soft.some(({ demand, isHost }) => !isHost && !isCoarse(demand.topology))) return undefined;
    const buckets = this.#store.of(plan, vector, demands.topologies);
    if (!buckets?.refresh(order)) return undefined;
    const odd = this.#odd;
    odd.begin(cluster.nodeRowCount);
    odd.addAll(cluster, demands);
    const images = imageScores(cluster, this.#native, plan);
    if (images) for (let i = 0; i < images.nodes.length; i++) odd.add(images.nodes[i]!);
    if (odd.count > order.nodes.length >> 1) return undefined;
    this.#reserve(buckets, odd.count);
    const found = this.#find(turn, buckets, demands);
    for (let i = 0; i < odd.count; i++) {
      const nodeIndex = odd.nodes[i]!;
      const score = buckets.scoreOf[nodeIndex]!;
      if (score !== NONE) this.#oddIn[buckets.bucketOf(buckets.groupOf[nodeIndex]!, score)] = 0;
    }
    return found;
  }

  #find(turn: Turn, buckets: ScoreBuckets, demands: Demands): Grouped | undefined {
    const { standings, rejectedOdd, acceptedOdd } = this.#judge(turn, buckets, demands);
    let feasibleCount = 0;
    for (const { evenCount, oddCount } of standings) feasibleCount += evenCount + oddCount;
    if (feasibleCount < 2) return undefined;
    const scores = new GroupedScores(demands, this.#native, sizesOf(demands, standings));
    this.#meetAll(standings, scores);
    const statics = staticScoresOf(turn.plan.groups, this.#native, turn.plan.scoresAffinity, (maskValue) =>
      standings.some((each) => each.group.maskValue === maskValue && each.evenCount + each.oddCount > 0),
    );
    this.#scoreAll(turn, buckets, standings, scores, statics);
    const total = this.#largest(standings);
    const best = this.#nodesWith(total, buckets, standings);
    return {
      buckets,
      demands,
      standings,
      feasibleCount,
      scores,
      statics,
      rejectedOdd,
      acceptedOdd,
      total,
      best,
    };
  }

  #reserve({ counts }: ScoreBuckets, oddCount: number): void {
    const { nodeRowCount } = this.#cluster;
    if (this.#images.length < nodeRowCount) this.#images = new Int32Array(nodeRowCount);
    if (this.#oddIn.length < counts.length) this.#oddIn = new Int32Array(counts.length);
    if (this.#oddTotals.length >= oddCount) return;
    this.#oddTotals = new Int32Array(oddCount * 2);
    this.#oddSpreads = new Float64Array(oddCount * 2);
    this.#oddWishes = new Float64Array(oddCount * 2);
  }

  /** Finds out which groups and which odd nodes are feasible. */
  #judge(turn: Turn, buckets: ScoreBuckets, demands: Demands) {
    const { sizes, groups, scoreOf, groupOf } = buckets;
    const standings = groups.list.map((group, groupId): GroupStanding => {
      const isFeasible =
        sizes[groupId]! > 0 && demands.limits.every((each) => isWithin(each, each.demand.onGroup(group)));
      const evenCount = isFeasible ? sizes[groupId]! : 0;
      return { group, groupId, isFeasible, evenCount, oddCount: 0, extra: 0, top: NONE };
    });
    const rejectedOdd: number[] = [];
    const acceptedOdd: number[] = [];
    const { nodes, count } = this.#odd;
    for (let i = 0; i < count; i++) {
      const nodeIndex = nodes[i]!;
      const score = scoreOf[nodeIndex]!;
      this.#oddTotals[i] = NONE;
      if (score === NONE) continue;
      const standing = standings[groupOf[nodeIndex]!]!;
      this.#oddIn[buckets.bucketOf(standing.groupId, score)]! += 1;
      if (standing.isFeasible) standing.evenCount--;
      if (passes(turn, demands, nodeIndex)) {
        this.#oddTotals[i] = score;
        standing.oddCount++;
        if (!standing.isFeasible) acceptedOdd.push(nodeIndex);
      } else rejectedOdd.push(nodeIndex);
    }
    return { standings, rejectedOdd, acceptedOdd };
  }

  #meetAll(standings: readonly GroupStanding[], scores: GroupedScores): void {
    for (const { group, evenCount } of standings) {
      if (evenCount > 0) scores.meet(scores.spreadOnGroup(group), scores.wishesOnGroup(group));
    }
    const { nodes, count } = this.#odd;
    for (let i = 0; i < count; i++) {
      if (this.#oddTotals[i] === NONE) continue;
      const spread = scores.spreadOn(nodes[i]!);
      const wishes = scores.wishesOn(nodes[i]!);
      scores.meet(spread, wishes);
      this.#oddSpreads[i] = spread;
      this.#oddWishes[i] = wishes;
    }
  }

  #scoreAll(
    { plan: { images } }: Turn,
    buckets: ScoreBuckets,
    standings: readonly GroupStanding[],
    scores: GroupedScores,
    { taints, affinity }: StaticScores,
  ): void {
    for (const standing of standings) {
      const { group, groupId, evenCount } = standing;
      if (evenCount === 0) continue;
      standing.top = this.#topOf(buckets, groupId);
      const fixed = taints[group.maskValue]! + affinity[group.maskValue]!;
      const spread = scores.scaledSpread(scores.spreadOnGroup(group));
      standing.extra = fixed + spread + scores.scaledWishes(scores.wishesOnGroup(group));
    }
    const imageOf = this.#images;
    const { nodes, count } = this.#odd;
    if (images) for (let i = 0; i < images.nodes.length; i++) imageOf[images.nodes[i]!] = images.scores[i]!;
    for (let i = 0; i < count; i++) {
      if (this.#oddTotals[i] === NONE) continue;
      const nodeIndex = nodes[i]!;
      const { maskValue } = standings[buckets.groupOf[nodeIndex]!]!.group;
      const rest = scores.scaledSpread(this.#oddSpreads[i]!) + scores.scaledWishes(this.#oddWishes[i]!);
      this.#oddTotals[i]! += taints[maskValue]! + affinity[maskValue]! + imageOf[nodeIndex]! + rest;
    }
    if (images) for (let i = 0; i < images.nodes.length; i++) imageOf[images.nodes[i]!] = 0;
  }

  /** The largest resource score of the group's even nodes, of which there is one. */
  #topOf(buckets: ScoreBuckets, groupId: number): number {
    let top = buckets.topOf(groupId);
    for (;;) {
      const bucket = buckets.bucketOf(groupId, top);
      if (buckets.counts[bucket]! > this.#oddIn[bucket]!) return top;
      top--;
    }
  }

  #largest(standings: readonly GroupStanding[]): number {
    let total = NONE;
    for (const { evenCount, top, extra } of standings)
      if (evenCount > 0) total = Math.max(total, top + extra);
    for (let i = 0; i < this.#odd.count; i++) total = Math.max(total, this.#oddTotals[i]!);
    return total;
  }

  #nodesWith(total: number, buckets: ScoreBuckets, standings: readonly GroupStanding[]): number[] {
    const odd = this.#odd;
    const best: number[] = [];
    for (const { groupId, evenCount, top, extra } of standings) {
      if (evenCount === 0 || top + extra !== total) continue;
      let nodeIndex = buckets.firstIn(buckets.bucketOf(groupId, top));
      for (; nodeIndex !== NONE; nodeIndex = buckets.after(nodeIndex))
        if (!odd.has(nodeIndex)) best.push(nodeIndex);
    }
    for (let i = 0; i < odd.count; i++) if (this.#oddTotals[i] === total) best.push(odd.nodes[i]!);
    return best;
  }
}

/** Whether a node in a bucket is feasible. */
export function passes(turn: Turn, { limits }: Demands, nodeIndex: number): boolean {
  for (const limit of limits) if (!isWithin(limit, limit.demand.on(nodeIndex))) return false;
  const { nominations } = turn.cluster;
  if (nominations.size === 0 || nominations.on(nodeIndex).length === 0) return true;
  return filterNode(turn.cycle, nodeIndex).code === 'Success';
}

/** The number of domains among the candidates, of each soft constraint. */
function sizesOf(
  { soft, softNeedsAllKeys }: Demands,
  standings: readonly GroupStanding[],
): readonly number[] {
  if (soft.length === 0) return [];
  const scored = standings.filter(
    ({ group, evenCount, oddCount }) =>
      evenCount + oddCount > 0 &&
      !(softNeedsAllKeys && soft.some(({ demand }) => group.values[demand.dimension] === NONE)),
  );
  return soft.map(({ isHost, demand }) =>
    isHost
      ? scored.reduce((sum, { evenCount, oddCount }) => sum + evenCount + oddCount, 0)
      : new Set(scored.map(({ group }) => group.values[demand.dimension])).size,
  );
}
