import type { Cluster } from '../cluster/cluster.ts';
import type { NodeMask } from '../cluster/node-masks.ts';
import { NONE } from '../cluster/none.ts';
import type { Topology } from '../cluster/topology.ts';
import { FeasibleRanks } from './feasible-ranks.ts';
import { NodeGroups } from './node-groups.ts';
import type { ShapeVector } from './shape-vector.ts';
import type { VisitingOrder } from './visiting-order.ts';

/**
 * The nodes with room for a shape that the static filters leave, sorted by group and resource score, so that the best
 * of a group are found without looking at the others. A placement moves one node from one bucket to another.
 */
export class ScoreBuckets {
  readonly vector: ShapeVector;
  readonly mask: NodeMask;
  readonly topologies: readonly Topology[];
  groups: NodeGroups;
  /** By node index: the resource score, `NONE` for a node that is in no bucket, and the group of one that is. */
  scoreOf = new Int16Array(0);
  groupOf = new Uint8Array(0);
  /** The number of nodes in each bucket, see `bucketOf`. */
  counts = new Int32Array(0);
  /** The number of nodes in each group. */
  sizes: number[] = [];
  /** For who keeps buckets: when these were used last, and whether they were given up. */
  usedAt = 0;
  isDropped = false;
  readonly #cluster: Cluster;
  /** One more than the largest score. */
  readonly #span: number;
  /** The nodes of a bucket are a chain. */
  #first = new Int32Array(0);
  #next = new Int32Array(0);
  #previous = new Int32Array(0);
  /** By group: no node has a larger score. */
  #tops: number[] = [];
  #order: VisitingOrder | undefined;
  readonly #ranks = new FeasibleRanks();
  /** By group: the positions of its nodes, one bit each. */
  #positions: Uint32Array[] = [];
  #areRanksCounted = false;
  #position = 0;

  constructor(
    cluster: Cluster,
    vector: ShapeVector,
    mask: NodeMask,
    topologies: readonly Topology[],
    span: number,
  ) {
    this.#cluster = cluster;
    this.vector = vector;
    this.mask = mask;
    this.topologies = topologies;
    this.groups = new NodeGroups(mask, topologies);
    this.#span = span;
  }

  /** Brings the buckets up to date, after the vector; whether they can be used. */
  refresh(order: VisitingOrder): boolean {
    const { podLog } = this.#cluster;
    const gap = podLog.position - this.#position;
    if (gap === 0 && this.#order === order && this.groups.isCurrent) return !this.groups.areTooMany;
    const isNear = gap >= 0 && gap <= order.nodes.length >> 1 && podLog.reaches(this.#position);
    if (!isNear || this.#order !== order || !this.groups.isCurrent) this.#build(order);
    else {
      for (let position = this.#position; position < podLog.position; position++)
        this.#place(podLog.at(position));
    }
    this.#position = podLog.position;
    return !this.groups.areTooMany;
  }

  bucketOf(group: number, score: number): number {
    return group * this.#span + score;
  }

  /** No node of the group has a larger score; there is at least one node in the group. */
  topOf(group: number): number {
    let top = this.#tops[group]!;
    while (this.counts[this.bucketOf(group, top)] === 0) top--;
    this.#tops[group] = top;
    return top;
  }

  /** The first node in a bucket, `NONE` when it is empty; `after` walks on, in no order. */
  firstIn(bucket: number): number {
    return this.#first[bucket]!;
  }

  after(nodeIndex: number): number {
    return this.#next[nodeIndex]!;
  }

  /** The positions of a group's nodes in the visiting order, one bit each. */
  positionsOf(group: number): Uint32Array {
    return this.#positions[group]!;
  }

  /** The positions of all nodes in buckets, counted. */
  get ranks(): FeasibleRanks {
    if (!this.#areRanksCounted) this.#ranks.count();
    this.#areRanksCounted = true;
    return this.#ranks;
  }

  #build(order: VisitingOrder): void {
    const rowCount = order.positionOf.length;
    this.groups = new NodeGroups(this.mask, this.topologies);
    this.#order = order;
    this.#ranks.reset(order.nodes.length);
    this.#areRanksCounted = false;
    this.sizes = [];
    this.#tops = [];
    this.#positions = [];
    this.counts.fill(0);
    this.#first.fill(NONE);
    this.scoreOf = new Int16Array(rowCount).fill(NONE);
    this.groupOf = new Uint8Array(rowCount);
    this.#next = new Int32Array(rowCount);
    this.#previous = new Int32Array(rowCount);
    for (const nodeIndex of order.nodes) this.#place(nodeIndex);
  }

  #place(nodeIndex: number): void {
    const before = this.scoreOf[nodeIndex]!;
    const score = this.vector.values[nodeIndex]!;
    const group = score < 0 ? NONE : this.groups.of(nodeIndex);
    const after = group === NONE ? NONE : score;
    if (before === after && (after === NONE || this.groupOf[nodeIndex] === group)) return;
    const position = this.#order!.positionOf[nodeIndex]!;
    const [word, bit] = [position >> 5, 1 << (position & 31)];
    if (before !== NONE) {
      this.#positions[this.groupOf[nodeIndex]!]![word]! &= ~bit;
      this.#unlink(nodeIndex);
    }
    if (after !== NONE) {
      this.#link(nodeIndex, group, score);
      this.#positions[group]![word]! |= bit;
    }
    if (before !== NONE && after !== NONE) return;
    this.#areRanksCounted = false;
    if (after === NONE) this.#ranks.remove(position);
    else this.#ranks.add(position);
  }

  #unlink(nodeIndex: number): void {
    const group = this.groupOf[nodeIndex]!;
    const bucket = this.bucketOf(group, this.scoreOf[nodeIndex]!);
    const [previous, next] = [this.#previous[nodeIndex]!, this.#next[nodeIndex]!];
    if (previous === NONE) this.#first[bucket] = next;
    else this.#next[previous] = next;
    if (next !== NONE) this.#previous[next] = previous;
    this.counts[bucket]! -= 1;
    this.sizes[group]! -= 1;
    this.scoreOf[nodeIndex] = NONE;
  }

  #link(nodeIndex: number, group: number, score: number): void {
    const bucket = this.bucketOf(group, score);
    if (group >= this.sizes.length) this.#grow(group);
    const next = this.#first[bucket]!;
    this.#next[nodeIndex] = next;
    this.#previous[nodeIndex] = NONE;
    if (next !== NONE) this.#previous[next] = nodeIndex;
    this.#first[bucket] = nodeIndex;
    this.counts[bucket]! += 1;
    this.sizes[group]! += 1;
    if (score > this.#tops[group]!) this.#tops[group] = score;
    this.scoreOf[nodeIndex] = score;
    this.groupOf[nodeIndex] = group;
  }

  #grow(group: number): void {
    while (this.sizes.length <= group) {
      this.sizes.push(0);
      this.#tops.push(0);
      this.#positions.push(new Uint32Array(this.#ranks.words.length));
    }
    const bucketCount = this.sizes.length * this.#span;
    if (bucketCount <= this.counts.length) return;
    const counts = new Int32Array(bucketCount * 2);
    counts.set(this.counts);
    this.counts = counts;
    const first = new Int32Array(bucketCount * 2).fill(NONE);
    first.set(this.#first);
    this.#first = first;
  }
}
