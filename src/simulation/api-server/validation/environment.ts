import {
  configKeyProblems,
  isObject,
  type JsonObject,
  subdomainProblems,
} from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { invalid, required, unknownText } from './field-errors.ts';
import { objectIn, objectsIn, textIn } from './json-fields.ts';

/** @source k8s.io/apimachinery/pkg/util/validation/validation.go → IsRelaxedEnvVarName (v0.36.3) */
const NAME_TEXT =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";
const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
const NO_SOURCE =
  'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
/** @source pkg/apis/core/validation/validation.go → validEnvDownwardAPIFieldPathExpressions (v1.36.3) */
const FIELD_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const AMOUNTS = ['limits', 'requests'].flatMap((part) =>
  ['cpu', 'ephemeral-storage', 'memory'].map((name) => `${part}.${name}`),
);

/**
 * What is wrong with a container's environment.
 *
 * @deviation names are judged by the rules since 1.34; older ones are stricter.
 * @source pkg/apis/core/validation/validation.go → ValidateEnv, ValidateEnvFrom (v1.36.3)
 */
export function environmentErrors(container: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, variable] of objectsIn(container, 'env').entries()) {
    const at = `${path}.env[${index}]`;
    const name = textIn(variable, 'name');
    if (name === '') errors.push(required(`${at}.name`));
    else if (!/^[\x20-<>-~]+$/.test(name)) errors.push(...invalid(`${at}.name`, name, [NAME_TEXT]));
    if (isObject(variable.valueFrom)) {
      errors.push(...sourceErrors(variable.valueFrom, textIn(variable, 'value'), `${at}.valueFrom`));
    }
  }
  for (const [index, source] of objectsIn(container, 'envFrom').entries()) {
    const given = ['configMapRef', 'secretRef'].filter((type) => source[type] !== undefined);
    for (const type of given) {
      if (textIn(objectIn(source, type), 'name') === '') {
        errors.push(required(`${path}.envFrom[${index}].${type}.name`));
      }
    }
    if (given.length === 0) {
      errors.push(...invalid(`${path}.envFrom`, '', ['must specify one of: `configMapRef` or `secretRef`']));
    } else if (given.length > 1) {
      errors.push(
        ...invalid(`${path}.envFrom`, '', ['may not have more than one field specified at a time']),
      );
    }
  }
  return errors;
}

/** @source pkg/apis/core/validation/validation.go → validateEnvVarValueFrom (v1.36.3) */
function sourceErrors(source: JsonObject, value: string, path: string): FieldError[] {
  const given = SOURCES.filter((type) => source[type] !== undefined);
  const errors = given.flatMap((type) => referenceErrors(type, objectIn(source, type), `${path}.${type}`));
  if (given.length === 0) errors.push(...invalid(path, '', [NO_SOURCE]));
  else if (value !== '') {
    errors.push(...invalid(path, '', ['may not be specified when `value` is not empty']));
  } else if (given.length > 1) {
    errors.push(...invalid(path, '', ['may not have more than one field specified at a time']));
  }
  return errors;
}

function referenceErrors(type: string, reference: JsonObject, path: string): FieldError[] {
  switch (type) {
    case 'fieldRef': {
      const field = textIn(reference, 'fieldPath');
      if (field === '') return [required(`${path}.fieldPath`)];
      if (FIELD_PATHS.includes(field) || /^metadata\.(annotations|labels)\['.+'\]$/.test(field)) return [];
      return invalid(`${path}.fieldPath`, field, [
        `error converting fieldPath: field label not supported: ${field}`,
      ]);
    }
    case 'resourceFieldRef': {
      const resource = textIn(reference, 'resource');
      if (resource === '') return [required(`${path}.resource`)];
      return /^(limits|requests)\.hugepages-/.test(resource)
        ? []
        : unknownText(`${path}.resource`, resource, AMOUNTS);
    }
    case 'configMapKeyRef':
    case 'secretKeyRef': {
      const [name, key] = [textIn(reference, 'name'), textIn(reference, 'key')];
      const errors = invalid(`${path}.name`, name, subdomainProblems(name));
      return key === ''
        ? [...errors, required(`${path}.key`)]
        : [...errors, ...invalid(`${path}.key`, key, configKeyProblems(key))];
    }
    default:
      return [];
  }
}
