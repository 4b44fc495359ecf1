import {
  type GroupKind,
  groupKindOf,
  type KubeObject,
  type OwnerReference,
  objectKey,
} from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';

/** The owner reference that makes `object` the controller of what carries it. */
export function controllerReference(
  { metadata }: Pick<KubeObject, 'metadata'>,
  apiVersion: string,
  kind: string,
): OwnerReference {
  return {
    apiVersion,
    kind,
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The owner reference with `controller: true`. */
export function controllerOf({ metadata }: Pick<KubeObject, 'metadata'>): OwnerReference | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller);
}

/** The key of the object of `kind` that controls a pod, if there is one with the right uid. */
export function keyOfPodController(world: WorldView, row: number, kind: GroupKind): string | undefined {
  const { controller, controllerKind, controllerKey, namespace } = world.pods.template(row);
  if (!controller || controllerKind !== kind) return undefined;
  const owner = world.objects.get(kind, namespace, controller.name);
  return owner?.metadata.uid === controller.uid ? controllerKey : undefined;
}

/** The key of the object of `kind` that an owner reference means, if it exists under that uid. */
export function keyOfController(
  world: WorldView,
  reference: OwnerReference,
  namespace: string | undefined,
  kind: GroupKind,
): string | undefined {
  // Most references are of another kind, which their own words tell sooner.
  if (!kind.startsWith(reference.kind)) return undefined;
  if (groupKindOf(reference.apiVersion, reference.kind) !== kind) return undefined;
  const owner = world.objects.get(kind, namespace, reference.name);
  return owner?.metadata.uid === reference.uid ? objectKey(namespace, reference.name) : undefined;
}

/** The objects of a kind that the object with this uid controls, by key. */
export function controlledObjects<T extends KubeObject>(
  world: WorldView,
  uid: string | undefined,
  kind: GroupKind,
): T[] {
  const found: T[] = [];
  for (const { kind: owned, object } of world.objects.ownedBy(uid ?? '')) {
    if (owned === kind && object && controllerOf(object)?.uid === uid) found.push(object as T);
  }
  return found;
}
