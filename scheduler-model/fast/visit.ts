import { NONE } from '../cluster/none.ts';
import type { Choice } from './choice.ts';
import type { VisitingOrder } from './visiting-order.ts';

/** What a cycle looked at: a stretch of the visiting order, and a nominated node wherever it stands. */
export class Visit {
  readonly #order: VisitingOrder;
  readonly #startIndex: number;
  readonly #visitedCount: number;
  readonly #nominated: number;

  /** @param nominated - a node that was looked at first and rejected the pod, else `NONE`. */
  constructor(order: VisitingOrder, startIndex: number, visitedCount: number, nominated: number) {
    this.#order = order;
    this.#startIndex = startIndex;
    this.#visitedCount = visitedCount;
    this.#nominated = nominated;
  }

  /** Where the next cycle's search starts. */
  get nextStartIndex(): number {
    const extra = this.#nominated === NONE || this.#isVisited(this.#nominated) ? 0 : 1;
    return (this.#startIndex + this.#visitedCount + extra) % this.#order.nodes.length;
  }

  /** The nodes in visiting order, a nominated one first. */
  nodes(): number[] {
    const order = this.#order.nodes;
    const nodes = this.#nominated === NONE ? [] : [this.#nominated];
    for (let i = 0, at = this.#startIndex; i < this.#visitedCount; i++, at++) {
      if (at === order.length) at = 0;
      if (order[at] !== this.#nominated) nodes.push(order[at]!);
    }
    return nodes;
  }

  /** The nodes that were visited and are not feasible, in visiting order. */
  nodesWithout(choice: Choice): number[] {
    return this.nodes().filter((nodeIndex) => !choice.isFeasible(nodeIndex));
  }

  #isVisited(nodeIndex: number): boolean {
    const { length } = this.#order.nodes;
    return (this.#order.positionOf[nodeIndex]! - this.#startIndex + length) % length < this.#visitedCount;
  }
}
