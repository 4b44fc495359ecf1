import type { Cluster } from '../cluster/cluster.ts';
import { NONE } from '../cluster/none.ts';
import { filterNode } from '../framework/filter-node.ts';
import type { BucketStore } from './bucket-store.ts';
import { type ImageScores, imageScores } from './class-plan.ts';
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
  readonly isFeasible: boolean;
  /** How many of its nodes are feasible, those that are odd left out. */
  evenCount: number;
  /** How many of its odd nodes are feasible. */
  oddCount: number;
  /** TaintToleration and NodeAffinity. */
  fixed: number;
  /** What its even nodes get beside their resource score and for images. */
  extra: number;
  /** The largest resource score of an even node. */
  top: number;
}

/** What a search found; to be read before the cluster changes. */
export interface Grouped {
  readonly buckets: ScoreBuckets;
  readonly demands: Demands;
  /** By group. */
  readonly standings: readonly GroupStanding[];
  readonly feasibleCount: number;
  readonly scores: GroupedScores;
  readonly statics: StaticScores;
  /** The odd nodes in buckets that are not feasible, and those that are although the others of their group are not. */
  readonly rejectedOdd: readonly number[];
  readonly acceptedOdd: readonly number[];
  /** The largest total score, and the positions of the nodes that have it, in no order. */
  readonly total: number;
  readonly best: readonly number[];
}

/**
 * Searches all nodes without looking at each: nodes of a group differ in their resource score alone, by which they
 * are sorted already. Only odd nodes, which have pods that others of their group have not, are looked at, and those
 * that have the pod's images.
 */
export class GroupedSearch {
  readonly #cluster: Cluster;
  readonly #native: NativePlugins;
  readonly #store: BucketStore;
  readonly #odd = new OddNodes();
  /** By place among the odd nodes: the total score, `NONE` for one that is not feasible. */
  #oddTotals = new Int32Array(0);
  #oddGroups = new Int32Array(0);
  #oddSpreads = new Float64Array(0);
  #oddWishes = new Float64Array(0);
  /** The largest total of an even node that has images. */
  #largestWithImages = 0;
  /** By bucket: how many odd nodes are in it; all 0 between searches. */
  #oddIn = new Int32Array(0);

  constructor(cluster: Cluster, native: NativePlugins, store: BucketStore) {
    this.#cluster = cluster;
    this.#native = native;
    this.#store = store;
  }

  /** Undefined where each node has to be looked at, and where fewer than two are feasible. */
  run(turn: Turn, vector: ShapeVector, order: VisitingOrder): Grouped | undefined {
    const { plan } = turn;
    if (turn.others.length > 0) return undefined;
    for (const { plugin } of this.#native.otherScores) if (!turn.skips(plugin.name)) return undefined;
    const demands = demandsOf(this.#cluster, this.#native, plan.classId);
    // The number of domains among the candidates is known of coarse topologies only.
    for (const { demand, isHost } of demands.soft)
      if (!isHost && !isCoarse(demand.topology)) return undefined;
    const buckets = this.#store.of(plan, vector, demands.topologies);
    if (!buckets?.refresh(order)) return undefined;
    const odd = this.#odd;
    odd.begin(this.#cluster.nodeRowCount);
    odd.addAll(this.#cluster, demands.all);
    if (odd.count > order.nodes.length >> 1) return undefined;
    this.#reserve(buckets, odd.count);
    const found = this.#find(turn, buckets, demands, order);
    for (let i = 0; i < odd.count; i++) {
      const bucket = buckets.bucketOf(odd.nodes[i]!);
      if (bucket >= 0) this.#oddIn[bucket] = 0;
    }
    return found;
  }

  #find(turn: Turn, buckets: ScoreBuckets, demands: Demands, order: VisitingOrder): Grouped | undefined {
    const { standings, rejectedOdd, acceptedOdd } = this.#judge(turn, buckets, demands);
    let feasibleCount = 0;
    for (const { evenCount, oddCount } of standings) feasibleCount += evenCount + oddCount;
    if (feasibleCount < 2) return undefined;
    const { plan } = turn;
    const scores = new GroupedScores(demands, this.#native, sizesOf(demands, standings));
    this.#meetAll(standings, scores);
    const statics = staticScoresOf(plan.groups, this.#native, plan.scoresAffinity, (maskValue) =>
      standings.some((each) => each.group.maskValue === maskValue && each.evenCount + each.oddCount > 0),
    );
    this.#scoreAll(buckets, standings, scores, statics);
    const images = imageScores(this.#cluster, this.#native, plan);
    if (images) this.#addImages(images);
    const total = this.#largest(buckets, standings, images);
    const best = this.#positionsWith(total, buckets, standings, images, order);
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

  #reserve({ bucketCount }: ScoreBuckets, oddCount: number): void {
    if (this.#oddIn.length < bucketCount) this.#oddIn = new Int32Array(bucketCount);
    if (this.#oddTotals.length >= oddCount) return;
    this.#oddTotals = new Int32Array(oddCount * 2);
    this.#oddGroups = new Int32Array(oddCount * 2);
    this.#oddSpreads = new Float64Array(oddCount * 2);
    this.#oddWishes = new Float64Array(oddCount * 2);
  }

  /** Finds out which groups and which odd nodes are feasible. */
  #judge(turn: Turn, buckets: ScoreBuckets, demands: Demands) {
    const { groups } = buckets;
    const { limits } = demands;
    for (const demand of demands.all) for (const group of groups.list) demand.addGroup(group);
    const standings: GroupStanding[] = [];
    for (const group of groups.list) {
      const groupId = standings.length;
      const size = buckets.sizeOf(groupId);
      let isFeasible = size > 0;
      for (const limit of limits) if (!isWithin(limit, limit.demand.onGroup(groupId))) isFeasible = false;
      const evenCount = isFeasible ? size : 0;
      standings.push({ group, isFeasible, evenCount, oddCount: 0, fixed: 0, extra: 0, top: NONE });
    }
    const rejectedOdd: number[] = [];
    const acceptedOdd: number[] = [];
    const { nodes, count } = this.#odd;
    for (let i = 0; i < count; i++) {
      const nodeIndex = nodes[i]!;
      const bucket = buckets.bucketOf(nodeIndex);
      this.#oddTotals[i] = NONE;
      if (bucket < 0) continue;
      const groupId = buckets.groupIn(bucket);
      const standing = standings[groupId]!;
      this.#oddIn[bucket]! += 1;
      if (standing.isFeasible) standing.evenCount--;
      if (passes(turn, demands, nodeIndex, groupId)) {
        this.#oddTotals[i] = buckets.scoreIn(bucket);
        this.#oddGroups[i] = groupId;
        standing.oddCount++;
        if (!standing.isFeasible) acceptedOdd.push(nodeIndex);
      } else rejectedOdd.push(nodeIndex);
    }
    return { standings, rejectedOdd, acceptedOdd };
  }

  #meetAll(standings: readonly GroupStanding[], scores: GroupedScores): void {
    for (let groupId = 0; groupId < standings.length; groupId++) {
      if (standings[groupId]!.evenCount > 0)
        scores.meet(scores.rawSpread(NONE, groupId), scores.rawWishes(NONE, groupId));
    }
    const { nodes, count } = this.#odd;
    for (let i = 0; i < count; i++) {
      if (this.#oddTotals[i] === NONE) continue;
      const spread = scores.rawSpread(nodes[i]!, this.#oddGroups[i]!);
      const wishes = scores.rawWishes(nodes[i]!, this.#oddGroups[i]!);
      scores.meet(spread, wishes);
      this.#oddSpreads[i] = spread;
      this.#oddWishes[i] = wishes;
    }
  }

  #scoreAll(
    buckets: ScoreBuckets,
    standings: readonly GroupStanding[],
    scores: GroupedScores,
    { taints, affinity }: StaticScores,
  ): void {
    for (let groupId = 0; groupId < standings.length; groupId++) {
      const standing = standings[groupId]!;
      const { group, evenCount } = standing;
      standing.fixed = taints[group.maskValue]! + affinity[group.maskValue]!;
      if (evenCount === 0) continue;
      standing.top = this.#topOf(buckets, groupId);
      const spread = scores.scaledSpread(scores.rawSpread(NONE, groupId));
      standing.extra = standing.fixed + spread + scores.scaledWishes(scores.rawWishes(NONE, groupId));
    }
    const { count } = this.#odd;
    for (let i = 0; i < count; i++) {
      if (this.#oddTotals[i] === NONE) continue;
      const { fixed } = standings[this.#oddGroups[i]!]!;
      this.#oddTotals[i]! +=
        fixed + scores.scaledSpread(this.#oddSpreads[i]!) + scores.scaledWishes(this.#oddWishes[i]!);
    }
  }

  #addImages({ nodes, scores }: ImageScores): void {
    for (let i = 0; i < nodes.length; i++) {
      const place = this.#odd.placeOf(nodes[i]!);
      if (place !== NONE && this.#oddTotals[place] !== NONE) this.#oddTotals[place]! += scores[i]!;
    }
  }

  /** The largest resource score of the group's even nodes, of which there is one. */
  #topOf(buckets: ScoreBuckets, groupId: number): number {
    let top = buckets.topOf(groupId);
    for (;;) {
      const bucket = buckets.bucketAt(groupId, top);
      if (buckets.positionsIn(bucket).length > this.#oddIn[bucket]!) return top;
      top--;
    }
  }

  /**
   * The largest total. Even nodes that have images are first taken for nodes without: what is missing makes none of
   * them larger than it is.
   */
  #largest(
    buckets: ScoreBuckets,
    standings: readonly GroupStanding[],
    images: ImageScores | undefined,
  ): number {
    let total = NONE;
    for (const { evenCount, top, extra } of standings)
      if (evenCount > 0 && top + extra > total) total = top + extra;
    for (let i = 0; i < this.#odd.count; i++) if (this.#oddTotals[i]! > total) total = this.#oddTotals[i]!;
    this.#largestWithImages = OUT;
    if (!images) return total;
    for (let i = 0; i < images.nodes.length; i++) {
      const withImages = this.#evenTotal(buckets, standings, images.nodes[i]!) + images.scores[i]!;
      if (withImages > this.#largestWithImages) this.#largestWithImages = withImages;
    }
    return Math.max(total, this.#largestWithImages);
  }

  /** The total of an even node without its images; far below 0 for a node that is odd or not feasible. */
  #evenTotal(buckets: ScoreBuckets, standings: readonly GroupStanding[], nodeIndex: number): number {
    const bucket = buckets.bucketOf(nodeIndex);
    if (bucket < 0) return OUT;
    const { isFeasible, extra } = standings[buckets.groupIn(bucket)]!;
    if (!isFeasible || this.#odd.placeOf(nodeIndex) !== NONE) return OUT;
    return buckets.scoreIn(bucket) + extra;
  }

  #positionsWith(
    total: number,
    buckets: ScoreBuckets,
    standings: readonly GroupStanding[],
    images: ImageScores | undefined,
    { nodes, positionOf }: VisitingOrder,
  ): number[] {
    const odd = this.#odd;
    const best: number[] = [];
    for (let groupId = 0; groupId < standings.length; groupId++) {
      const { evenCount, top, extra } = standings[groupId]!;
      if (evenCount === 0 || top + extra !== total) continue;
      const bucket = buckets.bucketAt(groupId, top);
      const isMixed = this.#oddIn[bucket] !== 0;
      for (const position of buckets.positionsIn(bucket))
        if (!isMixed || odd.placeOf(nodes[position]!) === NONE) best.push(position);
    }
    for (let i = 0; i < odd.count; i++)
      if (this.#oddTotals[i] === total) best.push(positionOf[odd.nodes[i]!]!);
    if (!images || this.#largestWithImages < total) return best;
    for (let i = 0; i < images.nodes.length; i++) {
      // Images that count for nothing make no difference: the node has been found above.
      if (images.scores[i] === 0) continue;
      const nodeIndex = images.nodes[i]!;
      if (this.#evenTotal(buckets, standings, nodeIndex) + images.scores[i]! === total)
        best.push(positionOf[nodeIndex]!);
    }
    return best;
  }
}

/** Less than any total with any images. */
const OUT = -(2 ** 30);

/** Whether a node in a bucket of the group is feasible. */
export function passes(turn: Turn, { limits }: Demands, nodeIndex: number, groupId: number): boolean {
  for (const limit of limits) if (!isWithin(limit, limit.demand.on(nodeIndex, groupId))) return false;
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
