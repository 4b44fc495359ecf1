import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync } from 'node:fs';
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
  const paths: string[] = [];
  const handles: FileHandle[] = [];
  const removeAll = () => {
    for (const each of paths) rmSync(each, { force: true });
  };
  const make = async () => {
    const temporary = join(dirname(path), `.${basename(path)}.${id}.${paths.length}`);
    paths.push(temporary);
    try {
      // Made at once and only then opened: an open under way at the end of the program would leave a file that nobody removes.
      closeSync(openSync(temporary, 'wx', 0o600));
      const handle = await open(temporary, 'r+');
      handles.push(handle);
      return handle;
    } catch (error) {
      throw unreadable(path, error, 'write');
    }
  };
  process.on('exit', removeAll);
  try {
    const file = await make();
    const result = await write(file, make);
    await file.sync();
    await file.close();
    await rename(paths[0]!, path);
    return result;
  } finally {
    for (const handle of handles) await handle.close().catch(() => {});
    removeAll();
    process.off('exit', removeAll);
  }
}
