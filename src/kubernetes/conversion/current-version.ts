import { type GroupKind, groupKindOf } from '../group-kind.ts';
import type { JsonObject } from '../patch/json-value.ts';
import { claimTemplateToV1, claimToV1, sliceToV1 } from './devices.ts';
import { endpointSliceToV1 } from './endpoint-slice.ts';
import { eventToCore } from './event.ts';
import { autoscalerFromV1, autoscalerFromV2Beta1 } from './horizontal-pod-autoscaler.ts';
import { ingressToV1 } from './ingress.ts';
import { budgetToV1 } from './pod-disruption-budget.ts';
import { runtimeClassToV1 } from './runtime-class.ts';

interface Conversion {
  /** The version that the object gets. */
  readonly to: string;
  /** What is different but the version; nothing when undefined. Values of a wrong type are handed on as they are. */
  readonly convert?: (object: JsonObject) => JsonObject;
}

/** Older versions of Kubernetes' own kinds, each with the kinds that it holds: `version: kind kind`. */
const SAME_FIELDS: readonly (readonly [from: string, to: string, kinds: string])[] = [
  ['extensions/v1beta1', 'apps/v1', 'Deployment DaemonSet ReplicaSet'],
  ['extensions/v1beta1', 'networking.k8s.io/v1', 'NetworkPolicy'],
  ['apps/v1beta1', 'apps/v1', 'Deployment StatefulSet ControllerRevision'],
  ['apps/v1beta2', 'apps/v1', 'Deployment DaemonSet ReplicaSet StatefulSet ControllerRevision'],
  ['batch/v1beta1', 'batch/v1', 'CronJob'],
  ['batch/v2alpha1', 'batch/v1', 'CronJob'],
  ['autoscaling/v2beta2', 'autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['networking.k8s.io/v1beta1', 'networking.k8s.io/v1', 'IngressClass'],
  ['scheduling.k8s.io/v1alpha1', 'scheduling.k8s.io/v1', 'PriorityClass'],
  ['scheduling.k8s.io/v1beta1', 'scheduling.k8s.io/v1', 'PriorityClass'],
  ['storage.k8s.io/v1alpha1', 'storage.k8s.io/v1', 'CSIStorageCapacity VolumeAttachment'],
  [
    'storage.k8s.io/v1beta1',
    'storage.k8s.io/v1',
    'StorageClass CSINode CSIDriver CSIStorageCapacity VolumeAttachment',
  ],
  ['node.k8s.io/v1beta1', 'node.k8s.io/v1', 'RuntimeClass'],
  ['coordination.k8s.io/v1beta1', 'coordination.k8s.io/v1', 'Lease'],
  [
    'rbac.authorization.k8s.io/v1alpha1',
    'rbac.authorization.k8s.io/v1',
    'Role RoleBinding ClusterRole ClusterRoleBinding',
  ],
  [
    'rbac.authorization.k8s.io/v1beta1',
    'rbac.authorization.k8s.io/v1',
    'Role RoleBinding ClusterRole ClusterRoleBinding',
  ],
  [
    'admissionregistration.k8s.io/v1beta1',
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration ValidatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding',
  ],
  ['apiregistration.k8s.io/v1beta1', 'apiregistration.k8s.io/v1', 'APIService'],
  [
    'resource.k8s.io/v1beta2',
    'resource.k8s.io/v1',
    'ResourceClaim ResourceClaimTemplate ResourceSlice DeviceClass',
  ],
  ['resource.k8s.io/v1beta1', 'resource.k8s.io/v1', 'DeviceClass'],
  ['resource.k8s.io/v1alpha3', 'resource.k8s.io/v1', 'DeviceClass'],
];

const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map([
  ...SAME_FIELDS.flatMap(([from, to, kinds]) =>
    kinds.split(' ').map((kind): [string, Conversion] => [`${from} ${kind}`, { to }]),
  ),
  ...Object.entries<Conversion>({
    'autoscaling/v1 HorizontalPodAutoscaler': { to: 'autoscaling/v2', convert: autoscalerFromV1 },
    'autoscaling/v2beta1 HorizontalPodAutoscaler': { to: 'autoscaling/v2', convert: autoscalerFromV2Beta1 },
    'events.k8s.io/v1 Event': { to: 'v1', convert: eventToCore },
    'events.k8s.io/v1beta1 Event': { to: 'v1', convert: eventToCore },
    'policy/v1beta1 PodDisruptionBudget': { to: 'policy/v1', convert: budgetToV1 },
    'discovery.k8s.io/v1beta1 EndpointSlice': { to: 'discovery.k8s.io/v1', convert: endpointSliceToV1 },
    'extensions/v1beta1 Ingress': { to: 'networking.k8s.io/v1', convert: ingressToV1 },
    'networking.k8s.io/v1beta1 Ingress': { to: 'networking.k8s.io/v1', convert: ingressToV1 },
    'node.k8s.io/v1alpha1 RuntimeClass': { to: 'node.k8s.io/v1', convert: runtimeClassToV1 },
    'resource.k8s.io/v1beta1 ResourceClaim': { to: 'resource.k8s.io/v1', convert: claimToV1 },
    'resource.k8s.io/v1alpha3 ResourceClaim': { to: 'resource.k8s.io/v1', convert: claimToV1 },
    'resource.k8s.io/v1beta1 ResourceClaimTemplate': { to: 'resource.k8s.io/v1', convert: claimTemplateToV1 },
    'resource.k8s.io/v1alpha3 ResourceClaimTemplate': {
      to: 'resource.k8s.io/v1',
      convert: claimTemplateToV1,
    },
    'resource.k8s.io/v1beta1 ResourceSlice': { to: 'resource.k8s.io/v1', convert: sliceToV1 },
    'resource.k8s.io/v1alpha3 ResourceSlice': { to: 'resource.k8s.io/v1', convert: sliceToV1 },
  }),
]);

/** The version that objects of an older one are read as; the version itself when it is the one that is kept. */
export function currentVersionOf(apiVersion: string, kind: string): string {
  return CONVERSIONS.get(`${apiVersion} ${kind}`)?.to ?? apiVersion;
}

/** The group-kind under which objects of this version and kind are kept: `Event` for those of events.k8s.io. */
export function currentGroupKindOf(apiVersion: string, kind: string): GroupKind {
  return groupKindOf(currentVersionOf(apiVersion, kind), kind);
}

/**
 * An object as the API server would give it in the version that the model reads; one of that version, and one of a kind
 * that is not Kubernetes' own, as it is. The object itself is not changed.
 */
export function inCurrentVersion(object: JsonObject): JsonObject {
  const conversion = CONVERSIONS.get(`${String(object['apiVersion'])} ${String(object['kind'])}`);
  if (!conversion) return object;
  return { ...(conversion.convert?.(object) ?? object), apiVersion: conversion.to };
}
