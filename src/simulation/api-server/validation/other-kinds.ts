import { type GroupKind, isObject, type JsonObject, type KubeObject } from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';

const PRIORITY_MAX = 1_000_000_000;

/** Validation of other kinds, as far as it is checked here. */
export const OTHER_RULES: Readonly<Record<GroupKind, (object: KubeObject) => FieldError[]>> = {
  Service: serviceErrors,
  'PodDisruptionBudget.policy': budgetErrors,
  'HorizontalPodAutoscaler.autoscaling': autoscalerErrors,
  PersistentVolumeClaim: claimErrors,
  'PriorityClass.scheduling.k8s.io': priorityClassErrors,
};

function specOf({ spec }: KubeObject): JsonObject {
  return isObject(spec) ? spec : {};
}

/** @source pkg/apis/core/validation/validation.go → ValidateService (v1.36.3) */
function serviceErrors(object: KubeObject): FieldError[] {
  const { ports, type, clusterIP } = specOf(object);
  if (type === 'ExternalName' || clusterIP === 'None') return [];
  if (Array.isArray(ports) && ports.length > 0) return [];
  return [{ field: 'spec.ports', message: 'Required value' }];
}

/** @source pkg/apis/policy/validation/validation.go → ValidatePodDisruptionBudgetSpec (v1.36.3) */
function budgetErrors(object: KubeObject): FieldError[] {
  const spec = specOf(object);
  if (spec.minAvailable === undefined || spec.maxUnavailable === undefined) return [];
  return [
    {
      field: 'spec',
      message: `Invalid value: ${internalBudget(spec)}: minAvailable and maxUnavailable cannot be both set`,
    },
  ];
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
function priorityClassErrors({ metadata, value }: KubeObject): FieldError[] {
  if (metadata.name?.startsWith('system-')) return [];
  if (typeof value !== 'number' || value <= PRIORITY_MAX) return [];
  const message = `Forbidden: maximum allowed value of a user defined priority is ${PRIORITY_MAX}`;
  return [{ field: 'value', message }];
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
