import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';
import { InputError } from '../../errors/index.ts';
import { type Archive, type Chunks, type Entry, safePath } from './archive.ts';
import { ExpansionGuard, type ReadLimits } from './limits.ts';

/** A zip that can be read from its start any number of times. */
export class ZipArchive implements Archive {
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
    const wanted = (path: string) => {
      paths.push(path);
      return false;
    };
    for await (const _ of this.entries(wanted));
    return paths;
  }

  async *entries(wanted: (path: string) => boolean): AsyncGenerator<Entry> {
    const guard = new ExpansionGuard(this.name, this.#limits);
    const files: ZipFile[] = [];
    let count = 0;
    const unzip = new Unzip((file) => {
      if (++count > this.#limits.entriesMax) {
        throw new InputError(`the archive holds more than ${this.#limits.entriesMax} files`, {
          where: this.name,
        });
      }
      const path = safePath(file.name, this.name);
      if (!file.name.endsWith('/') && wanted(path)) files.push(new ZipFile(path, file, guard));
    });
    unzip.register(UnzipInflate);
    const source = this.#open()[Symbol.asyncIterator]();
    let isEnd = false;
    /** Decompresses a little more; false at the end. */
    const advance = async () => {
      if (isEnd) return false;
      const { done, value } = await source.next();
      isEnd = done === true;
      try {
        if (!isEnd) guard.addCompressed(value.length);
        unzip.push(isEnd ? new Uint8Array(0) : value, isEnd);
      } catch (error) {
        throw this.#asInputError(error);
      }
      return !isEnd;
    };
    try {
      for (;;) {
        const file = files.shift();
        if (file) {
          yield { path: file.path, chunks: file.chunks(advance, this.name) };
          while (!file.isComplete) {
            file.dropChunks();
            if (!(await advance()) && !file.isComplete) throw cutOff(this.name);
          }
        } else if (!(await advance()) && files.length === 0) break;
      }
    } finally {
      await source.return?.();
    }
  }

  #asInputError(error: unknown): unknown {
    if (error instanceof InputError) return error;
    return new InputError(
      `the zip archive is damaged: ${error instanceof Error ? error.message : String(error)}`,
      {
        where: this.name,
        hint: 'copy the file again; encrypted archives cannot be read',
        cause: error,
      },
    );
  }
}

/** One file of a zip while it is decompressed. */
class ZipFile {
  readonly path: string;
  isComplete = false;
  #chunks: Uint8Array[] = [];

  constructor(path: string, file: UnzipFile, guard: ExpansionGuard) {
    this.path = path;
    file.ondata = (error, chunk, isFinal) => {
      if (error) throw error;
      guard.addExpanded(chunk.length);
      if (chunk.length > 0) this.#chunks.push(chunk);
      this.isComplete = isFinal;
    };
    file.start();
  }

  async *chunks(advance: () => Promise<boolean>, archiveName: string): AsyncGenerator<Uint8Array> {
    for (;;) {
      const ready = this.#chunks;
      this.#chunks = [];
      yield* ready;
      if (this.#chunks.length > 0) continue;
      if (this.isComplete) return;
      if (!(await advance()) && !this.isComplete) throw cutOff(archiveName);
    }
  }

  dropChunks(): void {
    this.#chunks = [];
  }
}

function cutOff(archiveName: string): InputError {
  return new InputError('the zip archive is cut off', { where: archiveName, hint: 'copy the file again' });
}
