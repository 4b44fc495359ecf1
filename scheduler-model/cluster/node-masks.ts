import type { Node } from '../kubernetes/node.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterIndex, IndexType } from './cluster-index.ts';
import { Column } from './column.ts';
import { isSame } from './is-same.ts';

/** A small number for each node that depends on the node object alone. */
export interface NodeMask {
  readonly column: Column<Uint16Array>;
  /** The rule: it reads the node's name, labels and spec. */
  readonly compute: (node: Node) => number;
}

/**
 * What a rule says about each node, computed once per rule and node and kept while the node stays as it is.
 *
 * Rules with equal keys are one; so pods with the same tolerations, say, share their verdicts.
 */
export class NodeMasks implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #masks = new Map<string, NodeMask>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The mask of a rule: 0 to 65535 for each node, 0 where there is no node. */
  get(key: string, compute: (node: Node) => number): NodeMask {
    let mask = this.#masks.get(key);
    if (!mask) {
      const column = new Column(Uint16Array);
      column.reserve(this.#cluster.nodeRowCount);
      mask = { column, compute };
      this.#masks.set(key, mask);
      for (const nodeIndex of this.#cluster.order) {
        column.values[nodeIndex] = compute(this.#cluster.node(nodeIndex)!);
      }
    }
    return mask;
  }

  isUnaffected(before: Node, after: Node): boolean {
    return isSame(before.metadata?.labels, after.metadata?.labels) && isSame(before.spec, after.spec);
  }

  nodeAdded(nodeIndex: number): void {
    const node = this.#cluster.node(nodeIndex)!;
    for (const { column, compute } of this.#masks.values()) {
      column.reserve(nodeIndex + 1);
      column.values[nodeIndex] = compute(node);
    }
  }

  nodeRemoved(nodeIndex: number): void {
    for (const { column } of this.#masks.values()) column.values[nodeIndex] = 0;
  }
}

export const NODE_MASKS: IndexType<NodeMasks> = {
  name: 'NodeMasks',
  create: (cluster) => new NodeMasks(cluster),
};
