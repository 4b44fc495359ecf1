import { InputError } from '../../errors/index.ts';
import { type Archive, type Chunks, type Entry, safePath } from './archive.ts';
import type { ReadLimits } from './limits.ts';
import { BLOCK_BYTES, decodePaxRecords, decodeTarHeader, type TarHeader } from './tar-header.ts';

/** Bytes of a header of a header: long names. */
const EXTENSION_BYTES_MAX = 1 << 20;

/** A tar, compressed or not, that can be read from its start any number of times. */
export class TarArchive implements Archive {
  readonly name: string;
  readonly isIndexed = false;
  readonly #open: () => Chunks;
  readonly #limits: ReadLimits;

  constructor(name: string, open: () => Chunks, limits: ReadLimits) {
    this.name = name;
    this.#open = open;
    this.#limits = limits;
  }

  async paths(): Promise<readonly string[]> {
    const paths: string[] = [];
    for await (const { path } of this.entries(() => true)) paths.push(path);
    return paths;
  }

  async *entries(wanted: (path: string) => boolean): AsyncGenerator<Entry> {
    const reader = new TarReader(this.#open(), this.name);
    let count = 0;
    try {
      for (let header = await reader.next(); header; header = await reader.next()) {
        if (++count > this.#limits.entriesMax) {
          throw new InputError(`the archive holds more than ${this.#limits.entriesMax} files`, {
            where: this.name,
          });
        }
        const path = safePath(header.path, this.name);
        this.#refuseDevices(header, path);
        if (header.type === '0' && wanted(path)) yield { path, chunks: reader.body() };
      }
    } finally {
      await reader.close();
    }
  }

  /** Folders and links are passed over; nothing else but files belongs into an export. */
  #refuseDevices({ type }: TarHeader, path: string): void {
    if (type === '0' || type === '1' || type === '2' || type === '5') return;
    throw new InputError(`the archive holds something that is no file: ${path}`, {
      where: this.name,
      hint: 'no export has devices or pipes in it; ask for the original one',
    });
  }
}

/** Walks over a tar's headers; the body of each is read, or passed over with the next header. */
class TarReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #name: string;
  #held: Buffer = Buffer.alloc(0);
  /** Bytes of the current body that were not handed on yet, and of its padding. */
  #bodyLeft = 0;
  #paddingLeft = 0;

  constructor(chunks: Chunks, name: string) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#name = name;
  }

  /** The next header, long names resolved; undefined at the end. */
  async next(): Promise<TarHeader | undefined> {
    let path: string | undefined;
    let size: number | undefined;
    for (;;) {
      await this.#skip(this.#bodyLeft + this.#paddingLeft);
      this.#bodyLeft = 0;
      const block = await this.#take(BLOCK_BYTES);
      if (block.every((byte) => byte === 0)) return undefined;
      const header = decodeTarHeader(block);
      if (!header || !Number.isSafeInteger(header.size)) throw this.#error('damaged');
      this.#expectBody(header.size);
      if (header.type === 'L') path = (await this.#extension()).toString('utf8').replace(/\0.*$/s, '');
      else if (header.type === 'x') {
        const records = decodePaxRecords(await this.#extension());
        path = records.get('path') ?? path;
        size = records.has('size') ? Number(records.get('size')) : undefined;
      } else if (header.type !== 'g' && header.type !== 'K') {
        if (size !== undefined) this.#expectBody(size);
        return { ...header, path: path ?? header.path, size: size ?? header.size };
      }
    }
  }

  /** The current body; it must be read before the next header is asked for. */
  async *body(): AsyncGenerator<Uint8Array> {
    while (this.#bodyLeft > 0) {
      if (this.#held.length === 0 && !(await this.#more())) throw this.#error('cut off');
      const part = this.#held.subarray(0, Math.min(this.#bodyLeft, this.#held.length));
      this.#held = this.#held.subarray(part.length);
      this.#bodyLeft -= part.length;
      yield part;
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #expectBody(size: number): void {
    if (!Number.isSafeInteger(size) || size < 0) throw this.#error('damaged');
    this.#bodyLeft = size;
    this.#paddingLeft = (BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES;
  }

  async #extension(): Promise<Buffer> {
    if (this.#bodyLeft > EXTENSION_BYTES_MAX) throw this.#error('damaged');
    const data = await this.#take(this.#bodyLeft);
    this.#bodyLeft = 0;
    return data;
  }

  async #take(byteCount: number): Promise<Buffer> {
    while (this.#held.length < byteCount) if (!(await this.#more())) throw this.#error('cut off');
    const taken = this.#held.subarray(0, byteCount);
    this.#held = this.#held.subarray(byteCount);
    return taken;
  }

  async #skip(byteCount: number): Promise<void> {
    let left = byteCount;
    while (left > this.#held.length) {
      left -= this.#held.length;
      this.#held = Buffer.alloc(0);
      if (!(await this.#more())) throw this.#error('cut off');
    }
    this.#held = this.#held.subarray(left);
  }

  /** Adds a chunk to what is held; false at the end of the archive. */
  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done) return false;
    const chunk = Buffer.from(value.buffer, value.byteOffset, value.length);
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    return true;
  }

  #error(what: 'cut off' | 'damaged'): InputError {
    return new InputError(`the tar archive is ${what}`, {
      where: this.#name,
      hint: 'copy the file again; its size may differ from the original',
    });
  }
}
