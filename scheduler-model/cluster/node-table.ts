import type { Node } from '../kubernetes/node.ts';
import { isSame } from './is-same.ts';
import { type NodePlace, NodeTree, zoneKeyOf } from './node-tree.ts';
import { NONE } from './none.ts';
import { Topology } from './topology.ts';

/**
 * The nodes by index. A name keeps its index for ever; the node behind it may come and go.
 */
export class NodeTable {
  readonly tree = new NodeTree();
  readonly #nodes: (Node | undefined)[] = [];
  readonly #names: string[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #topologies = new Map<string, Topology>();

  /** One more than the largest index. */
  get rowCount(): number {
    return this.#names.length;
  }

  nameOf(nodeIndex: number): string {
    return this.#names[nodeIndex]!;
  }

  get(nodeIndex: number): Node | undefined {
    return this.#nodes[nodeIndex];
  }

  /** The index of a name, `NONE` when the name was never seen. */
  indexOf(name: string): number {
    return this.#indexes.get(name) ?? NONE;
  }

  /** The index of a name, a new one when it was never seen. */
  reserve(name: string): number {
    let nodeIndex = this.#indexes.get(name);
    if (nodeIndex === undefined) {
      nodeIndex = this.#names.push(name) - 1;
      this.#nodes.push(undefined);
      this.#indexes.set(name, nodeIndex);
      for (const topology of this.#topologies.values()) topology.set(nodeIndex, undefined);
    }
    return nodeIndex;
  }

  add(nodeIndex: number, node: Node, place: NodePlace | undefined): void {
    this.#nodes[nodeIndex] = node;
    this.tree.add(nodeIndex, zoneKeyOf(node), place);
    this.#label(nodeIndex, node);
  }

  remove(nodeIndex: number): NodePlace {
    const place = this.tree.remove(nodeIndex, zoneKeyOf(this.#nodes[nodeIndex]!));
    this.#nodes[nodeIndex] = undefined;
    this.#label(nodeIndex, undefined);
    return place;
  }

  /** Replaces the node; it moves to the end of its new zone, or to `place`, when its zone changes. */
  update(nodeIndex: number, node: Node, place: NodePlace | undefined): NodePlace | undefined {
    const before = this.#nodes[nodeIndex]!;
    this.#nodes[nodeIndex] = node;
    if (isSame(before.metadata?.labels, node.metadata?.labels)) return undefined;
    const oldZone = zoneKeyOf(before);
    const newZone = zoneKeyOf(node);
    let left: NodePlace | undefined;
    if (oldZone !== newZone) {
      left = this.tree.remove(nodeIndex, oldZone);
      this.tree.add(nodeIndex, newZone, place);
    }
    this.#label(nodeIndex, node);
    return left;
  }

  topology(key: string): Topology {
    let topology = this.#topologies.get(key);
    if (!topology) {
      topology = new Topology(key);
      this.#topologies.set(key, topology);
      topology.valueOf.reserve(this.rowCount);
      for (const [nodeIndex, node] of this.#nodes.entries()) {
        topology.set(nodeIndex, node && (node.metadata?.labels ?? {}));
      }
    }
    return topology;
  }

  #label(nodeIndex: number, node: Node | undefined): void {
    const labels = node && (node.metadata?.labels ?? {});
    for (const topology of this.#topologies.values()) topology.set(nodeIndex, labels);
  }
}
