import { type ObjectRef, refId } from '../../history/index.ts';
import type { GroupKind } from '../../kubernetes/index.ts';
import { compareTexts } from '../../kubernetes/index.ts';

export const DEPLOYMENT: GroupKind = 'Deployment.apps';
export const REPLICA_SET: GroupKind = 'ReplicaSet.apps';
export const SLICE: GroupKind = 'EndpointSlice.discovery.k8s.io';
export const HPA: GroupKind = 'HorizontalPodAutoscaler.autoscaling';
export const BUDGET: GroupKind = 'PodDisruptionBudget.policy';
export const NETWORK_POLICY: GroupKind = 'NetworkPolicy.networking.k8s.io';
export const PRIORITY_CLASS: GroupKind = 'PriorityClass.scheduling.k8s.io';

/** Kinds that admit or refuse what a namespace's controllers create. */
export const NAMESPACE_LIMITS: readonly GroupKind[] = ['ResourceQuota', 'LimitRange'];
export const ADMISSION_KINDS: readonly GroupKind[] = [
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io',
  'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
];

export function isSame(a: ObjectRef, b: ObjectRef): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

/** Orders objects by kind, namespace and name. */
export function byId(a: ObjectRef, b: ObjectRef): number {
  return compareTexts(refId(a), refId(b));
}
