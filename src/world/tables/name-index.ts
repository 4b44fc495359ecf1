/**
 * Finds rows by key. The index over all rows is made on the first question and then kept up to date, so that a run
 * that asks for nothing by name does not pay for it.
 */
export class NameIndex {
  readonly #keyOf: (row: number) => string;
  /** Rows of a key, oldest first: a StatefulSet's pod comes back under its name. */
  #rows: Map<string, number | number[]> | undefined;

  constructor(keyOf: (row: number) => string) {
    this.#keyOf = keyOf;
  }

  /** The newest row of `key` that `exists` accepts, or -1. */
  find(key: string, rowCount: number, exists: (row: number) => boolean): number {
    if (!this.#rows) {
      this.#rows = new Map();
      for (let row = 0; row < rowCount; row++) this.add(row);
    }
    const rows = this.#rows.get(key);
    if (rows === undefined) return -1;
    if (typeof rows === 'number') return exists(rows) ? rows : -1;
    return rows.findLast(exists) ?? -1;
  }

  add(row: number): void {
    if (!this.#rows) return;
    const key = this.#keyOf(row);
    const rows = this.#rows.get(key);
    if (rows === undefined) this.#rows.set(key, row);
    else if (typeof rows === 'number') this.#rows.set(key, [rows, row]);
    else rows.push(row);
  }

  /** Undoes the last add. */
  remove(row: number): void {
    if (!this.#rows) return;
    const key = this.#keyOf(row);
    const rows = this.#rows.get(key);
    if (typeof rows === 'number') this.#rows.delete(key);
    else rows?.pop();
  }
}
