import type { Pod, PodSpec } from '../../kubernetes/index.ts';
import type { PodMake } from '../../world/index.ts';

/** What a pod shares with others of its make. Annotations are kept as they are given. */
export function podMake({ metadata, spec }: Pod): PodMake {
  const { nodeName: _nodeName, ...shared } = spec ?? { containers: [] };
  const { labels = {}, annotations = {}, ownerReferences = [], finalizers = [] } = metadata;
  return {
    labels,
    annotations,
    ownerReferences,
    spec: shared as PodSpec,
    ...(finalizers.length > 0 ? { finalizers } : {}),
  };
}
