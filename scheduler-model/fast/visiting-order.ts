import type { Cluster } from '../cluster/cluster.ts';
import { NONE } from '../cluster/none.ts';
import { compareBytes } from '../framework/fit-error.ts';

/** The order in which nodes are visited, and where each node stands in it. */
export class VisitingOrder {
  /** Node indexes in the order of visits. */
  readonly nodes: Int32Array;
  /** By node index; `NONE` for a node that is gone. */
  readonly positionOf: Int32Array;
  readonly #cluster: Cluster;
  #nameRank: Int32Array | undefined;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.nodes = cluster.order;
    this.positionOf = new Int32Array(cluster.nodeRowCount).fill(NONE);
    for (let position = 0; position < this.nodes.length; position++)
      this.positionOf[this.nodes[position]!] = position;
  }

  /** Where each node stands by name, by node index. */
  get nameRank(): Int32Array {
    if (!this.#nameRank) {
      const names = Array.from(this.nodes, (nodeIndex) => this.#cluster.nodeName(nodeIndex));
      const ranked = [...names.keys()].sort((a, b) => compareBytes(names[a]!, names[b]!));
      this.#nameRank = new Int32Array(this.positionOf.length).fill(NONE);
      for (const [rank, position] of ranked.entries()) this.#nameRank[this.nodes[position]!] = rank;
    }
    return this.#nameRank;
  }
}

/** Keeps the visiting order of a cluster until nodes come, go or move to another zone. */
export class VisitingOrders {
  readonly #cluster: Cluster;
  #current: VisitingOrder | undefined;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  get current(): VisitingOrder {
    if (this.#current?.nodes !== this.#cluster.order) this.#current = new VisitingOrder(this.#cluster);
    return this.#current!;
  }
}
