import { isObject, type JsonObject, type KubeObject } from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { forbidden, invalid, required, unknownText } from './field-errors.ts';
import { objectIn, objectsIn, textIn } from './json-fields.ts';

/** The field of a metric that each type fills in. */
const SOURCES: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};
const NO_SOURCE = 'must populate information for the given metric source';
const TO_ZERO = 'must specify at least one Object or External metric to support scaling to zero replicas';

/** @source pkg/apis/autoscaling/validation/validation.go → validateHorizontalPodAutoscalerSpec (v1.36.3) */
export function autoscalerErrors({ spec: given }: KubeObject): FieldError[] {
  const spec = isObject(given) ? given : {};
  const { minReplicas = 1 } = spec;
  const [least, most] = [Number(minReplicas), Number(spec.maxReplicas ?? 0)];
  const errors: FieldError[] = [];
  if (least < 1) {
    errors.push(...invalid('spec.minReplicas', least, ['must be greater than or equal to 1']));
  }
  if (spec.maxReplicas === undefined || most === 0) {
    errors.push(required('spec.maxReplicas', 'must be set and greater than 0'));
  } else if (most < 1) errors.push(...invalid('spec.maxReplicas', most, ['must be greater than 0']));
  if (most < least) {
    errors.push(...invalid('spec.maxReplicas', most, ['must be greater than or equal to `minReplicas`']));
  }
  errors.push(...targetErrors(objectIn(spec, 'scaleTargetRef')));
  const metrics = objectsIn(spec, 'metrics');
  for (const [index, metric] of metrics.entries()) {
    errors.push(...metricErrors(metric, `spec.metrics[${index}]`));
  }
  const isFromOutside = metrics.some(({ type }) => type === 'Object' || type === 'External');
  return least === 0 && !isFromOutside ? [...errors, forbidden('spec.metrics', TO_ZERO)] : errors;
}

/** @source pkg/apis/autoscaling/validation/validation.go → ValidateCrossVersionObjectReference (v1.36.3) */
function targetErrors(target: JsonObject): FieldError[] {
  const errors = ['kind', 'name']
    .filter((field) => textIn(target, field) === '')
    .map((field) => required(`spec.scaleTargetRef.${field}`));
  const version = textIn(target, 'apiVersion');
  const isCore = textIn(target, 'kind') === 'ReplicationController';
  if (version !== '' || isCore) return errors;
  return [
    ...errors,
    ...invalid('spec.scaleTargetRef.apiVersion', version, ['apiVersion must specify API group']),
  ];
}

function metricErrors(metric: JsonObject, path: string): FieldError[] {
  const type = textIn(metric, 'type');
  const field = SOURCES[type];
  if (field === undefined) return unknownText(`${path}.type`, type, Object.keys(SOURCES));
  if (!isObject(metric[field])) return [required(`${path}.${field}`, NO_SOURCE)];
  const { averageUtilization } = objectIn(metric[field], 'target');
  return typeof averageUtilization === 'number' && averageUtilization < 1
    ? invalid(`${path}.${field}.target.averageUtilization`, averageUtilization, ['must be greater than 0'])
    : [];
}
