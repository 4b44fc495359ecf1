/** A growable column of 32-bit integers over shared memory; rows are appended and then set in place. */
export class Int32Column {
  length = 0;
  #values: Int32Array<SharedArrayBuffer>;

  constructor(capacity = 64) {
    this.#values = new Int32Array(new SharedArrayBuffer(Math.max(16, capacity) * 4));
  }

  /** The column over memory that holds its rows already, such as a part of an opened file. */
  static over(values: Int32Array<SharedArrayBuffer>): Int32Column {
    const column = new Int32Column(0);
    column.#values = values;
    column.length = values.length;
    return column;
  }

  /** A column of its own with the rows of `other`, and room for more. */
  static copyOf(other: Int32Column): Int32Column {
    const column = new Int32Column(other.length + 1024);
    column.#values.set(other.view());
    column.length = other.length;
    return column;
  }

  get(row: number): number {
    return this.#values[row]!;
  }

  set(row: number, value: number): void {
    this.#values[row] = value;
  }

  push(value: number): number {
    if (this.length === this.#values.length) this.#grow();
    this.#values[this.length] = value;
    return this.length++;
  }

  /** Appends many rows. */
  append(values: Int32Array): void {
    const start = this.length;
    this.resize(start + values.length, 0);
    this.#values.set(values, start);
  }

  /** Makes the column `length` rows long; new rows get `value`. */
  resize(length: number, value: number): void {
    if (length > this.#values.length) {
      const larger = new Int32Array(new SharedArrayBuffer(length * 4));
      larger.set(this.view());
      this.#values = larger;
    }
    if (length > this.length) this.#values.fill(value, this.length, length);
    this.length = length;
  }

  /** Drops the rows from `length` on. */
  truncate(length: number): void {
    this.length = length;
  }

  /** Gives back the memory behind the last row. */
  trim(): void {
    if (this.length === this.#values.length) return;
    const exact = new Int32Array(new SharedArrayBuffer(this.length * 4));
    exact.set(this.view());
    this.#values = exact;
  }

  /** The rows as one array; it is valid until the next push. */
  view(): Int32Array<SharedArrayBuffer> {
    return this.#values.subarray(0, this.length);
  }

  #grow(): void {
    const larger = new Int32Array(new SharedArrayBuffer(Math.max(64, this.#values.length * 2) * 4));
    larger.set(this.#values);
    this.#values = larger;
  }
}
