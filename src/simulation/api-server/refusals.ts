import type { Answer, Status } from './api.ts';

/** Why a request with an old version is refused. */
export const MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again';

/** What is wrong with one field. */
export interface FieldError {
  /** `spec.template.spec.containers[0].image`. */
  readonly field: string;
  /** `Required value`, `Invalid value: 0: must be greater than 0`. */
  readonly message: string;
}

/**
 * The API server's refusals in its own words. `resource` is `pods` or `deployments.apps`.
 *
 * @source k8s.io/apimachinery/pkg/api/errors/errors.go → NewNotFound … NewTimeoutError (v0.36.3)
 */
export const refusals = {
  notFound: (resource: string, name: string): Status => ({
    code: 404,
    reason: 'NotFound',
    message: `${resource} ${quoted(name)} not found`,
  }),
  alreadyExists: (resource: string, name: string): Status => ({
    code: 409,
    reason: 'AlreadyExists',
    message: `${resource} ${quoted(name)} already exists`,
  }),
  conflict: (resource: string, name: string, why: string): Status => ({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${resource} ${quoted(name)}: ${why}`,
  }),
  forbidden: (resource: string, name: string, why: string): Status => ({
    code: 403,
    reason: 'Forbidden',
    message: name ? `${resource} ${quoted(name)} is forbidden: ${why}` : `${resource} is forbidden: ${why}`,
  }),
  badRequest: (message: string): Status => ({ code: 400, reason: 'BadRequest', message }),
  /** `kind` is `Pod` or `Deployment.apps`. */
  invalid: (kind: string, name: string, errors: readonly FieldError[]): Status => ({
    code: 422,
    reason: 'Invalid',
    message: `${kind} ${quoted(name)} is invalid: ${aggregated(errors.map(({ field, message }) => `${field}: ${message}`))}`,
    causes: errors.map(({ field, message }) => ({ type: 'FieldValue', field, message })),
    details: { kind: kind.split('.')[0]!, name },
  }),
  tooManyRequests: (message: string, cause: string, retryAfterSeconds: number): Status => ({
    code: 429,
    reason: 'TooManyRequests',
    message,
    causes: [{ type: 'DisruptionBudget', message: cause }],
    retryAfterSeconds,
  }),
  internalError: (why: string): Status => ({
    code: 500,
    reason: 'InternalError',
    message: `Internal error occurred: ${why}`,
  }),
};

/** The refusal as an answer. */
export function refuse(status: Status): Answer<never> {
  return { ok: false, status };
}

/** Text in Go's %q. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/**
 * Several errors as one text: each once, in brackets when there is more than one.
 *
 * @source k8s.io/apimachinery/pkg/util/errors/errors.go → aggregate.Error (v0.36.3)
 */
export function aggregated(errors: readonly string[]): string {
  const distinct = [...new Set(errors)];
  return distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`;
}
