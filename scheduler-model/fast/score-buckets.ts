import type { Cluster } from '../cluster/cluster.ts';
import type { NodeMask } from '../cluster/node-masks.ts';
import { NONE } from '../cluster/none.ts';
import type { Topology } from '../cluster/topology.ts';
import { FeasibleRanks } from './feasible-ranks.ts';
import { NodeGroups } from './node-groups.ts';
import type { ShapeVector } from './shape-vector.ts';
import type { VisitingOrder } from './visiting-order.ts';

/** Where a node's numbers begin among the cells: together, so that a change of the node reads little memory. */
const CELL_BITS = 2;
/** The node's bucket, `NONE` for a node in none. */
const BUCKET = 0;
/** Its place in the bucket. */
const PLACE = 1;
/** Its position in the visiting order. */
const POSITION = 2;

/**
 * The nodes with room for a shape that the static filters leave, sorted by group and resource score, so that the best
 * of a group are found without looking at the others. A placement moves one node from one bucket to another.
 */
export class ScoreBuckets {
  readonly vector: ShapeVector;
  readonly mask: NodeMask;
  readonly topologies: readonly Topology[];
  groups: NodeGroups;
  /** The number of nodes in each group. */
  sizes: number[] = [];
  /** For who keeps buckets: when these were used last, and whether they were given up. */
  usedAt = 0;
  isDropped = false;
  readonly #cluster: Cluster;
  /** A bucket's number is its group, shifted by so much, and its score. */
  readonly #scoreBits: number;
  #cells = new Int32Array(0);
  /** The positions of the nodes in each bucket, in no order. */
  #buckets: number[][] = [];
  /** By group: no node has a larger score. */
  #tops: number[] = [];
  #order: VisitingOrder | undefined;
  readonly #ranks = new FeasibleRanks();
  /** By group: the positions of its nodes, one bit each. */
  #positions: Uint32Array[] = [];
  #areRanksCounted = false;
  #logPosition = 0;

  /** @param scoreBits - how many bits the largest resource score takes. */
  constructor(
    cluster: Cluster,
    vector: ShapeVector,
    mask: NodeMask,
    topologies: readonly Topology[],
    scoreBits: number,
  ) {
    this.#cluster = cluster;
    this.vector = vector;
    this.mask = mask;
    this.topologies = topologies;
    this.groups = new NodeGroups(mask, topologies);
    this.#scoreBits = scoreBits;
  }

  /** Brings the buckets up to date, after the vector; whether they can be used. */
  refresh(order: VisitingOrder): boolean {
    const { podLog } = this.#cluster;
    const gap = podLog.position - this.#logPosition;
    const isCurrent = this.#order === order && this.groups.isCurrent;
    if (gap === 0 && isCurrent) return !this.groups.areTooMany;
    const isNear = gap >= 0 && gap <= order.nodes.length >> 1 && podLog.reaches(this.#logPosition);
    if (isNear && isCurrent) {
      for (let position = this.#logPosition; position < podLog.position; position++)
        this.#place(podLog.at(position));
    } else this.#build(order);
    this.#logPosition = podLog.position;
    return !this.groups.areTooMany;
  }

  /** The bucket of a node, `NONE` for a node without room or that the static filters reject. */
  bucketOf(nodeIndex: number): number {
    return this.#cells[(nodeIndex << CELL_BITS) + BUCKET]!;
  }

  bucketAt(group: number, score: number): number {
    return (group << this.#scoreBits) + score;
  }

  groupIn(bucket: number): number {
    return bucket >> this.#scoreBits;
  }

  scoreIn(bucket: number): number {
    return bucket & ((1 << this.#scoreBits) - 1);
  }

  /** No node of the group has a larger score; there is at least one node in the group. */
  topOf(group: number): number {
    let top = this.#tops[group]!;
    while (this.#buckets[this.bucketAt(group, top)]!.length === 0) top--;
    this.#tops[group] = top;
    return top;
  }

  /** One more than the largest number of a bucket. */
  get bucketCount(): number {
    return this.#buckets.length;
  }

  /** The positions, in the visiting order, of the nodes in a bucket; they stand in no order themselves. */
  positionsIn(bucket: number): readonly number[] {
    return this.#buckets[bucket]!;
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
    const { positionOf, nodes } = order;
    this.groups = new NodeGroups(this.mask, this.topologies);
    this.#order = order;
    this.#ranks.reset(nodes.length);
    this.#areRanksCounted = false;
    this.sizes = [];
    this.#tops = [];
    this.#positions = [];
    this.#buckets = [];
    this.#cells = new Int32Array(positionOf.length << CELL_BITS);
    for (let nodeIndex = 0; nodeIndex < positionOf.length; nodeIndex++) {
      this.#cells[(nodeIndex << CELL_BITS) + BUCKET] = NONE;
      this.#cells[(nodeIndex << CELL_BITS) + POSITION] = positionOf[nodeIndex]!;
    }
    for (const nodeIndex of nodes) this.#place(nodeIndex);
  }

  #place(nodeIndex: number): void {
    const score = this.vector.values[nodeIndex]!;
    const group = score < 0 ? NONE : this.groups.of(nodeIndex);
    const before = this.bucketOf(nodeIndex);
    const after = group === NONE ? NONE : this.bucketAt(group, score);
    if (before === after) return;
    if (before !== NONE) this.#unlink(nodeIndex, before);
    if (after !== NONE) this.#link(nodeIndex, after);
    if (before === NONE || after === NONE) this.#mark(nodeIndex, after !== NONE);
    if (before !== NONE && after !== NONE && this.groupIn(before) === group) return;
    if (before !== NONE) this.#markInGroup(nodeIndex, this.groupIn(before), false);
    if (after !== NONE) this.#markInGroup(nodeIndex, group, true);
  }

  #mark(nodeIndex: number, isIn: boolean): void {
    const position = this.#cells[(nodeIndex << CELL_BITS) + POSITION]!;
    this.#areRanksCounted = false;
    if (isIn) this.#ranks.add(position);
    else this.#ranks.remove(position);
  }

  #markInGroup(nodeIndex: number, group: number, isIn: boolean): void {
    const position = this.#cells[(nodeIndex << CELL_BITS) + POSITION]!;
    const bits = this.#positions[group]!;
    if (isIn) bits[position >> 5]! |= 1 << (position & 31);
    else bits[position >> 5]! &= ~(1 << (position & 31));
    this.sizes[group]! += isIn ? 1 : -1;
  }

  #unlink(nodeIndex: number, bucket: number): void {
    const cells = this.#cells;
    const cell = nodeIndex << CELL_BITS;
    const positions = this.#buckets[bucket]!;
    const last = positions.pop()!;
    if (last !== cells[cell + POSITION]) {
      const place = cells[cell + PLACE]!;
      positions[place] = last;
      cells[(this.#order!.nodes[last]! << CELL_BITS) + PLACE] = place;
    }
    cells[cell + BUCKET] = NONE;
  }

  #link(nodeIndex: number, bucket: number): void {
    const group = this.groupIn(bucket);
    if (group >= this.sizes.length) this.#grow(group);
    const cells = this.#cells;
    const cell = nodeIndex << CELL_BITS;
    cells[cell + BUCKET] = bucket;
    cells[cell + PLACE] = this.#buckets[bucket]!.push(cells[cell + POSITION]!) - 1;
    const score = this.scoreIn(bucket);
    if (score > this.#tops[group]!) this.#tops[group] = score;
  }

  #grow(group: number): void {
    while (this.sizes.length <= group) {
      this.sizes.push(0);
      this.#tops.push(0);
      this.#positions.push(new Uint32Array(this.#ranks.words.length));
    }
    while (this.#buckets.length < this.sizes.length << this.#scoreBits) this.#buckets.push([]);
  }
}
