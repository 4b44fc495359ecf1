import type { Labels } from '../kubernetes/meta.ts';
import { Column } from './column.ts';
import { NONE } from './none.ts';

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
    this.valueOf.values[nodeIndex] = text === undefined ? NONE : this.#intern(text);
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
