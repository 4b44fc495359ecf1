import {
  type GroupKind,
  groupKindOf,
  type KubeObject,
  type OwnerReference,
} from '../../../kubernetes/index.ts';
import type { ObjectReference, WorldView } from '../../../world/index.ts';

export const FOREGROUND = 'foregroundDeletion';
export const ORPHAN = 'orphan';

/** The owners of an object by what they mean for it. */
export interface Owners {
  /** Alive, or of a kind that the snapshot says nothing about. */
  readonly solid: readonly OwnerReference[];
  readonly dangling: readonly OwnerReference[];
  /** Being deleted in the foreground: they wait for this object to go. */
  readonly waiting: readonly OwnerReference[];
}

/**
 * `gone` are the uids of what this run has seen go: it is missing whatever the snapshot says of its kind.
 *
 * @source pkg/controller/garbagecollector/garbagecollector.go → classifyReferences (v1.36.3)
 */
export function ownersOf(world: WorldView, object: KubeObject, gone: ReadonlySet<string>): Owners {
  const { namespace, ownerReferences = [] } = object.metadata;
  const found = {
    solid: [] as OwnerReference[],
    dangling: [] as OwnerReference[],
    waiting: [] as OwnerReference[],
  };
  for (const reference of ownerReferences) {
    const kind = groupKindOf(reference.apiVersion, reference.kind);
    const owner = ownerOf(world, kind, namespace, reference);
    if (!owner) {
      const mayExist = !gone.has(reference.uid) && isUnknown(world, kind);
      (mayExist ? found.solid : found.dangling).push(reference);
    } else if (isDeletingDependents(owner)) found.waiting.push(reference);
    else found.solid.push(reference);
  }
  return found;
}

/** Whether the object is being deleted and waits for its dependents. */
export function isDeletingDependents({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(FOREGROUND);
}

/** What an owner reference means: an object of the same namespace, or a cluster-scoped one, with the right uid. */
function ownerOf(
  world: WorldView,
  kind: GroupKind,
  namespace: string | undefined,
  { name, uid }: OwnerReference,
): KubeObject | undefined {
  const places: ObjectReference[] = [...(namespace ? [{ kind, namespace, name }] : []), { kind, name }];
  if (kind === 'Pod') {
    const row = world.pods.find(namespace ?? 'default', name);
    return row >= 0 && world.pods.uid(row) === uid ? world.podObject(row) : undefined;
  }
  for (const place of places) {
    const owner = world.get(place);
    if (owner?.metadata.uid === uid) return owner;
  }
  return undefined;
}

/** A kind of which nobody knows whether there are objects: nothing is deleted for the lack of them. */
function isUnknown({ snapshot, objects }: WorldView, kind: GroupKind): boolean {
  const known = snapshot.completeness.find((each) => each.kind === kind);
  if (known) return known.state === 'unknown';
  return objects.count(kind) === 0 && !snapshot.objects.has(kind);
}
