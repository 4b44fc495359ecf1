import type { ShapeVector } from './shape-vector.ts';

/**
 * The nodes that are still in the running, in visiting order, and what they score so far.
 *
 * One object is used over and over; its arrays grow with the cluster.
 */
export class Candidates {
  nodes = new Int32Array(0);
  totals = new Int32Array(0);
  /** A raw score that is about to be normalised. */
  raw = new Float64Array(0);
  /** The same, rounded. */
  rounded = new Int32Array(0);
  count = 0;
  /** Those before this position have passed all filters. */
  fresh = 0;
  /** How many searches there have been: what one of them found stays until the next. */
  searchCount = 0;

  reserve(nodeCount: number): void {
    this.searchCount++;
    this.count = 0;
    this.fresh = 0;
    if (this.nodes.length > nodeCount) return;
    this.nodes = new Int32Array(nodeCount + 1);
    this.totals = new Int32Array(nodeCount + 1);
    this.raw = new Float64Array(nodeCount);
    this.rounded = new Int32Array(nodeCount);
  }

  /** Begins with these nodes and what room gives them. */
  take(nodes: Int32Array, room: ShapeVector): void {
    this.reserve(nodes.length);
    this.nodes.set(nodes);
    this.count = nodes.length;
    for (let i = 0; i < nodes.length; i++) this.totals[i] = room.valueAt(nodes[i]!);
  }

  /** Gives the candidates from a position on these totals, by node, and drops those that they put below 0. */
  settle(from: number, values: Int32Array): void {
    const { nodes, totals, count } = this;
    let kept = from;
    for (let i = from; i < count; i++) {
      const nodeIndex = nodes[i]!;
      const total = values[nodeIndex]!;
      nodes[kept] = nodeIndex;
      totals[kept] = total;
      kept += ~total >>> 31;
    }
    this.count = kept;
  }

  /** Drops the other fresh candidates. */
  keep(isKept: (nodeIndex: number) => boolean): void {
    const { nodes, totals, count, fresh } = this;
    let kept = fresh;
    for (let i = fresh; i < count; i++) {
      if (!isKept(nodes[i]!)) continue;
      nodes[kept] = nodes[i]!;
      totals[kept++] = totals[i]!;
    }
    this.count = kept;
  }

  /** Adds the same to every total. */
  addToAll(score: number): void {
    const { totals, count } = this;
    for (let i = 0; i < count; i++) totals[i]! += score;
  }
}
