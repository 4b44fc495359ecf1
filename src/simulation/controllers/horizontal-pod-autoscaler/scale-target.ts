import {
  type GroupKind,
  groupKindOf,
  type HorizontalPodAutoscaler,
  type KubeObject,
} from '../../../kubernetes/index.ts';
import type { ObjectReference, WorldView } from '../../../world/index.ts';

/** What an autoscaler scales. */
export function targetOf({ metadata, spec }: HorizontalPodAutoscaler): ObjectReference {
  const { apiVersion = 'apps/v1', kind = '', name = '' } = spec?.scaleTargetRef ?? {};
  return { kind: groupKindOf(apiVersion, kind), namespace: metadata.namespace ?? 'default', name };
}

/** spec.replicas of a workload. */
export function replicasOf(object: KubeObject): number {
  return (object['spec'] as { readonly replicas?: number } | undefined)?.replicas ?? 1;
}

export function targetKey(kind: GroupKind, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? 'default'}/${name}`;
}

/** Keys of the autoscalers of a workload, by its key. */
export function autoscalersByTarget(world: WorldView, kind: GroupKind): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const object of world.objects.all(kind)) {
    const autoscaler = object as HorizontalPodAutoscaler;
    const target = targetOf(autoscaler);
    const key = targetKey(target.kind, target.namespace, target.name);
    const own = `${autoscaler.metadata.namespace ?? 'default'}/${autoscaler.metadata.name}`;
    found.set(key, [...(found.get(key) ?? []), own]);
  }
  return found;
}
