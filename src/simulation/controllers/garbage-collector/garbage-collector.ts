import type { KubeObject, OwnerReference } from '../../../kubernetes/index.ts';
import type { Change, ObjectReference, WorldView } from '../../../world/index.ts';
import type { Propagation } from '../../api-server/api.ts';
import type { Replaced } from '../../component.ts';
import { type Controller, type ControllerContext, NO_KEYS } from '../controller.ts';
import { STATE_CHANGES } from '../machinery/pod-changes.ts';
import { blocksOwner, dependentsOf } from './dependents.ts';
import { FOREGROUND, isDeletingDependents, ORPHAN, ownersOf } from './owners.ts';

/**
 * Deletes what has lost its owners, holds owners that wait for their dependents, and lets orphans go free.
 *
 * @source pkg/controller/garbagecollector/garbagecollector.go → GarbageCollector (v1.36.3)
 * @deviation references that dangle in the snapshot stay: a running collector would have removed what hangs on them
 */
export function garbageCollector(): Controller {
  return new GarbageCollector();
}

/** Keys: `owner KIND NAMESPACE NAME`, being deleted with its dependents in mind; `item …`, an object that lost an owner. */
class GarbageCollector implements Controller {
  readonly name = 'garbage-collector-controller';
  readonly ignores: ReadonlySet<string> = new Set(['createPod', ...STATE_CHANGES]);
  /** The owners that wait for their dependents, by uid. */
  readonly #waiting = new Map<string, ObjectReference>();
  /** The uids of what went in this run and had dependents. */
  readonly #gone = new Set<string>();

  watch(change: Change, world: WorldView, replaced: Replaced): Iterable<string> {
    if (change.type === 'putObject' && this.#waiting.size === 0 && !change.object.metadata.deletionTimestamp)
      return NO_KEYS;
    // Most pods own nothing, and nobody waits for them.
    if (change.type === 'removePod' && this.#waiting.size === 0 && !ownsAnything(world, change.row))
      return NO_KEYS;
    return this.#keysOf(change, world, replaced);
  }

  *#keysOf(change: Change, world: WorldView, { object, make }: Replaced): Iterable<string> {
    switch (change.type) {
      case 'removePod':
        yield* this.#orphansOf(world, world.pods.uid(change.row));
        yield* this.#wakeOwners(world.pods.template(change.row).make.ownerReferences);
        return;
      case 'updatePod':
        if (make) yield* this.#wakeOwners(make.ownerReferences);
        return;
      case 'putObject':
        if (change.object.metadata.deletionTimestamp && isHeldByUs(change.object))
          yield keyOf('owner', referenceOf(change.kind, change.object));
        if (object) yield* this.#wakeOwners(object.metadata.ownerReferences);
        return;
      case 'removeObject':
        if (!object) return;
        this.#waiting.delete(object.metadata.uid ?? '');
        yield* this.#orphansOf(world, object.metadata.uid ?? '');
        yield* this.#wakeOwners(object.metadata.ownerReferences);
        return;
    }
  }

  *unsettled(world: WorldView): Iterable<string> {
    for (const kind of world.objects.kinds()) {
      for (const object of world.objects.all(kind)) {
        if (object.metadata.deletionTimestamp && isHeldByUs(object))
          yield keyOf('owner', referenceOf(kind, object));
      }
    }
  }

  sync(key: string, context: ControllerContext): void {
    const [type, kind = '', namespace, name = ''] = key.split(' ');
    const reference = { kind, ...(namespace ? { namespace } : {}), name };
    const object = context.world.get(reference);
    if (!object) return;
    if (type === 'item') this.#attemptToDelete(reference, object, context);
    else if (!object.metadata.deletionTimestamp) return;
    else if ((object.metadata.finalizers ?? []).includes(ORPHAN)) orphan(object, context);
    else if (isDeletingDependents(object)) this.#deleteDependents(reference, object, context);
  }

  /** The keys of everything that an object which is gone owned. */
  *#orphansOf(world: WorldView, uid: string): Iterable<string> {
    const dependents = dependentsOf(world, uid);
    if (dependents.length > 0) this.#gone.add(uid);
    for (const reference of dependents) yield keyOf('item', reference);
  }

  *#wakeOwners(owners: readonly OwnerReference[] = []): Iterable<string> {
    if (this.#waiting.size === 0) return;
    for (const { uid } of owners) {
      const reference = this.#waiting.get(uid);
      if (reference) yield keyOf('owner', reference);
    }
  }

  /** @source pkg/controller/garbagecollector/garbagecollector.go → processDeletingDependentsItem (v1.36.3) */
  #deleteDependents(reference: ObjectReference, owner: KubeObject, context: ControllerContext): void {
    const { world } = context;
    const uid = owner.metadata.uid ?? '';
    const isNew = !this.#waiting.has(uid);
    this.#waiting.set(uid, reference);
    let blocked = false;
    for (const dependent of dependentsOf(world, uid)) {
      const object = world.get(dependent);
      if (!object) continue;
      if (isNew) this.#attemptToDelete(dependent, object, context);
      const left = world.get(dependent);
      blocked ||= left !== undefined && blocksOwner(left, uid);
    }
    if (!blocked) removeFinalizer(owner, FOREGROUND, context);
  }

  /** @source pkg/controller/garbagecollector/garbagecollector.go → attemptToDeleteItem (v1.36.3) */
  #attemptToDelete(reference: ObjectReference, object: KubeObject, context: ControllerContext): void {
    const { world, api, actor } = context;
    const { uid = '', deletionTimestamp, ownerReferences = [] } = object.metadata;
    if (deletionTimestamp && !isDeletingDependents(object)) return;
    const { solid, dangling, waiting } = ownersOf(world, object, this.#gone);
    if (solid.length > 0) {
      const lost = new Set([...dangling, ...waiting]);
      if (lost.size > 0)
        setOwners(
          object,
          ownerReferences.filter((each) => !lost.has(each)),
          context,
        );
      return;
    }
    if (deletionTimestamp || ownerReferences.length === 0) return;
    const propagation =
      waiting.length > 0 && dependentsOf(world, uid).length > 0 ? 'Foreground' : policyOf(object);
    api.delete(reference, actor, { propagation, uid });
  }
}

/** @source pkg/controller/garbagecollector/garbagecollector.go → attemptToDeleteItem (v1.36.3) */
function policyOf({ metadata: { finalizers = [] } }: KubeObject): Propagation {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}

/** @source pkg/controller/garbagecollector/garbagecollector.go → orphanDependents (v1.36.3) */
function orphan(owner: KubeObject, context: ControllerContext): void {
  const { world } = context;
  const uid = owner.metadata.uid ?? '';
  for (const reference of dependentsOf(world, uid)) {
    const object = world.get(reference);
    const owners = object?.metadata.ownerReferences ?? [];
    if (object)
      setOwners(
        object,
        owners.filter((each) => each.uid !== uid),
        context,
      );
  }
  removeFinalizer(owner, ORPHAN, context);
}

function setOwners(
  object: KubeObject,
  owners: readonly OwnerReference[],
  { api, actor }: ControllerContext,
): void {
  const { ownerReferences: _owners, ...metadata } = object.metadata;
  const kept = owners.length > 0 ? { ownerReferences: owners } : {};
  api.update({ ...object, metadata: { ...metadata, ...kept } }, actor);
}

function removeFinalizer(object: KubeObject, finalizer: string, { api, actor }: ControllerContext): void {
  const finalizers = (object.metadata.finalizers ?? []).filter((each) => each !== finalizer);
  api.update({ ...object, metadata: { ...object.metadata, finalizers } }, actor);
}

function isHeldByUs({ metadata: { finalizers = [] } }: KubeObject): boolean {
  return finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN);
}

function keyOf(type: 'owner' | 'item', { kind, namespace = '', name }: ObjectReference): string {
  return `${type} ${kind} ${namespace} ${name}`;
}

function referenceOf(kind: string, { metadata: { namespace, name = '' } }: KubeObject): ObjectReference {
  return { kind, ...(namespace ? { namespace } : {}), name };
}

function ownsAnything({ objects, pods, templates }: WorldView, row: number): boolean {
  const uid = pods.uid(row);
  return uid !== '' && (objects.ownedBy(uid).length > 0 || templates.ownedBy(uid).length > 0);
}
