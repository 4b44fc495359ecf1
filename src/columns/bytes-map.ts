const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;
/** Spreads numbers of groups that follow one another. */
const GOLDEN = 0x9e3779b1 | 0;

/** What is kept of an entry, side by side: a look-up touches little memory. */
const STRIDE = 4;
const [HASH, GROUP, END, VALUE] = [0, 1, 2, 3] as const;

/** Numbers by texts that stand in bytes, found without making a string of them. The same text may be in many groups. */
export class BytesMap {
  /** One more than the entry of each slot, 0 while it is free. */
  #slots = new Int32Array(8);
  #entries = new Int32Array(4 * STRIDE);
  #bytes: Buffer = Buffer.allocUnsafeSlow(64);
  size = 0;

  /** How many bytes the keys have together. */
  get byteCount(): number {
    return this.#startOf(this.size);
  }

  /** The value of the text between `start` and `end`, -1 when there is none; `view` is over the same bytes. */
  get(bytes: Buffer, view: DataView, start: number, end: number, group = 0): number {
    const entries = this.#entries;
    const slots = this.#slots;
    const mask = slots.length - 1;
    const hash = hashOf(bytes, view, start, end, group);
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot]! - 1;
      if (entry < 0) return -1;
      const at = entry * STRIDE;
      const isSame = entries[at + HASH] === hash && entries[at + GROUP] === group;
      if (isSame && this.#isKey(entry, bytes, start, end)) return entries[at + VALUE]!;
    }
  }

  /** Adds a text that is not there. */
  set(bytes: Buffer, view: DataView, start: number, end: number, value: number, group = 0): void {
    if (this.size * STRIDE === this.#entries.length) this.#grow();
    const from = this.byteCount;
    const to = from + end - start;
    if (to > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(to, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, from);
      this.#bytes = larger;
    }
    bytes.copy(this.#bytes, from, start, end);
    const at = this.size * STRIDE;
    this.#entries[at + HASH] = hashOf(bytes, view, start, end, group);
    this.#entries[at + GROUP] = group;
    this.#entries[at + END] = to;
    this.#entries[at + VALUE] = value;
    this.#place(this.size++);
  }

  /** The text that was added as the one of this number, from 0 on. */
  textOf(entry: number): string {
    return this.#bytes.toString('utf8', this.#startOf(entry), this.#startOf(entry + 1));
  }

  /** All texts behind one another, and where each ends; valid until the next addition. */
  parts(): { readonly bytes: Buffer; readonly ends: Int32Array } {
    const ends = new Int32Array(this.size);
    for (let entry = 0; entry < this.size; entry++) ends[entry] = this.#startOf(entry + 1);
    return { bytes: this.#bytes.subarray(0, this.byteCount), ends };
  }

  #startOf(entry: number): number {
    return entry === 0 ? 0 : this.#entries[(entry - 1) * STRIDE + END]!;
  }

  #isKey(entry: number, bytes: Buffer, start: number, end: number): boolean {
    const from = this.#startOf(entry);
    const length = end - start;
    if (this.#entries[entry * STRIDE + END]! - from !== length) return false;
    const known = this.#bytes;
    for (let index = 0; index < length; index++)
      if (known[from + index] !== bytes[start + index]) return false;
    return true;
  }

  #place(entry: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#entries[entry * STRIDE + HASH]! & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }

  #grow(): void {
    this.#entries = resized(this.#entries, this.#entries.length * 2);
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let entry = 0; entry < this.size; entry++) this.#place(entry);
  }
}

function resized(values: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity);
  larger.set(values);
  return larger;
}

function hashOf(bytes: Buffer, view: DataView, start: number, end: number, group: number): number {
  let hash = FNV_OFFSET ^ Math.imul(group, GOLDEN);
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
