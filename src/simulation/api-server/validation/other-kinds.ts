import {
  type GroupKind,
  isObject,
  type JsonObject,
  type KubeObject,
  labelValueProblems,
  qualifiedNameProblems,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { bindingErrors, roleErrors } from './access.ts';
import { autoscalerErrors } from './autoscalers.ts';
import { forbidden, invalid, required, unknownText, unsupported } from './field-errors.ts';
import { limitRangeErrors } from './limit-ranges.ts';
import { ingressErrors, networkPolicyErrors } from './networks.ts';
import { quotaErrors } from './resource-amounts.ts';
import { configMapErrors, secretErrors } from './secrets.ts';
import { labelSelectorErrors } from './selectors.ts';
import { serviceErrors } from './services.ts';
import { excessErrors, shareErrors } from './shares.ts';
import { claimErrors, storageClassErrors, volumeSpecErrors } from './storage.ts';

const PRIORITY_MAX = 1_000_000_000;
/** What the system classes are worth. */
const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};
/** @source pkg/apis/core/helper/helpers.go → standardResourceQuotaScopes (v1.36.3) */
const SCOPES: ReadonlySet<string> = new Set([
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
]);
const CONFLICTING_SCOPES = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
];
/** Resources of pods that a quota counts. */
const COMPUTE =
  /^((requests|limits)\.)?(cpu|memory|ephemeral-storage)$|^requests\.[^/]+\/|^(requests\.)?hugepages-/;
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
/** The levels of pod security. */
const LEVELS = ['privileged', 'baseline', 'restricted'];
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];

/** Validation of other kinds, as far as it is checked here. */
export const OTHER_RULES: Readonly<Record<GroupKind, (object: KubeObject) => FieldError[]>> = {
  Service: serviceErrors,
  'PodDisruptionBudget.policy': budgetErrors,
  'HorizontalPodAutoscaler.autoscaling': autoscalerErrors,
  PersistentVolumeClaim: (object) => claimErrors(specOf(object), 'spec'),
  PersistentVolume: volumeSpecErrors,
  'StorageClass.storage.k8s.io': storageClassErrors,
  'PriorityClass.scheduling.k8s.io': priorityClassErrors,
  ConfigMap: configMapErrors,
  Secret: secretErrors,
  LimitRange: limitRangeErrors,
  Namespace: namespaceErrors,
  'Ingress.networking.k8s.io': ingressErrors,
  'NetworkPolicy.networking.k8s.io': networkPolicyErrors,
  'Role.rbac.authorization.k8s.io': roleErrors,
  'ClusterRole.rbac.authorization.k8s.io': roleErrors,
  'RoleBinding.rbac.authorization.k8s.io': bindingErrors,
  'ClusterRoleBinding.rbac.authorization.k8s.io': bindingErrors,
  'CustomResourceDefinition.apiextensions.k8s.io': definitionErrors,
  ResourceQuota: (object) => [
    ...quotaErrors(specOf(object).hard as Record<string, string>, 'spec.hard'),
    ...scopeErrors(specOf(object).scopes, specOf(object).hard),
  ],
  Node: nodeErrors,
};

function specOf({ spec }: KubeObject): JsonObject {
  return isObject(spec) ? spec : {};
}

/** @source pkg/apis/policy/validation/validation.go → ValidatePodDisruptionBudgetSpec (v1.36.3) */
function budgetErrors(object: KubeObject): FieldError[] {
  const spec = specOf(object);
  const errors: FieldError[] = [];
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    errors.push({
      field: 'spec',
      message: `Invalid value: ${internalBudget(spec)}: minAvailable and maxUnavailable cannot be both set`,
    });
  }
  for (const field of ['minAvailable', 'maxUnavailable']) {
    errors.push(...shareErrors(spec[field], `spec.${field}`), ...excessErrors(spec[field], `spec.${field}`));
  }
  const policy = spec.unhealthyPodEvictionPolicy;
  errors.push(...unknownText('spec.unhealthyPodEvictionPolicy', policy, ['AlwaysAllow', 'IfHealthyBudget']));
  return [...errors, ...labelSelectorErrors(spec.selector, 'spec.selector')];
}

/** A budget's spec as the API server prints its own structure. */
function internalBudget({
  minAvailable,
  selector,
  maxUnavailable,
  unhealthyPodEvictionPolicy = null,
}: JsonObject): string {
  return JSON.stringify({
    MinAvailable: minAvailable,
    Selector: selector,
    MaxUnavailable: maxUnavailable,
    UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy,
  });
}

/** @source pkg/apis/scheduling/validation/validation.go → ValidatePriorityClass (v1.36.3) */
function priorityClassErrors(object: KubeObject): FieldError[] {
  const { metadata, value = 0, preemptionPolicy } = object;
  const { name = '' } = metadata;
  const errors: FieldError[] = [];
  if (name.startsWith('system-')) errors.push(...systemClassErrors(object));
  else if (Number(value) > PRIORITY_MAX) {
    errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${PRIORITY_MAX}`));
  }
  const policy = String(preemptionPolicy ?? PREEMPTION_POLICIES[0]);
  if (!PREEMPTION_POLICIES.includes(policy)) {
    errors.push(unsupported('preemptionPolicy', policy, PREEMPTION_POLICIES));
  }
  return errors;
}

/** @source pkg/apis/scheduling/v1/helpers.go → IsKnownSystemPriorityClass (v1.36.3) */
function systemClassErrors({ metadata, value, globalDefault }: KubeObject): FieldError[] {
  const { name = '' } = metadata;
  const known = SYSTEM_CLASSES[name];
  let why: string | undefined;
  if (known === undefined) why = `${name} is not a known system priority class`;
  else if (value !== known) why = `value of ${name} PriorityClass must be ${known}`;
  else if (globalDefault) why = `globalDefault of ${name} PriorityClass must be false`;
  if (!why) return [];
  return [
    forbidden(
      'metadata.name',
      `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`,
    ),
  ];
}

/** @source pkg/apis/core/validation/validation.go → validateResourceQuotaScopes (v1.36.3) */
function scopeErrors(scopes: unknown, hard: unknown): FieldError[] {
  if (!Array.isArray(scopes)) return [];
  const refused = (why: string) => ({
    field: 'spec.scopes',
    message: `Invalid value: ${JSON.stringify(scopes)}: ${why}`,
  });
  const conflicts = CONFLICTING_SCOPES.filter((pair) => pair.every((scope) => scopes.includes(scope)));
  const counted = Object.keys(isObject(hard) ? hard : {});
  const isUncounted = counted.some((name) => scopes.some((scope) => !isScoped(String(scope), name)));
  return [
    ...scopes.filter((scope) => !SCOPES.has(String(scope))).map(() => refused('unsupported scope')),
    ...(isUncounted ? [refused('unsupported scope applied to resource')] : []),
    ...conflicts.map(() => refused('conflicting scopes')),
  ];
}

/** Whether a scope says which objects count for a resource. @source pkg/apis/core/helper/helpers.go → IsResourceQuotaScopeValidForResource (v1.36.3) */
function isScoped(scope: string, resource: string): boolean {
  switch (scope) {
    case 'Terminating':
    case 'NotTerminating':
    case 'NotBestEffort':
    case 'PriorityClass':
    case 'CrossNamespacePodAffinity':
      return resource === 'pods' || COMPUTE.test(resource);
    case 'BestEffort':
      return resource === 'pods';
    default:
      return true;
  }
}

/** @source pkg/apis/core/validation/validation.go → validateNodeTaints (v1.36.3) */
function nodeErrors(object: KubeObject): FieldError[] {
  const { taints } = specOf(object);
  const seen = new Set<string>();
  return (Array.isArray(taints) ? taints : []).filter(isObject).flatMap((taint, index) => {
    const at = `metadata.taints[${index}]`;
    const [key, value, effect] = [taint.key, taint.value, taint.effect].map((each) => String(each ?? ''));
    const errors = invalid(`${at}.key`, key!, qualifiedNameProblems(key!));
    const problems = labelValueProblems(value!);
    if (problems.length > 0) errors.push(...invalid(`${at}.value`, value!, [problems.join(';')]));
    if (effect === '') errors.push(required(`${at}.effect`));
    else if (!EFFECTS.includes(effect!)) errors.push(unsupported(`${at}.effect`, effect!, EFFECTS));
    if (seen.has(`${key}:${effect}`)) {
      const shown = JSON.stringify({ Key: key, Value: value, Effect: effect, TimeAdded: null });
      const message = `Duplicate value: ${shown}: taints must be unique by key and effect pair`;
      errors.push({ field: at, message });
    }
    seen.add(`${key}:${effect}`);
    return errors;
  });
}

/** @source staging/src/k8s.io/pod-security-admission/admission/admission.go → ValidateNamespace (v1.36.3) */
function namespaceErrors({ metadata: { labels = {} } }: KubeObject): FieldError[] {
  return ['enforce', 'audit', 'warn'].flatMap((mode) => {
    const key = `pod-security.kubernetes.io/${mode}`;
    const level = labels[key];
    if (level === undefined || LEVELS.includes(level)) return [];
    return invalid(`metadata.labels[${key}]`, level, [`must be one of ${LEVELS.join(', ')}`]);
  });
}

/** @source k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go → ValidateCustomResourceDefinition (v0.36.3) */
function definitionErrors(object: KubeObject): FieldError[] {
  const spec = specOf(object);
  const plural = isObject(spec.names) ? spec.names.plural : '';
  const { name = '' } = object.metadata;
  const why = 'must be spec.names.plural+"."+spec.group';
  return name === `${plural}.${spec.group}` ? [] : invalid('metadata.name', name, [why]);
}
