type Numbers = Float64Array | Int32Array | Uint8Array | Uint16Array;

interface NumbersConstructor<T extends Numbers> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: SharedArrayBuffer): T;
}

/**
 * A typed array in shared memory that grows.
 *
 * `values` is replaced when the column grows, so loops take it once and nothing keeps it across a mutation. (A
 * buffer that grows in place would keep its views, but access through such views is some thirty times slower.)
 */
export class Column<T extends Numbers> {
  values: T;
  readonly #type: NumbersConstructor<T>;
  readonly #fill: number;

  constructor(type: NumbersConstructor<T>, fill = 0, capacity = 64) {
    this.#type = type;
    this.#fill = fill;
    this.values = new type(new SharedArrayBuffer(capacity * type.BYTES_PER_ELEMENT));
    if (fill !== 0) this.values.fill(fill);
  }

  /** Makes room for at least `count` elements; new ones hold the fill value. */
  reserve(count: number): void {
    const before = this.values;
    if (count <= before.length) return;
    const capacity = Math.max(count, before.length * 2);
    this.values = new this.#type(new SharedArrayBuffer(capacity * this.#type.BYTES_PER_ELEMENT));
    this.values.set(before);
    if (this.#fill !== 0) this.values.fill(this.#fill, before.length);
  }
}
