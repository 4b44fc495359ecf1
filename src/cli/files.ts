import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { FileReader } from '../commands/index.ts';
import { InputError } from '../errors/index.ts';

const STDIN = 0;

/** The files that command lines name (`-f`), read from disk or standard input. */
export const fileReader: FileReader = {
  read: (path) => {
    try {
      return readFileSync(path === '-' ? STDIN : path, 'utf8');
    } catch (error) {
      throw new InputError(`cannot read ${path}`, {
        where: path,
        hint: error instanceof Error ? error.message : String(error),
        cause: error,
      });
    }
  },
  list: (path) => {
    if (path === '-' || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) return undefined;
    return readdirSync(path).sort();
  },
};
