import type { Labels } from '../kubernetes/meta.ts';
import { Column } from './column.ts';
import { NONE } from './none.ts';

/** The nodes of each value of a topology: those of value `v` stand in `nodes` from `starts[v]` to `starts[v + 1]`. */
export interface TopologyMembers {
  readonly starts: Int32Array;
  readonly nodes: Int32Array;
}

/**
 * One topology key: which of its values each node has.
 *
 * Values are numbered in the order they were first seen and keep their number for ever.
 */
export class Topology {
  readonly key: string;
  /** The value of each node by node index, `NONE` without the label or without a node. */
  readonly valueOf = new Column(Int32Array, NONE);
  readonly #values = new Map<string, number>();
  #members: TopologyMembers | undefined;

  constructor(key: string) {
    this.key = key;
  }

  /** The number of different values seen so far. */
  get valueCount(): number {
    return this.#values.size;
  }

  /** Reads the node's label; labels are undefined when the node goes. */
  set(nodeIndex: number, labels: Labels | undefined): void {
    this.valueOf.reserve(nodeIndex + 1);
    const text = labels?.[this.key];
    const value = text === undefined ? NONE : this.#intern(text);
    if (this.valueOf.values[nodeIndex] === value) return;
    this.valueOf.values[nodeIndex] = value;
    this.#members = undefined;
  }

  /** The nodes of each value; put together anew after a node's value has changed. */
  get members(): TopologyMembers {
    this.#members ??= membersOf(this.valueOf.values, this.valueCount);
    return this.#members;
  }

  #intern(text: string): number {
    let value = this.#values.get(text);
    if (value === undefined) {
      value = this.#values.size;
      this.#values.set(text, value);
    }
    return value;
  }
}

function membersOf(values: Int32Array, valueCount: number): TopologyMembers {
  const starts = new Int32Array(valueCount + 1);
  for (const value of values) if (value !== NONE) starts[value + 1]! += 1;
  for (let value = 0; value < valueCount; value++) starts[value + 1]! += starts[value]!;
  const nodes = new Int32Array(starts[valueCount]!);
  const filled = starts.slice(0, valueCount);
  for (let nodeIndex = 0; nodeIndex < values.length; nodeIndex++) {
    const value = values[nodeIndex]!;
    if (value !== NONE) nodes[filled[value]!++] = nodeIndex;
  }
  return { starts, nodes };
}
