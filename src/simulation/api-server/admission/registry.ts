import type { AdmissionPlugin } from './admission.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { podSecurity } from './pod-security/pod-security.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { defaultStorageClass, storageObjectInUseProtection } from './storage-defaults.ts';
import { taintNodesByCondition } from './taint-nodes-by-condition.ts';
import { validatingAdmissionPolicy } from './validating-admission-policy.ts';
import { mutatingAdmissionWebhook, validatingAdmissionWebhook } from './webhooks.ts';

/**
 * The plugins that are on by default and whose work shows in a simulation, in the API server's order. Topology labels
 * are added where a pod is bound.
 *
 * @source pkg/kubeapiserver/options/plugins.go → AllOrderedPlugins, DefaultOffAdmissionPlugins (v1.36.3)
 */
export const ADMISSION_PLUGINS: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  limitRanger,
  serviceAccount,
  taintNodesByCondition,
  podSecurity,
  priority,
  defaultTolerationSeconds,
  defaultStorageClass,
  storageObjectInUseProtection,
  runtimeClass,
  mutatingAdmissionWebhook,
  validatingAdmissionPolicy,
  validatingAdmissionWebhook,
  resourceQuota,
];
