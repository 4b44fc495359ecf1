import type { KubeObject } from '../../../kubernetes/index.ts';

/** Keys by metadata, which an object keeps from status to status: a text that is made once is hashed once. */
const KEYS = new WeakMap<KubeObject['metadata'], string>();

/** The key of a namespaced object in a work queue. */
export function keyOf({ metadata }: Pick<KubeObject, 'metadata'>): string {
  let key = KEYS.get(metadata);
  if (key === undefined) {
    key = `${metadata.namespace ?? 'default'}/${metadata.name ?? ''}`;
    KEYS.set(metadata, key);
  }
  return key;
}

interface Names {
  readonly namespace: string;
  readonly name: string;
}

/** The keys that were split before: controllers work on the same few all the time. */
const SPLIT = new Map<string, Names>();
const SPLIT_MAX = 65_536;

export function splitKey(key: string): Names {
  const known = SPLIT.get(key);
  if (known) return known;
  const slash = key.indexOf('/');
  const names = { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
  if (SPLIT.size === SPLIT_MAX) SPLIT.clear();
  SPLIT.set(key, names);
  return names;
}
