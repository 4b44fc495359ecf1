import type { GroupKind, KubeObject } from '../../kubernetes/index.ts';
import { INFERRED_ANNOTATION } from '../digest.ts';
import type { PodColumns } from '../pod-columns.ts';

/** One Namespace for each namespace that something lies in, with the label that every namespace carries. */
export function inferNamespaces(
  pods: PodColumns,
  objects: ReadonlyMap<GroupKind, readonly KubeObject[]>,
): KubeObject[] {
  const names = new Set<string>();
  for (let id = 0; id < pods.namespaces.size; id++) names.add(pods.namespaces.get(id));
  for (const list of objects.values()) {
    for (const { metadata } of list) if (metadata.namespace) names.add(metadata.namespace);
  }
  return [...names].sort().map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: { 'kubernetes.io/metadata.name': name },
      annotations: { [INFERRED_ANNOTATION]: 'objects' },
    },
    status: { phase: 'Active' },
  }));
}
