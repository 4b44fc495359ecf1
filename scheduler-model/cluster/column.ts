type Numbers = Float64Array | Int32Array | Uint8Array | Uint16Array;

type MemoryConstructor = new (byteLength: number) => ArrayBufferLike;

interface NumbersConstructor<T extends Numbers> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike): T;
}

/**
 * A typed array that grows, in memory that workers may share unless it is `local`, which is quicker to get.
 *
 * `values` is replaced when the column grows, so loops take it once and nothing keeps it across a mutation. (A
 * buffer that grows in place would keep its views, but access through such views is some thirty times slower.)
 */
export class Column<T extends Numbers> {
  values: T;
  readonly #type: NumbersConstructor<T>;
  readonly #fill: number;
  readonly #memory: MemoryConstructor;

  constructor(type: NumbersConstructor<T>, fill = 0, { local = false, capacity = 64 } = {}) {
    this.#type = type;
    this.#fill = fill;
    this.#memory = local ? ArrayBuffer : SharedArrayBuffer;
    this.values = new type(new this.#memory(capacity * type.BYTES_PER_ELEMENT));
    if (fill !== 0) this.values.fill(fill);
  }

  /** Makes room for at least `count` elements; new ones hold the fill value. */
  reserve(count: number): void {
    const before = this.values;
    if (count <= before.length) return;
    const capacity = Math.max(count, before.length * 2);
    this.values = new this.#type(new this.#memory(capacity * this.#type.BYTES_PER_ELEMENT));
    this.values.set(before);
    if (this.#fill !== 0) this.values.fill(this.#fill, before.length);
  }
}
