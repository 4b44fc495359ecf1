import {
  configKeyProblems,
  type GroupKind,
  isObject,
  type JsonObject,
  type KubeObject,
  labelValueProblems,
  qualifiedNameProblems,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { forbidden, invalid, required, unsupported } from './field-errors.ts';
import { quotaErrors } from './resource-amounts.ts';
import { serviceErrors } from './services.ts';

const PRIORITY_MAX = 1_000_000_000;
const NOT_NEGATIVE = 'must be greater than or equal to 0';
const PERCENT =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
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
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const PREEMPTION_POLICIES = ['PreemptLowerPriority', 'Never'];

/** Validation of other kinds, as far as it is checked here. */
export const OTHER_RULES: Readonly<Record<GroupKind, (object: KubeObject) => FieldError[]>> = {
  Service: serviceErrors,
  'PodDisruptionBudget.policy': budgetErrors,
  'HorizontalPodAutoscaler.autoscaling': autoscalerErrors,
  PersistentVolumeClaim: claimErrors,
  'PriorityClass.scheduling.k8s.io': priorityClassErrors,
  ConfigMap: ({ data, binaryData }) => [...keyErrors(data, 'data'), ...keyErrors(binaryData, 'binaryData')],
  Secret: ({ data }) => keyErrors(data, 'data'),
  ResourceQuota: (object) => [
    ...quotaErrors(specOf(object).hard as Record<string, string>, 'spec.hard'),
    ...scopeErrors(specOf(object).scopes),
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
    if (spec[field] !== undefined) errors.push(...shareErrors(spec[field], `spec.${field}`));
  }
  return errors;
}

/** @source pkg/apis/apps/validation/validation.go → ValidatePositiveIntOrPercent, IsNotMoreThan100Percent (v1.36.3) */
function shareErrors(value: unknown, field: string): FieldError[] {
  if (typeof value === 'number') return value < 0 ? invalid(field, value, [NOT_NEGATIVE]) : [];
  const text = String(value);
  if (!/^[0-9]+%$/.test(text)) return invalid(field, text, [PERCENT]);
  return Number(text.slice(0, -1)) > 100 ? invalid(field, text, ['must not be greater than 100%']) : [];
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

/** @source pkg/apis/autoscaling/validation/validation.go → validateHorizontalPodAutoscalerSpec (v1.36.3) */
function autoscalerErrors(object: KubeObject): FieldError[] {
  const { minReplicas, maxReplicas } = specOf(object);
  const errors: FieldError[] = [];
  if (typeof maxReplicas !== 'number' || maxReplicas < 1) {
    errors.push({
      field: 'spec.maxReplicas',
      message: `Invalid value: ${maxReplicas ?? 0}: must be greater than 0`,
    });
  } else if (typeof minReplicas === 'number' && maxReplicas < minReplicas) {
    errors.push({
      field: 'spec.maxReplicas',
      message: `Invalid value: ${maxReplicas}: must be greater than or equal to \`minReplicas\``,
    });
  }
  return errors;
}

/** @source pkg/apis/core/validation/validation.go → ValidateConfigMap, ValidateSecret (v1.36.3) */
function keyErrors(data: unknown, field: string): FieldError[] {
  return Object.keys(isObject(data) ? data : {}).flatMap((key) =>
    invalid(`${field}[${key}]`, key, configKeyProblems(key)),
  );
}

/** @source pkg/apis/core/validation/validation.go → validateResourceQuotaScopes (v1.36.3) */
function scopeErrors(scopes: unknown): FieldError[] {
  if (!Array.isArray(scopes)) return [];
  const refused = (why: string) => ({
    field: 'spec.scopes',
    message: `Invalid value: ${JSON.stringify(scopes)}: ${why}`,
  });
  const conflicts = CONFLICTING_SCOPES.filter((pair) => pair.every((scope) => scopes.includes(scope)));
  return [
    ...scopes.filter((scope) => !SCOPES.has(String(scope))).map(() => refused('unsupported scope')),
    ...conflicts.map(() => refused('conflicting scopes')),
  ];
}

/** @source pkg/apis/core/validation/validation.go → validateNodeTaints (v1.36.3) */
function nodeErrors(object: KubeObject): FieldError[] {
  const { taints } = specOf(object);
  return (Array.isArray(taints) ? taints : []).filter(isObject).flatMap((taint, index) => {
    const at = `metadata.taints[${index}]`;
    const [key, value, effect] = [taint.key, taint.value, taint.effect].map((each) => String(each ?? ''));
    const errors = invalid(`${at}.key`, key!, qualifiedNameProblems(key!));
    const problems = labelValueProblems(value!);
    if (problems.length > 0) errors.push(...invalid(`${at}.value`, value!, [problems.join(';')]));
    if (effect === '') errors.push(required(`${at}.effect`));
    else if (!EFFECTS.includes(effect!)) errors.push(unsupported(`${at}.effect`, effect!, EFFECTS));
    return errors;
  });
}

function claimErrors(object: KubeObject): FieldError[] {
  const { accessModes, resources } = specOf(object);
  const errors: FieldError[] = [];
  if (!Array.isArray(accessModes) || accessModes.length === 0) {
    errors.push({ field: 'spec.accessModes', message: 'Required value: at least 1 access mode is required' });
  }
  const requests = isObject(resources) && isObject(resources.requests) ? resources.requests : {};
  if (requests.storage === undefined)
    errors.push({ field: 'spec.resources[storage]', message: 'Required value' });
  return errors;
}
