import { groupKindOf, isObject, type KubeObject } from '../../kubernetes/index.ts';
import { INFERRED_ANNOTATION } from '../digest.ts';

import { KEPT_ANNOTATIONS } from '../pod-own.ts';

/** What stands in place of a value that was taken out, as support bundles write it. */
export const HIDDEN = '***HIDDEN***';

/** Annotations that change behaviour on other objects than pods. */
const KEPT = new Set([
  ...KEPT_ANNOTATIONS,
  INFERRED_ANNOTATION,
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.daemonset.template.generation',
  'storageclass.kubernetes.io/is-default-class',
  'volume.kubernetes.io/selected-node',
  'pv.kubernetes.io/bind-completed',
  'pv.kubernetes.io/bound-by-controller',
  'volume.beta.kubernetes.io/storage-class',
  'batch.kubernetes.io/job-tracking',
  'cluster-autoscaler.kubernetes.io/scale-down-disabled',
  'karpenter.sh/nodepool-hash',
  'node.alpha.kubernetes.io/ttl',
  'scheduling.k8s.io/group-name',
]);

/** That an object was applied matters to `apply --prune`; what was applied is hidden. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The fields of a container's environment that hold literals, at any depth: in pods and in every kind of template. */
const CONTAINER_LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/**
 * The object without what is secret and what no simulation reads: values of Secrets and ConfigMaps, literal values of
 * the environment and of headers, command lines, annotations but those that change behaviour, managed fields.
 */
export function redactObject(object: KubeObject): KubeObject {
  const kind = groupKindOf(object.apiVersion ?? '', object.kind ?? '');
  const redacted = redactValue(object) as Record<string, unknown>;
  if (kind === 'Secret' || kind === 'ConfigMap') {
    for (const field of ['data', 'stringData', 'binaryData']) {
      if (isObject(redacted[field])) redacted[field] = hiddenValues(redacted[field]);
    }
  }
  return redacted as unknown as KubeObject;
}

function redactValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactValue);
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    if (key === 'managedFields') continue;
    if (key === 'metadata' && isObject(member)) result[key] = redactMetadata(member);
    else if (key === 'exec' && isObject(member)) result[key] = { ...member, command: [HIDDEN] };
    else if (key === 'httpHeaders' && Array.isArray(member)) result[key] = member.map(withHiddenValue);
    else if (CONTAINER_LISTS.has(key) && Array.isArray(member)) result[key] = member.map(redactContainer);
    else result[key] = redactValue(member);
  }
  return result;
}

function redactMetadata(metadata: Record<string, unknown>): Record<string, unknown> {
  const { managedFields: _managedFields, annotations, ...rest } = metadata;
  if (!isObject(annotations)) return rest;
  const kept = Object.entries(annotations).filter(([key]) => KEPT.has(key));
  if (LAST_APPLIED in annotations) kept.push([LAST_APPLIED, HIDDEN]);
  return kept.length === 0 ? rest : { ...rest, annotations: Object.fromEntries(kept) };
}

function redactContainer(value: unknown): unknown {
  if (!isObject(value)) return value;
  const container = redactValue(value) as Record<string, unknown>;
  if (Array.isArray(container.env)) {
    container.env = container.env.map(withHiddenValue);
  }
  for (const field of ['command', 'args']) {
    if (Array.isArray(container[field])) container[field] = container[field].map(() => HIDDEN);
  }
  return container;
}

/** A `{name, value}` without its value; one that refers elsewhere stays. */
function withHiddenValue(variable: unknown): unknown {
  return isObject(variable) && typeof variable.value === 'string' ? { ...variable, value: HIDDEN } : variable;
}

function hiddenValues(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(data).map((key) => [key, HIDDEN]));
}
