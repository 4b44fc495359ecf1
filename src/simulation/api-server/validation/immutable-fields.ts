import {
  type GroupKind,
  isEqual,
  isObject,
  type JsonObject,
  type KubeObject,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { bindingUpdateErrors } from './access.ts';
import { forbidden } from './field-errors.ts';

/** Fields of a spec that never change, by kind. */
const IMMUTABLE: Readonly<Record<GroupKind, readonly string[]>> = {
  'Deployment.apps': ['selector'],
  'ReplicaSet.apps': ['selector'],
  'DaemonSet.apps': ['selector'],
  'Job.batch': ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'],
};

/** The fields of a StatefulSet's spec that may change. */
const STATEFUL_SET_MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];
const STATEFUL_SET_RULE =
  "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
const POD_RULE =
  'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
const CLAIM_RULE =
  'Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** The type of a Secret that says none. */
const OPAQUE = 'Opaque';
/** Since when the resources of a suspended job's pods may change. */
const RESIZED_TEMPLATES_MINOR = 36;
const BINDINGS: ReadonlySet<GroupKind> = new Set([
  'RoleBinding.rbac.authorization.k8s.io',
  'ClusterRoleBinding.rbac.authorization.k8s.io',
]);

/**
 * What an update changes and may not.
 *
 * @param minor the API server's version.
 */
export function immutableFieldErrors(
  kind: GroupKind,
  object: KubeObject,
  oldObject: KubeObject,
  minor: number,
): FieldError[] {
  if (BINDINGS.has(kind)) {
    return isEqual(object.roleRef, oldObject.roleRef) ? [] : [bindingUpdateErrors(object)];
  }
  if (kind === 'ConfigMap' || kind === 'Secret') return dataErrors(object, oldObject);
  if (kind === 'PriorityClass.scheduling.k8s.io') return priorityErrors(object, oldObject);
  const [spec, old] = [specOf(object), specOf(oldObject)];
  if (isEqual(spec, old)) return [];
  switch (kind) {
    case 'StatefulSet.apps':
      return isEqual(without(spec, STATEFUL_SET_MUTABLE), without(old, STATEFUL_SET_MUTABLE))
        ? []
        : [{ field: 'spec', message: STATEFUL_SET_RULE }];
    case 'Pod':
      return podUpdateErrors(spec, old);
    case 'PersistentVolumeClaim': {
      const mutable = ['resources', 'volumeAttributesClassName', 'volumeName', 'storageClassName'];
      return isEqual(without(spec, mutable), without(old, mutable))
        ? []
        : [{ field: 'spec', message: CLAIM_RULE }];
    }
    case 'Job.batch':
      return [
        ...completionErrors(spec, old),
        ...changedOf(kind, spec, old),
        ...templateErrors(spec, old, minor),
      ];
    case 'Service':
      return serviceErrors(spec, old);
    default:
      return changedOf(kind, spec, old);
  }
}

/** @source pkg/apis/core/validation/validation.go → ValidateConfigMapUpdate, ValidateSecretUpdate (v1.36.3) */
function dataErrors(object: KubeObject, old: KubeObject): FieldError[] {
  const isSameType = (object.type ?? OPAQUE) === (old.type ?? OPAQUE);
  const type = isSameType ? [] : [immutable('type', object.type)];
  if (old.immutable !== true) return type;
  const frozen = ['data', 'binaryData'].filter((field) => !isEqual(object[field], old[field]));
  const fields = object.immutable === true ? frozen : ['immutable', ...frozen];
  return [...type, ...fields.map((field) => forbidden(field, 'field is immutable when `immutable` is set'))];
}

/** @source pkg/apis/scheduling/validation/validation.go → ValidatePriorityClassUpdate (v1.36.3) */
function priorityErrors(object: KubeObject, old: KubeObject): FieldError[] {
  return [
    ...(isEqual(object.value, old.value) ? [] : [forbidden('value', 'may not be changed in an update.')]),
    ...(isEqual(object.preemptionPolicy, old.preemptionPolicy)
      ? []
      : [immutable('preemptionPolicy', object.preemptionPolicy)]),
  ];
}

function changedOf(kind: GroupKind, spec: JsonObject, old: JsonObject): FieldError[] {
  return (IMMUTABLE[kind] ?? [])
    .filter((field) => !isEqual(spec[field], old[field]))
    .map((field) => immutable(`spec.${field}`, spec[field]));
}

function immutable(field: string, value: unknown): FieldError {
  return { field, message: `Invalid value: ${JSON.stringify(value ?? null)}: field is immutable` };
}

/** Only an indexed job may change how many completions it wants, together with its parallelism. */
function completionErrors(spec: JsonObject, old: JsonObject): FieldError[] {
  if (isEqual(spec.completions, old.completions)) return [];
  const isElastic = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  return isElastic ? [] : [immutable('spec.completions', spec.completions)];
}

/**
 * Where a suspended job's pods may stand may change, and what they ask for since 1.36; the rest of its template may not.
 *
 * @source pkg/apis/batch/validation/validation.go → validatePodTemplateUpdate (v1.36.3)
 */
function templateErrors(spec: JsonObject, old: JsonObject, minor: number): FieldError[] {
  if (isEqual(spec.template, old.template)) return [];
  if (old.suspend !== true) return [immutable('spec.template', spec.template)];
  const mayResize = minor >= RESIZED_TEMPLATES_MINOR;
  const [one, two] = [spec.template, old.template].map((template) => fixedPart(template, mayResize));
  if (isEqual(one, two)) return [];
  if (!mayResize) return [immutable('spec.template', spec.template)];
  const podSpec = isObject(spec.template) ? spec.template.spec : undefined;
  return [immutable('spec.template.spec', podSpec)];
}

/** What of a suspended job's template stays as it is. */
function fixedPart(template: unknown, mayResize: boolean): JsonObject {
  const { spec, metadata } = isObject(template) ? template : {};
  const podSpec = isObject(spec) ? spec : {};
  const { nodeAffinity: _nodeAffinity, ...affinity } = isObject(podSpec.affinity) ? podSpec.affinity : {};
  const fixed = without(podSpec, ['nodeSelector', 'tolerations', 'schedulingGates', 'affinity']);
  const strip = (list: unknown) =>
    Array.isArray(list) && mayResize
      ? list.map((item) => (isObject(item) ? without(item, ['resources']) : item))
      : list;
  return {
    metadata: without(isObject(metadata) ? metadata : {}, ['labels', 'annotations']),
    spec: {
      ...fixed,
      affinity,
      containers: strip(fixed.containers),
      initContainers: strip(fixed.initContainers),
    },
  };
}

function serviceErrors(spec: JsonObject, old: JsonObject): FieldError[] {
  const isStable = old.type !== 'ExternalName' && spec.type !== 'ExternalName';
  if (!isStable || !old.clusterIP || spec.clusterIP === undefined || spec.clusterIP === old.clusterIP)
    return [];
  const message = `Invalid value: ${JSON.stringify([spec.clusterIP])}: may not change once set`;
  return [{ field: 'spec.clusterIPs[0]', message }];
}

/** @source pkg/apis/core/validation/validation.go → ValidatePodUpdate (v1.36.3) */
function podUpdateErrors(spec: JsonObject, old: JsonObject): FieldError[] {
  const names = (value: unknown) =>
    Array.isArray(value) ? value.map((item) => (isObject(item) ? item.name : item)) : [];
  for (const field of ['containers', 'initContainers']) {
    if (names(spec[field]).length !== names(old[field]).length) {
      return [forbidden(`spec.${field}`, 'pod updates may not add or remove containers')];
    }
  }
  const errors = tolerationErrors(spec.tolerations, old.tolerations);
  return isPodUpdate(spec, old) ? errors : [...errors, { field: 'spec', message: POD_RULE }];
}

/** Tolerations may be added, and the time of those that are there may change. */
function tolerationErrors(tolerations: unknown, old: unknown): FieldError[] {
  const timeless = (value: unknown) =>
    (Array.isArray(value) ? value : []).map((each) =>
      isObject(each) ? without(each, ['tolerationSeconds']) : each,
    );
  const now = timeless(tolerations);
  const isKept = timeless(old).every((each) => now.some((other) => isEqual(each, other)));
  if (isKept) return [];
  return [
    forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'),
  ];
}

function isPodUpdate(spec: JsonObject, old: JsonObject): boolean {
  const mutable = [
    'activeDeadlineSeconds',
    'tolerations',
    'terminationGracePeriodSeconds',
    'schedulingGates',
  ];
  return isEqual(withoutImages(without(spec, mutable)), withoutImages(without(old, mutable)));
}

function withoutImages(spec: JsonObject): JsonObject {
  const strip = (list: unknown) =>
    Array.isArray(list) ? list.map((item) => (isObject(item) ? without(item, ['image']) : item)) : list;
  return { ...spec, containers: strip(spec.containers), initContainers: strip(spec.initContainers) };
}

function without(object: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !fields.includes(key)));
}

function specOf({ spec }: KubeObject): JsonObject {
  return isObject(spec) ? spec : {};
}
