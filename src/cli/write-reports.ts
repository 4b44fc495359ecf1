import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { InputError } from '../errors/index.ts';
import { oneOf } from './options/choices.ts';

/** Where a report goes. */
export interface Output<Format extends string> {
  readonly format: Format;
  /** Absent: standard output. */
  readonly path?: string;
}

/**
 * `-o FORMAT` and every `--output-file FORMAT=PATH`.
 *
 * @throws InputError for a format that is none, in kubectl's words.
 */
export function outputsOf<Format extends string>(
  formats: readonly Format[],
  format: string,
  files: readonly string[],
): Output<Format>[] {
  const outputs: Output<Format>[] = [{ format: oneOf('--output', formats, format) }];
  for (const file of files) {
    const separator = file.indexOf('=');
    const path = file.slice(separator + 1);
    if (separator < 0 || path === '') {
      throw new InputError(`--output-file takes FORMAT=PATH, not ${JSON.stringify(file)}`, {
        hint: 'For example: --output-file json=report.json',
      });
    }
    outputs.push({ format: oneOf('--output', formats, file.slice(0, separator)), path });
  }
  return outputs;
}

/**
 * Writes a file whole or not at all: what was there stays until the new one is complete.
 *
 * @throws InputError when the file cannot be written.
 */
export function writeWhole(path: string, content: string): void {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeFileSync(temporary, content, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new InputError(`cannot write ${path}`, {
      where: path,
      hint: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}
