import { readFileSync } from 'node:fs';
import { InputError } from '../../errors/index.ts';
import type { ObjectRef } from '../../history/index.ts';
import type { KnownEdge } from '../../incidents/index.ts';
import { parseKey, readEdges } from '../../relations/index.ts';

/**
 * The dependencies of `--edges FILE`: who calls whom, as no object of the cluster shows.
 *
 * @throws InputError when the file cannot be read or holds none.
 */
export function knownEdges(path: string | undefined): KnownEdge[] {
  if (path === undefined) return [];
  return readEdges(textOf(path), path).map(({ dependent, dependency }) => ({
    from: refOf(dependent),
    to: refOf(dependency),
  }));
}

function refOf(key: string): ObjectRef {
  const { groupKind, namespace = '', name } = parseKey(key)!;
  return { kind: groupKind, namespace, name };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`cannot read ${path}`, {
      where: path,
      hint: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}
