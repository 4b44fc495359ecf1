import { InputError } from '../../errors/index.ts';
import type { Chunks } from '../archive/archive.ts';
import type { ReadLimits } from '../archive/limits.ts';
import { readDocuments, type TextOptions } from '../text/read-documents.ts';
import type { DocumentSink } from '../text/read-json.ts';
import { utf8Chunks } from '../text/utf8.ts';
import { ObjectSink, type ObjectTextOptions } from './object-sink.ts';
import type { SnapshotBuilder } from './snapshot-builder.ts';

/** How far the reading of the sources is. */
export interface ReadProgress {
  readonly source: string;
  /** Bytes of text that were read, after decompression. */
  readonly byteCount: number;
  readonly objectCount: number;
}

/** Bytes between two calls of the progress callback. */
const PROGRESS_BYTES = 8 * 2 ** 20;
/** Bytes of a file that is read as a whole for one fact in it. */
const SMALL_TEXT_BYTES = 4 * 2 ** 20;

/** What a format uses to hand on what it finds. */
export class Intake {
  readonly builder: SnapshotBuilder;
  readonly limits: ReadLimits;
  /** The source, as the user named it. */
  readonly source: string;
  readonly #progress: ((progress: ReadProgress) => void) | undefined;
  #byteCount = 0;
  #reportedBytes = 0;

  constructor(
    builder: SnapshotBuilder,
    source: string,
    limits: ReadLimits,
    progress: ((progress: ReadProgress) => void) | undefined,
  ) {
    this.builder = builder;
    this.source = source;
    this.limits = limits;
    this.#progress = progress;
  }

  /**
   * Reads a text of objects.
   *
   * @returns whether there was text at all, and how many documents were no objects of a cluster.
   * @throws InputError
   */
  async objects(
    chunks: Chunks,
    options: ObjectTextOptions & Omit<TextOptions, 'name' | 'limits'>,
  ): Promise<{ readonly hasText: boolean; readonly foreignCount: number }> {
    const sink = new ObjectSink(this.builder, options);
    const hasText = await this.documents(chunks, sink, options);
    return { hasText, foreignCount: sink.foreignCount };
  }

  /** Reads a text whose documents are no plain objects; returns whether there was text at all. */
  documents(
    chunks: Chunks,
    sink: DocumentSink,
    options: { readonly file: string } & Omit<TextOptions, 'name' | 'limits'>,
  ): Promise<boolean> {
    return readDocuments(this.#counted(chunks), sink, {
      ...options,
      name: options.file,
      limits: this.limits,
    });
  }

  /**
   * A small text as a whole.
   *
   * @throws InputError when it is not small.
   */
  async text(chunks: Chunks, file: string): Promise<string> {
    return (await whole(utf8Chunks(this.#counted(chunks), file), SMALL_TEXT_BYTES, file)).toString('utf8');
  }

  /**
   * The bytes of a file that has to be held as a whole.
   *
   * @throws InputError when it is larger than a value may be.
   */
  bytes(chunks: Chunks, file: string): Promise<Buffer> {
    return whole(this.#counted(chunks), this.limits.wholeBytesMax, file);
  }

  async *#counted(chunks: Chunks): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#byteCount += chunk.length;
      if (this.#progress && this.#byteCount - this.#reportedBytes >= PROGRESS_BYTES) {
        this.#reportedBytes = this.#byteCount;
        this.#progress({
          source: this.source,
          byteCount: this.#byteCount,
          objectCount: this.builder.objectCount,
        });
      }
      yield chunk;
    }
  }
}

async function whole(chunks: Chunks, bytesMax: number, file: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of chunks) {
    byteCount += chunk.length;
    if (byteCount > bytesMax) {
      throw new InputError(`the file is larger than the ${bytesMax >> 20} MiB that such a file may be`, {
        where: file,
      });
    }
    parts.push(Buffer.from(chunk));
  }
  return Buffer.concat(parts);
}
