import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unreadable } from '../archive/folder.ts';

/** Makes a further file that is removed in the end. */
export type MakeScratch = () => Promise<FileHandle>;

/**
 * Writes a file that is there whole or not at all: under another name in the same folder, then renamed. Nothing is left
 * behind when `write` fails or the program ends before.
 *
 * @throws InputError when the folder cannot be written to.
 */
export async function writeAtomically<Result>(
  path: string,
  write: (file: FileHandle, makeScratch: MakeScratch) => Promise<Result>,
): Promise<Result> {
  const id = randomBytes(6).toString('hex');
  const made: { readonly path: string; readonly handle: FileHandle }[] = [];
  const removeAll = () => {
    for (const each of made) rmSync(each.path, { force: true });
  };
  const make = async () => {
    const temporary = join(dirname(path), `.${basename(path)}.${id}.${made.length}`);
    const handle = await open(temporary, 'wx+', 0o600).catch((error: unknown) => {
      throw unreadable(path, error, 'write');
    });
    made.push({ path: temporary, handle });
    return handle;
  };
  process.on('exit', removeAll);
  try {
    const file = await make();
    const result = await write(file, make);
    await file.sync();
    await file.close();
    await rename(made[0]!.path, path);
    return result;
  } finally {
    for (const { handle } of made) await handle.close().catch(() => {});
    removeAll();
    process.off('exit', removeAll);
  }
}
