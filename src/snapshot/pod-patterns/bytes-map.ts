const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/** Numbers by texts that stand in bytes, found without making a string of them. */
export class BytesMap {
  /** One more than the entry of each slot, 0 while it is free. */
  #slots = new Int32Array(8);
  #hashes = new Int32Array(4);
  #ends = new Int32Array(4);
  #values = new Int32Array(4);
  #bytes: Buffer = Buffer.allocUnsafeSlow(64);
  size = 0;

  /** How many bytes the keys have together. */
  get byteCount(): number {
    return this.size === 0 ? 0 : this.#ends[this.size - 1]!;
  }

  /** The value of the text between `start` and `end`, -1 when there is none; `view` is over the same bytes. */
  get(bytes: Buffer, view: DataView, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    const hash = hashOf(bytes, view, start, end);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot]! - 1;
      if (entry < 0) return -1;
      if (this.#hashes[entry] === hash && this.#isKey(entry, bytes, start, end)) return this.#values[entry]!;
    }
  }

  /** Adds a text that is not there. */
  set(bytes: Buffer, view: DataView, start: number, end: number, value: number): void {
    if (this.size === this.#hashes.length) this.#grow();
    const from = this.byteCount;
    const to = from + end - start;
    if (to > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(to, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, from);
      this.#bytes = larger;
    }
    bytes.copy(this.#bytes, from, start, end);
    this.#hashes[this.size] = hashOf(bytes, view, start, end);
    this.#ends[this.size] = to;
    this.#values[this.size] = value;
    this.#place(this.size++);
  }

  clear(): void {
    this.#slots.fill(0);
    this.size = 0;
  }

  #isKey(entry: number, bytes: Buffer, start: number, end: number): boolean {
    const from = entry === 0 ? 0 : this.#ends[entry - 1]!;
    const length = end - start;
    if (this.#ends[entry]! - from !== length) return false;
    const known = this.#bytes;
    for (let index = 0; index < length; index++)
      if (known[from + index] !== bytes[start + index]) return false;
    return true;
  }

  #place(entry: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#hashes[entry]! & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }

  #grow(): void {
    const capacity = this.#hashes.length * 2;
    this.#hashes = resized(this.#hashes, capacity);
    this.#ends = resized(this.#ends, capacity);
    this.#values = resized(this.#values, capacity);
    this.#slots = new Int32Array(capacity * 2);
    for (let entry = 0; entry < this.size; entry++) this.#place(entry);
  }
}

function resized(values: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity);
  larger.set(values);
  return larger;
}

function hashOf(bytes: Buffer, view: DataView, start: number, end: number): number {
  let hash = FNV_OFFSET;
  let index = start;
  for (; index + 4 <= end; index += 4) {
    hash = Math.imul(hash ^ view.getInt32(index, true), FNV_PRIME);
    hash ^= hash >>> 13;
  }
  for (; index < end; index++) hash = Math.imul(hash ^ bytes[index]!, FNV_PRIME);
  return hash ^ (hash >>> 16);
}

let viewed: Buffer | undefined;
let view: DataView = new DataView(new ArrayBuffer(0));

/** A view over the bytes of a buffer; for the one that was asked for last it is there already. */
export function viewOf(bytes: Buffer): DataView {
  if (bytes !== viewed) {
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  return view;
}
