import type { Cluster } from '../cluster/cluster.ts';
import type { NodeMask } from '../cluster/node-masks.ts';
import { NONE } from '../cluster/none.ts';
import type { Topology } from '../cluster/topology.ts';
import type { Status } from '../framework/status.ts';
import { FeasibleRanks } from './feasible-ranks.ts';
import { NodeGroups } from './node-groups.ts';
import { type ShapeVector, UNKNOWN } from './shape-vector.ts';
import type { VisitingOrder } from './visiting-order.ts';

/** Nodes that are rejected with the same status. */
export interface Reject {
  /** Without figures. */
  readonly status: Status;
  /** In no order. */
  readonly nodes: number[];
}

/** Where a node's numbers begin among the cells: together, so that a change of the node reads little memory. */
const CELL_BITS = 2;
/** The node's bucket, below 0 for a node that is rejected: then it is one of `rejects`. */
const BUCKET = 0;
/** Its place in the bucket. */
const PLACE = 1;
/** Its position in the visiting order. */
const POSITION = 2;
/** Its group, `NONE` when the static filters reject it; `UNKNOWN` after the node has changed. */
const GROUP = 3;
/** The bucket of a node that has not been placed yet. */
const NOWHERE = -1;

/**
 * The nodes with room for a shape that the static filters leave, sorted by group and resource score, so that the best
 * of a group are found without looking at the others. A placement moves one node from one bucket to another.
 */
export class ScoreBuckets {
  readonly vector: ShapeVector;
  readonly mask: NodeMask;
  readonly topologies: readonly Topology[];
  groups: NodeGroups;
  /** The nodes that the static filters reject and those without room, by what is said of them. */
  rejects: Reject[] = [];
  /** For who keeps buckets: when these were used last, and whether they were given up. */
  usedAt = 0;
  isDropped = false;
  readonly #cluster: Cluster;
  readonly #staticStatusOf: (nodeIndex: number) => Status;
  #rejectIds = new Map<Status, number>();
  /** A bucket's number is its group, shifted by so much, and its score. */
  readonly #scoreBits: number;
  #cells = new Int32Array(0);
  /** The positions of the nodes in each bucket, in no order. */
  #buckets: number[][] = [];
  /** By group: the number of nodes; no node has a larger score than the top. */
  #sizes: number[] = [];
  #tops: number[] = [];
  #order: VisitingOrder | undefined;
  readonly #ranks = new FeasibleRanks();
  /** By group: the positions of its nodes, one bit each. */
  #positions: Uint32Array[] = [];
  #areRanksCounted = false;
  #logPosition = 0;
  #nodeLogPosition = 0;

  /**
   * @param staticStatusOf - what the static filters say of a node that they reject.
   * @param scoreBits - how many bits the largest resource score takes.
   */
  constructor(
    cluster: Cluster,
    vector: ShapeVector,
    mask: NodeMask,
    topologies: readonly Topology[],
    staticStatusOf: (nodeIndex: number) => Status,
    scoreBits: number,
  ) {
    this.#staticStatusOf = staticStatusOf;
    this.#cluster = cluster;
    this.vector = vector;
    this.mask = mask;
    this.topologies = topologies;
    this.groups = new NodeGroups(mask, topologies);
    this.#scoreBits = scoreBits;
  }

  /** Brings the buckets up to date, after the vector; whether they can be used. */
  refresh(order: VisitingOrder): boolean {
    const { podLog, nodeLog } = this.#cluster;
    const gap = podLog.position - this.#logPosition;
    const isCurrent = this.#order === order && this.groups.isCurrent;
    if (gap === 0 && isCurrent) return !this.groups.areTooMany;
    const isNear = gap >= 0 && gap <= order.nodes.length >> 1 && podLog.reaches(this.#logPosition);
    if (isNear && isCurrent && nodeLog.reaches(this.#nodeLogPosition)) {
      for (let position = this.#nodeLogPosition; position < nodeLog.position; position++)
        this.#cells[(nodeLog.at(position) << CELL_BITS) + GROUP] = UNKNOWN;
      for (let position = this.#logPosition; position < podLog.position; position++)
        this.#place(podLog.at(position));
    } else this.#build(order);
    this.#logPosition = podLog.position;
    this.#nodeLogPosition = nodeLog.position;
    return !this.groups.areTooMany;
  }

  /** The bucket of a node, below 0 for a node without room or that the static filters reject. */
  bucketOf(nodeIndex: number): number {
    return this.#cells[(nodeIndex << CELL_BITS) + BUCKET]!;
  }

  /** The number of nodes of a group that are in buckets. */
  sizeOf(group: number): number {
    return this.#sizes[group] ?? 0;
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
    this.#sizes = [];
    this.#tops = [];
    this.#positions = [];
    this.#buckets = [];
    this.rejects = [];
    this.#rejectIds = new Map();
    this.#cells = new Int32Array(positionOf.length << CELL_BITS);
    for (let nodeIndex = 0; nodeIndex < positionOf.length; nodeIndex++) {
      this.#cells[(nodeIndex << CELL_BITS) + BUCKET] = NOWHERE;
      this.#cells[(nodeIndex << CELL_BITS) + POSITION] = positionOf[nodeIndex]!;
      this.#cells[(nodeIndex << CELL_BITS) + GROUP] = UNKNOWN;
    }
    this.vector.know(nodes, 0, nodes.length);
    for (const nodeIndex of nodes) this.#place(nodeIndex);
  }

  #place(nodeIndex: number): void {
    const score = this.vector.valueAt(nodeIndex);
    const group = this.#groupOf(nodeIndex);
    const before = this.bucketOf(nodeIndex);
    let after: number;
    if (group === NONE) after = this.#rejectOf(this.#staticStatusOf(nodeIndex));
    else if (score < 0) after = this.#rejectOf(this.vector.lackOf(nodeIndex));
    else after = this.bucketAt(group, score);
    if (before === after) return;
    if (before !== NOWHERE) this.#unlink(nodeIndex, before);
    this.#link(nodeIndex, after);
    if (before < 0 !== after < 0) this.#mark(nodeIndex, after >= 0);
    if (before >= 0 && after >= 0 && this.groupIn(before) === group) return;
    if (before >= 0) this.#markInGroup(nodeIndex, this.groupIn(before), false);
    if (after >= 0) this.#markInGroup(nodeIndex, group, true);
  }

  #groupOf(nodeIndex: number): number {
    const at = (nodeIndex << CELL_BITS) + GROUP;
    let group = this.#cells[at]!;
    if (group === UNKNOWN) {
      group = this.groups.of(nodeIndex);
      this.#cells[at] = group;
    }
    return group;
  }

  /** The number, below 0, that stands for being rejected with this status. */
  #rejectOf(status: Status): number {
    let id = this.#rejectIds.get(status);
    if (id === undefined) {
      id = -1 - this.rejects.push({ status, nodes: [] });
      this.#rejectIds.set(status, id);
    }
    return id;
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
    this.#sizes[group]! += isIn ? 1 : -1;
  }

  #unlink(nodeIndex: number, bucket: number): void {
    const cells = this.#cells;
    const cell = nodeIndex << CELL_BITS;
    const place = cells[cell + PLACE]!;
    if (bucket < 0) {
      const { nodes } = this.rejects[-2 - bucket]!;
      const last = nodes.pop()!;
      if (last === nodeIndex) return;
      nodes[place] = last;
      cells[(last << CELL_BITS) + PLACE] = place;
    } else {
      const positions = this.#buckets[bucket]!;
      const last = positions.pop()!;
      if (last === cells[cell + POSITION]) return;
      positions[place] = last;
      cells[(this.#order!.nodes[last]! << CELL_BITS) + PLACE] = place;
    }
  }

  #link(nodeIndex: number, bucket: number): void {
    const cells = this.#cells;
    const cell = nodeIndex << CELL_BITS;
    cells[cell + BUCKET] = bucket;
    if (bucket < 0) {
      cells[cell + PLACE] = this.rejects[-2 - bucket]!.nodes.push(nodeIndex) - 1;
      return;
    }
    const group = this.groupIn(bucket);
    if (group >= this.#sizes.length) this.#grow(group);
    cells[cell + PLACE] = this.#buckets[bucket]!.push(cells[cell + POSITION]!) - 1;
    const score = this.scoreIn(bucket);
    if (score > this.#tops[group]!) this.#tops[group] = score;
  }

  #grow(group: number): void {
    while (this.#sizes.length <= group) {
      this.#sizes.push(0);
      this.#tops.push(0);
      this.#positions.push(new Uint32Array(this.#ranks.words.length));
    }
    while (this.#buckets.length < this.#sizes.length << this.#scoreBits) this.#buckets.push([]);
  }
}
