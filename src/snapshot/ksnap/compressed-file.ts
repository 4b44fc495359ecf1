import type { FileHandle } from 'node:fs/promises';
import type { Transform } from 'node:stream';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { BLOCK_BYTES, encodeTarHeader } from '../archive/tar-header.ts';

export type SnapshotCompression = 'gzip' | 'zstd';

/** A tar that is compressed into a file while it is written. */
export class CompressedFile {
  readonly #compressor: Transform;
  readonly #done: Promise<void>;

  constructor(file: FileHandle, compression: SnapshotCompression) {
    this.#compressor =
      compression === 'gzip'
        ? createGzip({ level: 6 })
        : createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } });
    this.#done = this.#copy(file);
    // A failure is reported where the next bytes are written or the end is awaited.
    this.#done.catch(() => {});
  }

  async member(path: string, data: Uint8Array): Promise<void> {
    await this.#write(encodeTarHeader(path, data.length));
    await this.#write(data);
    await this.#pad(data.length);
  }

  async streamed(path: string, size: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#write(encodeTarHeader(path, size));
    for await (const chunk of chunks) await this.#write(chunk);
    await this.#pad(size);
  }

  async end(): Promise<void> {
    await this.#write(Buffer.alloc(2 * BLOCK_BYTES));
    this.#compressor.end();
    await this.#done;
  }

  async #copy(file: FileHandle): Promise<void> {
    for await (const chunk of this.#compressor) await file.writeFile(chunk);
  }

  async #pad(size: number): Promise<void> {
    const rest = size % BLOCK_BYTES;
    if (rest > 0) await this.#write(Buffer.alloc(BLOCK_BYTES - rest));
  }

  async #write(data: Uint8Array): Promise<void> {
    if (data.length === 0 || this.#compressor.write(data)) return;
    await Promise.race([new Promise<void>((resolve) => this.#compressor.once('drain', resolve)), this.#done]);
  }
}
