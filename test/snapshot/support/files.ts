import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll } from 'vitest';
import { InputError } from '../../../src/errors/index.ts';
import { encodeTarHeader } from '../../../src/snapshot/archive/tar-header.ts';

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

/** The files as a tar. */
export function makeTar(files: Readonly<Record<string, string | Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  for (const [path, content] of Object.entries(files)) {
    const data = Buffer.from(content as string);
    parts.push(encodeTarHeader(path, data.length), data, Buffer.alloc((512 - (data.length % 512)) % 512));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

export function stdinOf(content: string | Uint8Array, chunkBytes = 1 << 16): Readable {
  const data = Buffer.from(content as string);
  const chunks: Buffer[] = [];
  for (let at = 0; at < data.length; at += chunkBytes) chunks.push(data.subarray(at, at + chunkBytes));
  return Readable.from(chunks, { objectMode: false });
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
