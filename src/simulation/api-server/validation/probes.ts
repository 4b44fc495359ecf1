import { type JsonObject, portNameProblems, portProblems } from '../../../kubernetes/index.ts';
import type { FieldError } from '../refusals.ts';
import { forbidden, invalid, negative, required, unknownText } from './field-errors.ts';
import { objectIn, textIn, textsIn } from './json-fields.ts';

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'];
const NO_SIDECAR = 'may not be set for init containers without restartPolicy=Always';
const TIMES = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
];

/**
 * What is wrong with a container's hooks and probes.
 *
 * @source pkg/apis/core/validation/validation.go → validateLifecycle, validateProbe (v1.36.3)
 */
export function lifecycleErrors(container: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const lifecycle = objectIn(container, 'lifecycle');
  for (const hook of ['postStart', 'preStop']) {
    if (hook in lifecycle) {
      errors.push(...handlerErrors(objectIn(lifecycle, hook), `${path}.lifecycle.${hook}`));
    }
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (!(name in container)) continue;
    const probe = objectIn(container, name);
    const at = `${path}.${name}`;
    errors.push(...handlerErrors(probe, at));
    for (const field of TIMES) errors.push(...negative(`${at}.${field}`, probe[field]));
    const { successThreshold = 1 } = probe;
    if (name !== 'readinessProbe' && successThreshold !== 1) {
      errors.push(...invalid(`${at}.successThreshold`, Number(successThreshold), ['must be 1']));
    }
  }
  return errors;
}

/** @source pkg/apis/core/validation/validation.go → validateInitContainers (v1.36.3) */
export function noLifecycleErrors(container: JsonObject, path: string): FieldError[] {
  return ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']
    .filter((field) => container[field] !== undefined)
    .map((field) => forbidden(`${path}.${field}`, NO_SIDECAR));
}

/** @source pkg/apis/core/validation/validation.go → validateHandler (v1.36.3) */
function handlerErrors(handler: JsonObject, path: string): FieldError[] {
  const [first, ...more] = HANDLERS.filter((type) => handler[type] !== undefined);
  if (first === undefined) return [required(path, 'must specify a handler type')];
  const action = objectIn(handler, first);
  const at = `${path}.${first}`;
  const errors: FieldError[] = [];
  if (first === 'exec' && textsIn(action, 'command').length === 0) errors.push(required(`${at}.command`));
  if (first === 'httpGet' || first === 'tcpSocket') errors.push(...portErrors(action.port, `${at}.port`));
  if (first === 'httpGet') errors.push(...unknownText(`${at}.scheme`, action.scheme, ['HTTP', 'HTTPS']));
  if (first === 'grpc') errors.push(...portErrors(action.port ?? 0, `${at}.port`));
  return [
    ...errors,
    ...more.map((type) => forbidden(`${path}.${type}`, 'may not specify more than 1 handler type')),
  ];
}

/** @source pkg/apis/core/validation/validation.go → ValidatePortNumOrName (v1.36.3) */
function portErrors(port: unknown, path: string): FieldError[] {
  if (typeof port === 'string') return invalid(path, port, portNameProblems(port));
  const number = Number(port ?? 0);
  return invalid(path, number, portProblems(number));
}

/** The restart policies of a container among those that run first. */
export function restartPolicyErrors(container: JsonObject, path: string): FieldError[] {
  const policy = textIn(container, 'restartPolicy');
  return policy === '' ? [] : unknownText(`${path}.restartPolicy`, policy, ['Always', 'OnFailure', 'Never']);
}
