import type { Node } from '../kubernetes/node.ts';

interface Zone {
  readonly key: string;
  readonly nodes: number[];
}

/** Where a node stood in the tree, so that taking it out can be undone exactly. */
export interface NodePlace {
  readonly zoneKey: string;
  readonly zonePosition: number;
  readonly position: number;
}

/**
 * The order in which the scheduler visits nodes: zones in order of first appearance, one node of each in turn.
 *
 * @source pkg/scheduler/backend/cache/node_tree.go → nodeTree (v1.36.3)
 */
export class NodeTree {
  readonly #zones: Zone[] = [];
  #order: Int32Array | undefined;

  /** Puts the node at the end of its zone, or at the place it was taken from. */
  add(nodeIndex: number, zoneKey: string, place?: NodePlace): void {
    this.#order = undefined;
    let zone = this.#zones.find(({ key }) => key === zoneKey);
    if (!zone) {
      zone = { key: zoneKey, nodes: [] };
      this.#zones.splice(place?.zonePosition ?? this.#zones.length, 0, zone);
    }
    zone.nodes.splice(place?.position ?? zone.nodes.length, 0, nodeIndex);
  }

  remove(nodeIndex: number, zoneKey: string): NodePlace {
    this.#order = undefined;
    const zonePosition = this.#zones.findIndex(({ key }) => key === zoneKey);
    const { nodes } = this.#zones[zonePosition]!;
    const position = nodes.indexOf(nodeIndex);
    nodes.splice(position, 1);
    if (nodes.length === 0) this.#zones.splice(zonePosition, 1);
    return { zoneKey, zonePosition, position };
  }

  /** Node indexes in visiting order. */
  get order(): Int32Array {
    this.#order ??= this.#list();
    return this.#order;
  }

  #list(): Int32Array {
    let nodeCount = 0;
    for (const { nodes } of this.#zones) nodeCount += nodes.length;
    const order = new Int32Array(nodeCount);
    let filled = 0;
    for (let round = 0; filled < nodeCount; round++) {
      for (const { nodes } of this.#zones) {
        if (round < nodes.length) order[filled++] = nodes[round]!;
      }
    }
    return order;
  }
}

/**
 * Region and zone of a node as one key, empty when it has neither label.
 *
 * @source staging/src/k8s.io/component-helpers/node/topology/helpers.go → GetZoneKey (v1.36.3)
 */
export function zoneKeyOf(node: Node): string {
  const labels = node.metadata?.labels ?? {};
  const zone =
    labels['failure-domain.beta.kubernetes.io/zone'] ?? labels['topology.kubernetes.io/zone'] ?? '';
  const region =
    labels['failure-domain.beta.kubernetes.io/region'] ?? labels['topology.kubernetes.io/region'] ?? '';
  return zone === '' && region === '' ? '' : `${region}:\0:${zone}`;
}
