/** A growable column of 64-bit floats over shared memory; rows are appended and then set in place. */
export class Float64Column {
  length = 0;
  #values: Float64Array<SharedArrayBuffer>;

  constructor(capacity = 64) {
    this.#values = new Float64Array(new SharedArrayBuffer(Math.max(16, capacity) * 8));
  }

  /** The column over memory that holds its rows already, such as a part of an opened file. */
  static over(values: Float64Array<SharedArrayBuffer>): Float64Column {
    const column = new Float64Column(0);
    column.#values = values;
    column.length = values.length;
    return column;
  }

  /** A column of its own with the rows of `other`, and room for more. */
  static copyOf(other: Float64Column): Float64Column {
    const column = new Float64Column(other.length + 1024);
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

  /** Drops the rows from `length` on. */
  truncate(length: number): void {
    this.length = length;
  }

  /** Gives back the memory behind the last row. */
  trim(): void {
    if (this.length === this.#values.length) return;
    const exact = new Float64Array(new SharedArrayBuffer(this.length * 8));
    exact.set(this.view());
    this.#values = exact;
  }

  /** The rows as one array; it is valid until the next push. */
  view(): Float64Array<SharedArrayBuffer> {
    return this.#values.subarray(0, this.length);
  }

  #grow(): void {
    const larger = new Float64Array(new SharedArrayBuffer(Math.max(64, this.#values.length * 2) * 8));
    larger.set(this.#values);
    this.#values = larger;
  }
}
