import { Int32Column } from './int32-column.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

/** FNV-1a over the UTF-8 bytes of a string. */
export function hashOf(text: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // Up to here every character is its own byte; with the first that is not the text has to be encoded.
    if (unit > 127) return hashOfBytes(encoder.encode(text));
    hash = Math.imul(hash ^ unit, FNV_PRIME);
  }
  return hash;
}

function hashOfBytes(bytes: Uint8Array): number {
  let hash = FNV_OFFSET;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return hash;
}

/** A growable column of strings that nearly always differ (names, uids): UTF-8 bytes in one arena, decoded on reading. */
export class StringColumn {
  #bytes: Uint8Array<SharedArrayBuffer>;
  /** Where each string ends in the arena; it begins where the one before ends. */
  #ends: Int32Column;

  constructor(capacity = 64) {
    this.#bytes = new Uint8Array(new SharedArrayBuffer(Math.max(16, capacity) * 32));
    this.#ends = new Int32Column(capacity);
  }

  /** The column over memory that holds its rows already. */
  static over(bytes: Uint8Array<SharedArrayBuffer>, ends: Int32Array<SharedArrayBuffer>): StringColumn {
    const column = new StringColumn(0);
    column.#bytes = bytes;
    column.#ends = Int32Column.over(ends);
    return column;
  }

  /** A column of these strings, each as UTF-8. */
  static of(texts: readonly Uint8Array[]): StringColumn {
    const length = texts.reduce((sum, text) => sum + text.length, 0);
    const bytes = new Uint8Array(new SharedArrayBuffer(length));
    const ends = new Int32Array(new SharedArrayBuffer(texts.length * 4));
    let at = 0;
    texts.forEach((text, index) => {
      bytes.set(text, at);
      at += text.length;
      ends[index] = at;
    });
    return StringColumn.over(bytes, ends);
  }

  get length(): number {
    return this.#ends.length;
  }

  get(row: number): string {
    const start = row === 0 ? 0 : this.#ends.get(row - 1);
    // A shared buffer cannot be decoded in place; a string of this size is copied faster than it is decoded.
    return decoder.decode(this.#bytes.slice(start, this.#ends.get(row)));
  }

  /** A hash of each string, as `hashOf` gives it for the string itself. */
  hashes(): Int32Array {
    const { bytes, ends } = this.parts();
    const hashes = new Int32Array(ends.length);
    let start = 0;
    for (let row = 0; row < ends.length; row++) {
      const end = ends[row]!;
      let hash = FNV_OFFSET;
      for (let index = start; index < end; index++) hash = Math.imul(hash ^ bytes[index]!, FNV_PRIME);
      hashes[row] = hash;
      start = end;
    }
    return hashes;
  }

  push(value: string): number {
    const start = this.#reserve(value.length * 3);
    const { written } = encoder.encodeInto(value, this.#bytes.subarray(start));
    return this.#ends.push(start + written);
  }

  /** Appends a string that stands in `source` as UTF-8. */
  pushBytes(source: Uint8Array, from: number, to: number): number {
    const start = this.#reserve(to - from);
    const bytes = this.#bytes;
    // A loop copies a name faster than a call does.
    for (let index = from; index < to; index++) bytes[start + index - from] = source[index]!;
    return this.#ends.push(start + to - from);
  }

  truncate(length: number): void {
    this.#ends.truncate(length);
  }

  /** Gives back the memory behind the last string. */
  trim(): void {
    const { bytes } = this.parts();
    const exact = new Uint8Array(new SharedArrayBuffer(bytes.length));
    exact.set(bytes);
    this.#bytes = exact;
    this.#ends.trim();
  }

  /** The arena and the ends as they stand; valid until the next push. */
  parts(): { bytes: Uint8Array<SharedArrayBuffer>; ends: Int32Array<SharedArrayBuffer> } {
    const used = this.length === 0 ? 0 : this.#ends.get(this.length - 1);
    return { bytes: this.#bytes.subarray(0, used), ends: this.#ends.view() };
  }

  /** Makes room for `byteCount` more bytes; returns where they begin. */
  #reserve(byteCount: number): number {
    const start = this.length === 0 ? 0 : this.#ends.get(this.length - 1);
    if (start + byteCount > this.#bytes.length) {
      const larger = new Uint8Array(
        new SharedArrayBuffer(Math.max(1024, this.#bytes.length * 2, start + byteCount)),
      );
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    return start;
  }
}
