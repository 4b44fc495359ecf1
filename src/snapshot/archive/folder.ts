import { createReadStream } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { InputError } from '../../errors/index.ts';
import type { Archive, Entry } from './archive.ts';
import type { ReadLimits } from './limits.ts';

const CHUNK_BYTES = 1 << 20;

/** A folder with its subfolders; hidden ones are left out, links are followed only to files inside. */
export class FolderArchive implements Archive {
  readonly name: string;
  readonly isIndexed = true;
  readonly #limits: ReadLimits;
  #paths: readonly string[] | undefined;

  constructor(name: string, limits: ReadLimits) {
    this.name = name;
    this.#limits = limits;
  }

  async paths(): Promise<readonly string[]> {
    this.#paths ??= await this.#walk();
    return this.#paths;
  }

  async *entries(wanted: (path: string) => boolean): AsyncGenerator<Entry> {
    for (const path of await this.paths()) {
      if (wanted(path)) yield { path, chunks: fileChunks(join(this.name, path)) };
    }
  }

  async #walk(): Promise<string[]> {
    const root = await realpath(this.name);
    const found: string[] = [];
    const visit = async (folder: string): Promise<void> => {
      const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
        throw unreadable(folder, error);
      });
      entries.sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const entry of entries) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !entry.name.startsWith('.')) await visit(path);
        else if (entry.isFile() || (entry.isSymbolicLink() && (await isFileInside(path, root))))
          found.push(path);
        if (found.length > this.#limits.entriesMax) {
          throw new InputError(`the folder holds more than ${this.#limits.entriesMax} files`, {
            where: this.name,
          });
        }
      }
    };
    await visit(this.name);
    return found.map((path) => relative(this.name, path).split(sep).join('/'));
  }
}

async function isFileInside(link: string, root: string): Promise<boolean> {
  try {
    const target = await realpath(link);
    return target.startsWith(root + sep) && (await stat(target)).isFile();
  } catch {
    return false;
  }
}

/**
 * The bytes of a file, opened when first asked for.
 *
 * @throws InputError when it cannot be read.
 */
export async function* fileChunks(path: string, chunkBytes = CHUNK_BYTES): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * The bytes of a file, faster: every chunk is overwritten after the next one was asked for, so that it must be done with
 * by then. The next chunk is read while the current one is worked on.
 *
 * @throws InputError when it cannot be read.
 */
export async function* fleetingFileChunks(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const buffers = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)] as const;
    let next = file.read(buffers[0], 0, CHUNK_BYTES);
    for (let turn = 0; ; turn ^= 1) {
      const { bytesRead } = await next;
      if (bytesRead === 0) return;
      next = file.read(buffers[turn ^ 1]!, 0, CHUNK_BYTES);
      // Awaited in the next turn; when there is none, nobody asks how it went.
      next.catch(() => {});
      yield buffers[turn]!.subarray(0, bytesRead);
    }
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    await file.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'a part of the path is no folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EISDIR: 'it is a folder',
};

/** What a failed system call on `path` means for the user; anything else than a system error comes back as it is. */
export function unreadable(path: string, error: unknown, verb: 'read' | 'write' = 'read'): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  return new InputError(`cannot ${verb} ${path}: ${REASONS[String(error.code)] ?? error.message}`, {
    where: path,
    cause: error,
  });
}
