import type { Cluster } from '../cluster/cluster.ts';
import { NONE } from '../cluster/none.ts';
import type { Demand } from './demands.ts';

/** The nodes that may differ from their group: each once, in no order. One object is used over and over. */
export class OddNodes {
  nodes = new Int32Array(0);
  count = 0;
  /** By node index: the round in which the node was added last, and its place among the nodes then. */
  #rounds = new Int32Array(0);
  #round = 0;

  /** Begins anew. */
  begin(rowCount: number): void {
    this.count = 0;
    if (this.nodes.length < rowCount) {
      this.#rounds = new Int32Array(rowCount * 2);
      this.nodes = new Int32Array(rowCount);
      this.#round = 0;
    }
    this.#round++;
  }

  add(nodeIndex: number): void {
    if (this.#rounds[nodeIndex * 2] === this.#round) return;
    this.#rounds[nodeIndex * 2] = this.#round;
    this.#rounds[nodeIndex * 2 + 1] = this.count;
    this.nodes[this.count++] = nodeIndex;
  }

  /** Where a node stands among the nodes; `NONE` for one that is not odd. */
  placeOf(nodeIndex: number): number {
    return this.#rounds[nodeIndex * 2] === this.#round ? this.#rounds[nodeIndex * 2 + 1]! : NONE;
  }

  /** Adds the nodes with pods that some nodes of their group do not have, and those with nominated pods. */
  addAll({ nominations }: Cluster, demands: readonly Demand[]): void {
    for (const demand of demands) if (demand.isFine) this.#addOccupied(demand);
    if (nominations.size > 0) for (const nodeIndex of nominations.nodes()) this.add(nodeIndex);
  }

  #addOccupied({ counter }: Demand): void {
    const { list, count } = counter.occupied();
    const { topology } = counter;
    if (!topology) {
      for (let i = 0; i < count; i++) this.add(list[i]!);
      return;
    }
    const { starts, nodes } = topology.members;
    for (let i = 0; i < count; i++) {
      const value = list[i]!;
      for (let at = starts[value]!; at < starts[value + 1]!; at++) this.add(nodes[at]!);
    }
  }
}
