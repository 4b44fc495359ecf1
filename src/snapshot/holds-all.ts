import type { GroupKind } from '../kubernetes/index.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Whether a snapshot holds all objects of a kind in a namespace, so that one that it lacks is not there. Where it has some
 * of the kind and nothing tells what was asked for, they must be in this namespace or in several: else perhaps only another
 * namespace was.
 */
export function holdsAll(
  { completeness, objects }: Pick<Snapshot, 'completeness' | 'objects'>,
  kind: GroupKind,
  namespace: string,
): boolean {
  const line = completeness.find((each) => each.kind === kind);
  const isNamed = line !== undefined || (objects.get(kind)?.length ?? 0) > 0;
  if (!isNamed || line?.state === 'unknown' || line?.detail !== undefined) return false;
  // Only an export that says what was asked for has kinds that are empty.
  if (completeness.some(({ state }) => state === 'empty')) return true;
  const namespaces = new Set(objects.get(kind)?.map(({ metadata }) => metadata.namespace));
  return namespaces.has(namespace) || namespaces.size > 1;
}
