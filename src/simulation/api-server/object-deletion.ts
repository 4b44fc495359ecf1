import type { GroupKind, KubeObject, Metadata, Namespace } from '../../kubernetes/index.ts';
import type { ObjectReference } from '../../world/index.ts';
import { validate } from './admission/admit.ts';
import { partOf } from './admission/matching.ts';
import type { Actor, Answer, DeleteOptions, Propagation } from './api.ts';
import { refusals, refuse } from './refusals.ts';
import { resourceOf, type Storage, timestamp } from './storage.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
const DEFINITION = 'CustomResourceDefinition.apiextensions.k8s.io';
/** Holds a definition until its objects are gone. */
const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

/** Kinds that leave their dependents behind when a deletion says nothing. */
const ORPHANING: ReadonlySet<GroupKind> = new Set(['Job.batch', 'ReplicationController']);

/**
 * Deletes an object of any kind but Pod: finalizers, those of the garbage collector included, hold it.
 *
 * @source k8s.io/apiserver/pkg/registry/generic/registry/store.go → Store.Delete (v0.36.3)
 */
export function deleteObject(
  storage: Storage,
  target: ObjectReference,
  by: Actor,
  options: DeleteOptions = {},
): Answer {
  const { world, write } = storage;
  const { kind, name } = target;
  const resource = resourceOf(kind);
  const object = world.get(target);
  if (!object) return refuse(refusals.notFound(resource, name));
  const { dryRun = false } = options;
  const { namespace, uid } = object.metadata;
  if (options.uid !== undefined && options.uid !== uid) {
    const why = `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    return refuse(refusals.conflict(resource, name, why));
  }
  const warnings: string[] = [];
  const request = {
    operation: 'DELETE',
    kind,
    resource,
    namespace,
    name,
    object: undefined,
    oldObject: object,
    dryRun,
    by,
  } as const;
  const refusal = validate(request, { storage, warn: (text) => warnings.push(text) });
  if (refusal) return refuse(refusal);

  const finalizers =
    kind === DEFINITION
      ? deleteCustomResources(storage, object, by, dryRun)
      : finalizersFor(kind, object.metadata, options.propagation);
  const deleting = terminating(storage, kind, object, finalizers);
  if (dryRun) return { ok: true, value: deleting, warnings };
  if (isFinal(kind, deleting)) {
    write(by, { type: 'removeObject', kind, ...(namespace ? { namespace } : {}), name });
  } else if (!object.metadata.deletionTimestamp || finalizers !== object.metadata.finalizers) {
    write(by, { type: 'putObject', kind, object: deleting });
  }
  return { ok: true, value: deleting, warnings };
}

/**
 * Deletes every object of a kind whose definition goes; returns what still holds the definition.
 *
 * @deviation objects with finalizers of their own stay behind; there the definition waits for them.
 * @source k8s.io/apiextensions-apiserver/pkg/controller/finalizer/crd_finalizer.go → CRDFinalizer.sync (v0.36.3)
 */
function deleteCustomResources(
  storage: Storage,
  definition: KubeObject,
  by: Actor,
  dryRun: boolean,
): readonly string[] {
  const spec = partOf(definition, 'spec');
  const kind = `${partOf(spec, 'names').kind}.${spec.group}`;
  if (!dryRun) {
    for (const { metadata } of storage.world.list(kind)) {
      const { namespace, name = '' } = metadata;
      deleteObject(storage, { kind, ...(namespace ? { namespace } : {}), name }, by);
    }
  }
  const others = definition.metadata.finalizers?.filter((finalizer) => finalizer !== CLEANUP);
  return others ?? [];
}

/**
 * Whether an object that is being deleted has nothing left to wait for.
 *
 * @source k8s.io/apiserver/pkg/registry/generic/registry/store.go → ShouldDeleteDuringUpdate (v0.36.3)
 * @source pkg/registry/core/namespace/storage/storage.go → REST.Delete (v1.36.3)
 */
export function isFinal(kind: GroupKind, object: KubeObject): boolean {
  const { deletionTimestamp, finalizers } = object.metadata;
  if (!deletionTimestamp || finalizers?.length) return false;
  if (kind !== 'Namespace') return true;
  return (object as Namespace).spec?.finalizers?.length === 0;
}

function terminating(
  storage: Storage,
  kind: GroupKind,
  object: KubeObject,
  finalizers: readonly string[] | undefined,
): KubeObject {
  const { metadata } = object;
  const { deletionTimestamp = timestamp(storage), generation } = metadata;
  const begins = metadata.deletionTimestamp === undefined;
  const marked: KubeObject = {
    ...object,
    metadata: {
      ...metadata,
      deletionTimestamp,
      ...(begins && generation !== undefined ? { generation: generation + 1 } : {}),
      ...(kind === 'Namespace' ? {} : { deletionGracePeriodSeconds: 0 }),
      ...(finalizers ? { finalizers } : {}),
    },
  };
  if (kind !== 'Namespace') return marked;
  const { spec, status } = object as Namespace;
  return {
    ...marked,
    spec: { ...spec, finalizers: spec?.finalizers ?? ['kubernetes'] },
    status: { ...status, phase: 'Terminating' },
  };
}

/**
 * The finalizers of an object that is to be deleted: its own, and the garbage collector's as the propagation asks.
 *
 * @source k8s.io/apiserver/pkg/registry/generic/registry/store.go → deletionFinalizersForGarbageCollection (v0.36.3)
 */
function finalizersFor(
  kind: GroupKind,
  { finalizers = [] }: Metadata,
  propagation: Propagation | undefined,
): readonly string[] | undefined {
  const own = finalizers.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  const orphan = propagation
    ? propagation === 'Orphan'
    : finalizers.includes(ORPHAN) || (!finalizers.includes(FOREGROUND) && ORPHANING.has(kind));
  const foreground = propagation ? propagation === 'Foreground' : finalizers.includes(FOREGROUND);
  const wanted = [...own, ...(orphan ? [ORPHAN] : []), ...(foreground ? [FOREGROUND] : [])];
  const unchanged = wanted.length === finalizers.length && wanted.every((each) => finalizers.includes(each));
  return unchanged ? (finalizers.length > 0 ? finalizers : undefined) : wanted;
}
