import { hashOf, Int32Column, type StringColumn } from '../../columns/index.ts';

const NONE = -1;

/**
 * Finds the rows that may have a name, by hash. The index is made on the first question and then kept up to date, so
 * that a run that asks for nothing by name does not pay for it.
 */
export class NameIndex {
  readonly #names: StringColumn;
  /** Hashes of the names that came after those of the snapshot. */
  readonly #added = new Int32Column();
  /** The newest row of each bucket, and the row before it in the same bucket. */
  #newest: Int32Array | undefined;
  readonly #before = new Int32Column();

  constructor(names: StringColumn) {
    this.#names = names;
  }

  /**
   * The newest row whose name may be `name`, or -1; `olderThan` gives the next one: a StatefulSet's pod comes back
   * under its name.
   */
  newest(name: string): number {
    const newest = this.#newest ?? this.#build();
    return newest[hashOf(name) & (newest.length - 1)]!;
  }

  /** The next older row in the bucket of a row, or -1. */
  olderThan(row: number): number {
    return this.#before.get(row);
  }

  /** The next row has this name. */
  push(name: string): void {
    const hash = hashOf(name);
    this.#added.push(hash);
    if (this.#newest) this.#link(this.#newest, hash);
  }

  /** Undoes the last push. */
  pop(): void {
    const last = this.#added.length - 1;
    const hash = this.#added.get(last);
    this.#added.truncate(last);
    if (!this.#newest) return;
    const row = this.#before.length - 1;
    this.#newest[hash & (this.#newest.length - 1)] = this.#before.get(row);
    this.#before.truncate(row);
  }

  #build(): Int32Array {
    const hashes = this.#names.hashes();
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, hashes.length)));
    const newest = new Int32Array(size).fill(NONE);
    this.#newest = newest;
    for (const hash of hashes) this.#link(newest, hash);
    for (const hash of this.#added.view()) this.#link(newest, hash);
    return newest;
  }

  #link(newest: Int32Array, hash: number): void {
    const bucket = hash & (newest.length - 1);
    const row = this.#before.push(newest[bucket]!);
    newest[bucket] = row;
  }
}
