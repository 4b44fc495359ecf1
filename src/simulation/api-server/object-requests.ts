import {
  type GroupKind,
  generateName,
  isEqual,
  isObject,
  type KubeObject,
  type Metadata,
  withDefaults,
} from '../../kubernetes/index.ts';
import { type AdmissionRequest, Refusal } from './admission/admission.ts';
import { mutate, validate } from './admission/admit.ts';
import type { Actor, Answer, UpdateOptions } from './api.ts';
import { isFinal } from './object-deletion.ts';
import { prepared } from './object-preparation.ts';
import { MODIFIED, refusals, refuse } from './refusals.ts';
import { newUid, originOf, resourceOf, type Storage, timestamp } from './storage.ts';
import { creationWarnings } from './validation/pod-warnings.ts';
import { validationErrors } from './validation/validate-object.ts';

/** Kinds whose objects have no generation. */
const WITHOUT_GENERATION: ReadonlySet<GroupKind> = new Set([
  'ConfigMap',
  'Endpoints',
  'LimitRange',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'ResourceQuota',
  'Secret',
  'Service',
  'ServiceAccount',
  'HorizontalPodAutoscaler.autoscaling',
  'Lease.coordination.k8s.io',
  'StorageClass.storage.k8s.io',
]);

/** Creates an object of any kind but Pod. */
export function createObject(
  storage: Storage,
  kind: GroupKind,
  given: KubeObject,
  by: Actor,
  dryRun: boolean,
): Answer {
  const { write, random } = storage;
  const resource = resourceOf(kind);
  const { namespace } = given.metadata;
  const base = given.metadata.generateName ?? '';
  const maker = originOf(given.metadata);
  const origin = `${kind} ${maker ?? `${namespace}/${base}`}`;
  const generated = base === '' ? '' : generateName(base, () => random('name', origin));
  const name = given.metadata.name || generated;
  if (stored(storage, kind, namespace, name)) return refuse(refusals.alreadyExists(resource, name));
  const metadata: Metadata = {
    ...given.metadata,
    name,
    uid: newUid(storage, maker === undefined ? `${kind} ${namespace}/${name}` : origin),
    creationTimestamp: timestamp(storage),
    ...(WITHOUT_GENERATION.has(kind) ? {} : { generation: 1 }),
  };
  const warnings: string[] = [];
  const context = { storage, warn: (text: string) => warnings.push(text) };
  const request = {
    operation: 'CREATE',
    kind,
    resource,
    namespace,
    name,
    object: prepared(storage, kind, withDefaults({ ...given, metadata })),
    oldObject: undefined,
    dryRun,
    by,
  } satisfies AdmissionRequest;
  const admitted = mutate(request, context);
  if (admitted instanceof Refusal) return refuse(admitted.status);
  const errors = validationErrors(kind, admitted, undefined, storage.world.version.minor);
  if (errors.length > 0) return refuse(refusals.invalid(kind, name, errors));
  warnings.push(...creationWarnings(kind, admitted));
  const refusal = validate({ ...request, object: admitted }, context);
  if (refusal) return refuse(refusal);
  if (!dryRun) write(by, { type: 'putObject', kind, object: admitted });
  return { ok: true, value: admitted, warnings };
}

/** Replaces metadata and spec of an object of any kind but Pod. */
export function updateObject(
  storage: Storage,
  kind: GroupKind,
  given: KubeObject,
  by: Actor,
  options: UpdateOptions = {},
): Answer {
  const { write } = storage;
  const resource = resourceOf(kind);
  const { namespace, name = '' } = given.metadata;
  const oldObject = stored(storage, kind, namespace, name);
  if (!oldObject) return refuse(refusals.notFound(resource, name));
  const { resourceVersion, subresource, dryRun = false } = options;
  if (resourceVersion !== undefined && resourceVersion !== oldObject.metadata.resourceVersion) {
    return refuse(refusals.conflict(resource, name, MODIFIED));
  }
  const warnings: string[] = [];
  const context = { storage, warn: (text: string) => warnings.push(text) };
  const request = {
    operation: 'UPDATE',
    kind,
    resource,
    namespace,
    name,
    ...(subresource ? { subresource } : {}),
    object: defaultedUpdate(withSystemFields(given, oldObject), oldObject),
    oldObject,
    dryRun,
    by,
  } satisfies AdmissionRequest;
  const admitted = mutate(request, context);
  if (admitted instanceof Refusal) return refuse(admitted.status);
  const errors = validationErrors(kind, admitted, oldObject, storage.world.version.minor);
  if (errors.length > 0) return refuse(refusals.invalid(kind, name, errors));
  const refusal = validate({ ...request, object: admitted }, context);
  if (refusal) return refuse(refusal);
  if (isEqual(admitted, oldObject)) return { ok: true, value: oldObject, warnings };
  const object = withGeneration(admitted, oldObject);
  if (!dryRun) put(storage, kind, object, by);
  if (!dryRun && isFinal(kind, object)) {
    write(by, { type: 'removeObject', kind, ...(namespace ? { namespace } : {}), name });
  }
  return { ok: true, value: object, warnings };
}

/** Replaces the status of an object of any kind but Pod. */
export function updateObjectStatus(storage: Storage, kind: GroupKind, given: KubeObject, by: Actor): Answer {
  const { namespace, name = '' } = given.metadata;
  const oldObject = stored(storage, kind, namespace, name);
  if (!oldObject) return refuse(refusals.notFound(resourceOf(kind), name));
  const object = { ...oldObject, status: given.status };
  if (!isEqual(given.status, oldObject.status)) put(storage, kind, object, by);
  return { ok: true, value: object, warnings: [] };
}

function put(storage: Storage, kind: GroupKind, object: KubeObject, by: Actor): void {
  const { resourceVersion } = object.metadata;
  const next =
    resourceVersion === undefined
      ? object
      : { ...object, metadata: { ...object.metadata, resourceVersion: `${Number(resourceVersion) + 1}` } };
  storage.write(by, { type: 'putObject', kind, object: next });
}

/** The stored object of any kind but Pod. */
export function stored(
  { world }: Storage,
  kind: GroupKind,
  namespace: string | undefined,
  name: string,
): KubeObject | undefined {
  return kind === 'Node'
    ? world.nodes.object(world.nodes.row(name))
    : world.objects.get(kind, namespace, name);
}

/**
 * What clients cannot change stays as it is.
 *
 * @source k8s.io/apiserver/pkg/registry/rest/update.go → BeforeUpdate (v0.36.3)
 */
function withSystemFields(given: KubeObject, oldObject: KubeObject): KubeObject {
  const {
    uid,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generation,
    resourceVersion,
  } = oldObject.metadata;
  const system = {
    uid,
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds,
    generation,
    resourceVersion,
  };
  const metadata: Record<string, unknown> = { ...given.metadata };
  for (const [field, value] of Object.entries(system)) {
    if (value === undefined) delete metadata[field];
    else metadata[field] = value;
  }
  const { status: _status, ...rest } = given;
  const object = { ...rest, metadata } as KubeObject;
  return oldObject.status === undefined ? object : { ...object, status: oldObject.status };
}

/** Fills in defaults, but touches no field of the spec that the request leaves as it is stored. */
function defaultedUpdate(given: KubeObject, oldObject: KubeObject): KubeObject {
  const object = withDefaults(given);
  if (object === given || !isObject(object.spec) || !isObject(given.spec) || !isObject(oldObject.spec))
    return object;
  const spec: Record<string, unknown> = { ...object.spec };
  for (const field of Object.keys(spec)) {
    if (!isEqual(given.spec[field], oldObject.spec[field])) continue;
    if (oldObject.spec[field] === undefined) delete spec[field];
    else spec[field] = oldObject.spec[field];
  }
  return { ...object, spec };
}

/** The generation counts changes of anything but metadata and status. */
function withGeneration(object: KubeObject, oldObject: KubeObject): KubeObject {
  const { generation } = oldObject.metadata;
  if (generation === undefined || isEqual(desired(object), desired(oldObject))) return object;
  return { ...object, metadata: { ...object.metadata, generation: generation + 1 } };
}

function desired({ metadata: _metadata, status: _status, ...rest }: KubeObject): unknown {
  return rest;
}
