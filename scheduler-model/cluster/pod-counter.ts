import { Column } from './column.ts';
import type { NodeMask } from './node-masks.ts';
import { NONE } from './none.ts';
import { Occupied } from './occupied.ts';
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
  readonly counts: Column<Int32Array>;
  /** The sum of all counts. */
  total = 0;
  /** How many domains, or nodes, have a count other than 0. */
  occupiedCount = 0;
  readonly topology: Topology | undefined;
  readonly #mask: NodeMask | undefined;
  #occupied: Occupied | undefined;

  constructor({ topology, mask }: CounterScope, capacity = topology?.valueCount ?? 64) {
    this.topology = topology;
    this.#mask = mask;
    this.counts = new Column(Int32Array, 0, { local: true, capacity: Math.max(1, capacity) });
  }

  add(nodeIndex: number, delta: number): void {
    if (this.#mask && this.#mask.column.values[nodeIndex] === 0) return;
    const value = this.topology ? this.topology.valueOf.values[nodeIndex]! : nodeIndex;
    if (value === NONE) return;
    if (value >= this.counts.values.length) this.counts.reserve(value + 1);
    const { values } = this.counts;
    const before = values[value]!;
    const after = before + delta;
    values[value] = after;
    this.total += delta;
    if (before === 0) {
      this.occupiedCount++;
      this.#occupied?.add(value);
    } else if (after === 0) this.occupiedCount--;
  }

  /** The count of the node's own domain; 0 for a node outside every domain. */
  at(nodeIndex: number): number {
    const value = this.topology ? this.topology.valueOf.values[nodeIndex]! : nodeIndex;
    return value === NONE ? 0 : (this.counts.values[value] ?? 0);
  }

  /** The domains, or nodes, with a count other than 0; kept from the first time that somebody asks. */
  occupied(): Occupied {
    const { values } = this.counts;
    if (!this.#occupied) {
      this.#occupied = new Occupied();
      for (let value = 0; value < values.length; value++) if (values[value] !== 0) this.#occupied.add(value);
    } else this.#occupied.refresh(values, this.occupiedCount);
    return this.#occupied;
  }

  reset(): void {
    this.counts.values.fill(0);
    this.total = 0;
    this.occupiedCount = 0;
    this.#occupied = undefined;
  }
}
