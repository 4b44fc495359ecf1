import type { KubeObject } from '../../../kubernetes/index.ts';

/** The key of a namespaced object in a work queue. */
export function keyOf({ metadata }: Pick<KubeObject, 'metadata'>): string {
  return `${metadata.namespace ?? 'default'}/${metadata.name ?? ''}`;
}

export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
