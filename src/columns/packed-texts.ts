import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Int32Column } from './int32-column.ts';
import type { StringColumn } from './string-column.ts';

/** Bytes that are compressed together: enough to find what texts have in common, few to unpack for one of them. */
const BLOCK_BYTES = 1 << 16;
/** So many unpacked blocks are kept: texts are read by row, and then here and there. */
const UNPACKED_BLOCKS = 16;
/** The smallest chunk that zlib accepts. */
const CHUNK_BYTES_MIN = 64;

const decoder = new TextDecoder();

/** Texts behind one another. */
interface Block {
  /** Where among all bytes it begins. */
  readonly start: number;
  /** How many bytes it has when it is unpacked. */
  readonly length: number;
  readonly bytes: Uint8Array;
  readonly isPacked: boolean;
}

/** A growable column of long texts that are much alike and rarely read: compressed block by block. */
export class PackedTexts {
  readonly #blocks: Block[] = [];
  /** What comes behind the last block. */
  #tail = Buffer.allocUnsafeSlow(1 << 10);
  #tailStart = 0;
  /** Where each text ends among all bytes; it begins where the one before ends. */
  #ends = new Int32Column();
  /** The blocks that were unpacked last, the latest behind the others. */
  readonly #unpacked = new Map<Block, Uint8Array>();

  /** The texts of a column. */
  static over(texts: StringColumn): PackedTexts {
    const packed = new PackedTexts();
    const { bytes, ends } = texts.parts();
    packed.#blocks.push({ start: 0, length: bytes.length, bytes, isPacked: false });
    packed.#tailStart = bytes.length;
    packed.#ends = Int32Column.over(ends);
    return packed;
  }

  get length(): number {
    return this.#ends.length;
  }

  get byteCount(): number {
    return this.length === 0 ? 0 : this.#ends.get(this.length - 1);
  }

  /** Where each text ends among all bytes; valid until the next addition. */
  get ends(): Int32Array {
    return this.#ends.view();
  }

  push(text: string): void {
    const bytes = Buffer.from(text);
    this.pushBytes(bytes, 0, bytes.length);
  }

  /** Appends a text that stands in `source` as UTF-8. */
  pushBytes(source: Buffer, from: number, to: number): void {
    const at = this.byteCount - this.#tailStart;
    const end = at + to - from;
    if (end > this.#tail.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, Math.min(this.#tail.length * 2, BLOCK_BYTES * 2)));
      this.#tail.copy(larger, 0, 0, at);
      this.#tail = larger;
    }
    source.copy(this.#tail, at, from, to);
    this.#ends.push(this.#tailStart + end);
    if (end >= BLOCK_BYTES) this.#pack(end);
  }

  get(index: number): string {
    const start = index === 0 ? 0 : this.#ends.get(index - 1);
    const end = this.#ends.get(index);
    if (start >= this.#tailStart)
      return this.#tail.toString('utf8', start - this.#tailStart, end - this.#tailStart);
    const block = this.#blockAt(start);
    // Shared memory cannot be decoded in place.
    return decoder.decode(this.#bytesOf(block).slice(start - block.start, end - block.start));
  }

  /** All bytes in their order, piece by piece; valid until the next addition. */
  *chunks(): Generator<Uint8Array> {
    for (const block of this.#blocks) yield this.#bytesOf(block);
    yield this.#tail.subarray(0, this.byteCount - this.#tailStart);
  }

  /** Gives back the memory that was set aside for more texts. */
  trim(): void {
    const length = this.byteCount - this.#tailStart;
    if (length > 0) this.#pack(length);
    this.#tail = Buffer.allocUnsafeSlow(0);
    this.#unpacked.clear();
    this.#ends.trim();
  }

  #pack(length: number): void {
    const params = { [constants.ZSTD_c_compressionLevel]: 1 };
    const bytes = zstdCompressSync(this.#tail.subarray(0, length), { params });
    // A copy of its own: what zlib gives lies in a larger buffer.
    this.#blocks.push({ start: this.#tailStart, length, bytes: Uint8Array.from(bytes), isPacked: true });
    this.#tailStart += length;
  }

  #bytesOf(block: Block): Uint8Array {
    if (!block.isPacked) return block.bytes;
    let bytes = this.#unpacked.get(block);
    if (!bytes) {
      bytes = zstdDecompressSync(block.bytes, { chunkSize: Math.max(CHUNK_BYTES_MIN, block.length) });
      if (this.#unpacked.size >= UNPACKED_BLOCKS)
        this.#unpacked.delete(this.#unpacked.keys().next().value as Block);
      this.#unpacked.set(block, bytes);
    }
    return bytes;
  }

  /** The block in which this byte stands. */
  #blockAt(at: number): Block {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#blocks[middle]!.start <= at) low = middle;
      else high = middle - 1;
    }
    return this.#blocks[low]!;
  }
}
