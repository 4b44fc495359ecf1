import type { KubeObject } from '../../kubernetes/index.ts';

/** The object as it can be created: a new one has no resourceVersion. */
export function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}
