import { InputError } from '../../errors/index.ts';

/** The bytes of something, in order. */
export type Chunks = AsyncIterable<Uint8Array>;

/** One file of an archive or folder. */
export interface Entry {
  /** With `/` between the parts, relative to the archive's root, never outside it. */
  readonly path: string;
  readonly chunks: Chunks;
}

/** Many files in one: a folder, a tar, a zip. Can be walked again and again; nothing is ever unpacked to disk. */
export interface Archive {
  /** As the user named it. */
  readonly name: string;
  /** Whether `paths` costs little, so that a file can be looked for. */
  readonly isIndexed: boolean;
  /** The paths of its files, in its order; links, being never followed, are none. */
  paths(): Promise<readonly string[]>;
  /** The files whose path is wanted, in the archive's order. Each is read, or left, before the next is asked for. */
  entries(wanted: (path: string) => boolean): AsyncIterable<Entry>;
}

/**
 * The path of an archive's member in our form.
 *
 * @throws InputError when it is absolute or leads outside.
 */
export function safePath(path: string, archiveName: string): string {
  const parts = path.replaceAll('\\', '/').split('/');
  if (parts[0] === '' || /^[A-Za-z]:$/.test(parts[0]!) || parts.includes('..') || path.includes('\0')) {
    throw new InputError(`the archive holds a path that leads outside: ${JSON.stringify(path)}`, {
      where: archiveName,
      hint: 'no export has such paths; ask for the original file',
    });
  }
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}
