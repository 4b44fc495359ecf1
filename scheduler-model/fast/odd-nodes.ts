import type { Cluster } from '../cluster/cluster.ts';
import type { Demand, Demands } from './demands.ts';

/** The nodes that may differ from their group: each once, in no order. One object is used over and over. */
export class OddNodes {
  nodes = new Int32Array(0);
  count = 0;
  /** By node index: the round in which the node was added last. */
  #roundOf = new Int32Array(0);
  #round = 0;

  /** Begins anew. */
  begin(rowCount: number): void {
    this.count = 0;
    if (this.#roundOf.length < rowCount) {
      this.#roundOf = new Int32Array(rowCount);
      this.nodes = new Int32Array(rowCount);
      this.#round = 0;
    }
    this.#round++;
  }

  add(nodeIndex: number): void {
    if (this.#roundOf[nodeIndex] === this.#round) return;
    this.#roundOf[nodeIndex] = this.#round;
    this.nodes[this.count++] = nodeIndex;
  }

  has(nodeIndex: number): boolean {
    return this.#roundOf[nodeIndex] === this.#round;
  }

  /** Adds the nodes with pods that some nodes of their group do not have, and those with nominated pods. */
  addAll({ nominations }: Cluster, { limits, soft, wishes }: Demands): void {
    for (const { demand } of limits) this.#addDemand(demand);
    for (const { demand } of soft) this.#addDemand(demand);
    for (const { demand } of wishes) this.#addDemand(demand);
    if (nominations.size > 0) for (const nodeIndex of nominations.nodes()) this.add(nodeIndex);
  }

  #addDemand({ counter, isFine }: Demand): void {
    if (!isFine) return;
    const occupied = counter.occupied();
    const { occupiedCount, topology } = counter;
    if (!topology) {
      for (let i = 0; i < occupiedCount; i++) this.add(occupied[i]!);
      return;
    }
    const { starts, nodes } = topology.members;
    for (let i = 0; i < occupiedCount; i++) {
      const value = occupied[i]!;
      for (let at = starts[value]!; at < starts[value + 1]!; at++) this.add(nodes[at]!);
    }
  }
}
