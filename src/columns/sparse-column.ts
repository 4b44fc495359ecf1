import { Int32Column } from './int32-column.ts';
import { PackedTexts } from './packed-texts.ts';
import type { StringColumn } from './string-column.ts';

/** JSON values that only some rows have: packed texts, parsed when first read. Rows are added in ascending order. */
export class SparseColumn<Value> implements Iterable<readonly [row: number, value: Value]> {
  #rows = new Int32Column();
  #texts = new PackedTexts();
  readonly #values = new Map<number, Value>();

  /** The column over memory that holds its rows already. */
  static over<Value>(rows: Int32Column, texts: StringColumn): SparseColumn<Value> {
    const column = new SparseColumn<Value>();
    column.#rows = rows;
    column.#texts = PackedTexts.over(texts);
    return column;
  }

  get size(): number {
    return this.#rows.length;
  }

  has(row: number): boolean {
    return this.#indexOf(row) >= 0;
  }

  get(row: number): Value | undefined {
    const known = this.#values.get(row);
    if (known !== undefined) return known;
    const index = this.#indexOf(row);
    return index < 0 ? undefined : this.#parse(row, index);
  }

  /** The value's JSON as it was given. */
  text(row: number): string | undefined {
    const index = this.#indexOf(row);
    return index < 0 ? undefined : this.#texts.get(index);
  }

  /** @param row behind all rows that have a value. */
  setText(row: number, json: string): void {
    this.#rows.push(row);
    this.#texts.push(json);
  }

  /** The same for a text that stands in bytes as UTF-8. */
  setBytes(row: number, bytes: Buffer, from: number, to: number): void {
    this.#rows.push(row);
    this.#texts.pushBytes(bytes, from, to);
  }

  *[Symbol.iterator](): Iterator<readonly [row: number, value: Value]> {
    for (let index = 0; index < this.size; index++) {
      const row = this.#rows.get(index);
      yield [row, this.#values.get(row) ?? this.#parse(row, index)];
    }
  }

  /** Gives back the memory behind the last value. */
  trim(): void {
    this.#rows.trim();
    this.#texts.trim();
  }

  /** The rows and their texts as they stand; valid until the next addition. */
  parts(): { rows: Int32Column; texts: PackedTexts } {
    return { rows: this.#rows, texts: this.#texts };
  }

  #parse(row: number, index: number): Value {
    const value = JSON.parse(this.#texts.get(index)) as Value;
    this.#values.set(row, value);
    return value;
  }

  #indexOf(row: number): number {
    let low = 0;
    let high = this.size - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#rows.get(middle);
      if (found === row) return middle;
      if (found < row) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
