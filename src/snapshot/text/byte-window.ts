import { InputError } from '../../errors/index.ts';

/** The part of a byte stream that is being read: bytes up to `position` are done with, `limit` is how far it is filled. */
export class ByteWindow {
  /** The window; only [position, limit) is meaningful. */
  bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafe(1 << 16);
  position = 0;
  limit = 0;
  /** Whether the stream has no more bytes than the window holds. */
  isLast = false;
  /** Offset in the stream of the window's first byte. */
  #base = 0;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #valueBytesMax: number;

  /** @param valueBytesMax how many bytes may be held at once: the size of the largest value. */
  constructor(chunks: AsyncIterable<Uint8Array>, valueBytesMax: number) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#valueBytesMax = valueBytesMax;
  }

  /** Offset in the stream of a byte of the window. */
  offsetOf(index: number): number {
    return this.#base + index;
  }

  /**
   * Adds bytes behind those that are not done with, at least as many as these are, so that scanning a long value again
   * and again costs no more than twice its length. `bytes` and `position` may change.
   *
   * @throws InputError when more than the maximum would have to be held.
   */
  async fill(): Promise<void> {
    const kept = this.limit - this.position;
    if (kept > this.#valueBytesMax) {
      throw new InputError(`one value is larger than ${this.#valueBytesMax} bytes`, {
        where: `byte ${this.offsetOf(this.position)}`,
      });
    }
    const wanted = Math.max(1, kept);
    let added = 0;
    while (added < wanted && !this.isLast) {
      const { done, value } = await this.#chunks.next();
      if (done) this.isLast = true;
      else {
        this.#append(value);
        added += value.length;
      }
    }
  }

  /** Tells the source that no more bytes are wanted. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #append(chunk: Uint8Array): void {
    const kept = this.limit - this.position;
    if (this.limit + chunk.length > this.bytes.length) {
      const target =
        kept + chunk.length > this.bytes.length
          ? Buffer.allocUnsafe(Math.max(this.bytes.length * 2, kept + chunk.length))
          : this.bytes;
      this.bytes.copy(target, 0, this.position, this.limit);
      this.bytes = target;
      this.#base += this.position;
      this.position = 0;
      this.limit = kept;
    }
    this.bytes.set(chunk, this.limit);
    this.limit += chunk.length;
  }
}
