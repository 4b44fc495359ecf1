import { NONE } from '../cluster/none.ts';
import type { VisitingOrder } from './visiting-order.ts';

/** What a cycle looked at: a stretch of the visiting order, and a nominated node wherever it stands. */
export class Visit {
  readonly order: VisitingOrder;
  readonly startIndex: number;
  readonly visitedCount: number;
  readonly nominated: number;

  /** @param nominated - a node that was looked at first and rejected the pod, else `NONE`. */
  constructor(order: VisitingOrder, startIndex: number, visitedCount: number, nominated: number) {
    this.order = order;
    this.startIndex = startIndex;
    this.visitedCount = visitedCount;
    this.nominated = nominated;
  }

  /** Where the next cycle's search starts. */
  get nextStartIndex(): number {
    const extra = this.nominated === NONE || this.#isVisited(this.nominated) ? 0 : 1;
    return (this.startIndex + this.visitedCount + extra) % this.order.nodes.length;
  }

  /** The nodes in visiting order, a nominated one first. */
  nodes(): number[] {
    return this.nodesWithout([], 0);
  }

  /** The nodes but for so many others, which are given in visiting order. */
  nodesWithout(others: Int32Array | readonly number[], otherCount: number): number[] {
    const order = this.order.nodes;
    const { startIndex, visitedCount, nominated } = this;
    // Room for all of them at once: an array that grows is copied again and again.
    const nodes = new Array<number>(visitedCount - otherCount + 1);
    let count = 0;
    if (nominated !== NONE) nodes[count++] = nominated;
    let next = 0;
    for (let i = 0, at = startIndex; i < visitedCount; i++, at++) {
      if (at === order.length) at = 0;
      const nodeIndex = order[at]!;
      if (next < otherCount && nodeIndex === others[next]) next++;
      else if (nodeIndex !== nominated) nodes[count++] = nodeIndex;
    }
    nodes.length = count;
    return nodes;
  }

  #isVisited(nodeIndex: number): boolean {
    const { length } = this.order.nodes;
    return (this.order.positionOf[nodeIndex]! - this.startIndex + length) % length < this.visitedCount;
  }
}
