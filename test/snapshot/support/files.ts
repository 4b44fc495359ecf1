import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import { InputError } from '../../../src/errors/index.ts';

export { makeTarOf as makeTar, stdinOf } from './bytes.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that is removed after the tests. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'snapshot-test-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** A file with this content. */
export function makeFile(content: string | Uint8Array, name = 'input'): string {
  return join(makeFolder({ [name]: content }), name);
}

/** The names of everything in a folder. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true }) as string[];
}

/** Where real exports lie; undefined when they are not on this machine. */
export const REAL_DATA = [process.env.KUBECTL_SMART_REAL_DATA, resolve('../shared/real')].find(
  (folder) => folder !== undefined && existsSync(folder),
);

/** The InputError that `run` ends with. */
export async function inputErrorOf(run: () => Promise<unknown>): Promise<InputError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('no error was thrown');
}
