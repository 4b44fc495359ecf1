import type { ObjectRef } from '../../history/index.ts';
import type { KnownEdge } from '../../incidents/index.ts';
import { parseKey, readEdges } from '../../relations/index.ts';
import { fileReader } from '../files.ts';

/**
 * The dependencies of `--edges FILE`: who calls whom, as no object of the cluster shows.
 *
 * @throws InputError when the file cannot be read or holds none.
 */
export function knownEdges(path: string | undefined): KnownEdge[] {
  if (path === undefined) return [];
  return readEdges(fileReader.read(path), path).map(({ dependent, dependency }) => ({
    from: refOf(dependent),
    to: refOf(dependency),
  }));
}

function refOf(key: string): ObjectRef {
  const { groupKind, namespace = '', name } = parseKey(key)!;
  return { kind: groupKind, namespace, name };
}
