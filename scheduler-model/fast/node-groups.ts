import type { NodeMask } from '../cluster/node-masks.ts';
import { NONE } from '../cluster/none.ts';
import type { Topology } from '../cluster/topology.ts';

/** Topologies with more values than these do not make groups: their domains are looked at one by one. */
export const MAX_COARSE_VALUES = 16;

/** More groups than these are too many to be looked at in every cycle. */
const MAX_GROUPS = 64;

/** What the nodes of a group have in common. */
export interface NodeGroup {
  /** One more than the number of the static group. */
  readonly maskValue: number;
  /**
   * By topology: the nodes' value, or `NONE`. Where the topology is fine, 0 stands for having any value at all.
   */
  readonly values: readonly number[];
}

/** Whether all nodes of a group have the same value of a topology, or only all a value or none. */
export function isCoarse(topology: Topology): boolean {
  return topology.valueCount <= MAX_COARSE_VALUES;
}

/** Sorts nodes into groups by what the static filters say of them and by the values of a few topologies. */
export class NodeGroups {
  readonly list: NodeGroup[] = [];
  /** The nodes fall into more groups than can be worked with. */
  areTooMany = false;
  readonly #mask: NodeMask;
  readonly #topologies: readonly Topology[];
  readonly #isCoarse: readonly boolean[];
  readonly #ids = new Map<number, number>();

  constructor(mask: NodeMask, topologies: readonly Topology[]) {
    this.#mask = mask;
    this.#topologies = topologies;
    this.#isCoarse = topologies.map(isCoarse);
  }

  /** Whether every topology is still coarse or fine as it was. */
  get isCurrent(): boolean {
    return this.#topologies.every((topology, i) => isCoarse(topology) === this.#isCoarse[i]);
  }

  /** The number of a node's group; `NONE` for a node that the static filters reject. */
  of(nodeIndex: number): number {
    const maskValue = this.#mask.column.values[nodeIndex]!;
    if (maskValue === 0) return NONE;
    let key = maskValue;
    for (let i = 0; i < this.#topologies.length; i++)
      key = key * (MAX_COARSE_VALUES + 1) + this.#valueOf(i, nodeIndex) + 1;
    return this.#ids.get(key) ?? this.#add(key, maskValue, nodeIndex);
  }

  #valueOf(i: number, nodeIndex: number): number {
    const value = this.#topologies[i]!.valueOf.values[nodeIndex]!;
    return value === NONE || this.#isCoarse[i] ? value : 0;
  }

  #add(key: number, maskValue: number, nodeIndex: number): number {
    if (this.list.length === MAX_GROUPS) {
      this.areTooMany = true;
      return NONE;
    }
    const values = this.#topologies.map((_topology, i) => this.#valueOf(i, nodeIndex));
    const id = this.list.push({ maskValue, values }) - 1;
    this.#ids.set(key, id);
    return id;
  }
}
