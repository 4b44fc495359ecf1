import { Column } from './column.ts';
import type { NodeMask } from './node-masks.ts';
import { NONE } from './none.ts';
import type { Topology } from './topology.ts';

/** Which pods a counter counts where. */
export interface CounterScope {
  /** Counts by this topology's values; by node without one. */
  readonly topology: Topology | undefined;
  /** Counts on these nodes only. */
  readonly mask?: NodeMask;
}

/**
 * How many pods there are in each topology domain, or on each node. Every placement adds to it, so that no
 * decision has to look at pods.
 */
export class PodCounter {
  /** Counts by topology value, or by node index. */
  readonly counts = new Column(Int32Array);
  /** The sum of all counts. */
  total = 0;
  readonly topology: Topology | undefined;
  readonly #mask: NodeMask | undefined;

  constructor({ topology, mask }: CounterScope) {
    this.topology = topology;
    this.#mask = mask;
    if (topology) this.counts.reserve(topology.valueCount);
  }

  add(nodeIndex: number, delta: number): void {
    if (this.#mask && this.#mask.column.values[nodeIndex] === 0) return;
    const value = this.topology ? this.topology.valueOf.values[nodeIndex]! : nodeIndex;
    if (value === NONE) return;
    if (value >= this.counts.values.length) this.counts.reserve(value + 1);
    this.counts.values[value]! += delta;
    this.total += delta;
  }

  /** The count of the node's own domain; 0 for a node outside every domain. */
  at(nodeIndex: number): number {
    const value = this.topology ? this.topology.valueOf.values[nodeIndex]! : nodeIndex;
    return value === NONE ? 0 : (this.counts.values[value] ?? 0);
  }

  reset(): void {
    this.counts.values.fill(0);
    this.total = 0;
  }
}
