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

export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
