import {
  type CelOutcome,
  type CelProgram,
  type CelVariables,
  compileCel,
  isObject,
  type JsonObject,
  type KubeObject,
} from '../../../kubernetes/index.ts';
import type { Storage } from '../storage.ts';
import type { AdmissionRequest } from './admission.ts';

/** The variables that expressions of admission may use. */
const NAMES = ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'variables'] as const;
const declare: CelVariables = (environment) =>
  NAMES.reduce((extended, name) => extended.registerVariable(name, 'dyn'), environment);
const PROGRAMS = new Map<string, CelProgram | { readonly error: string }>();

/** The values of those variables. */
export type Variables = Readonly<Record<(typeof NAMES)[number], unknown>>;

/** Evaluates an expression; each is compiled once. */
export function evaluate(expression: string, variables: Variables): CelOutcome {
  let program = PROGRAMS.get(expression);
  if (!program) {
    program = compileCel(expression, declare);
    PROGRAMS.set(expression, program);
  }
  return 'error' in program ? program : program.evaluate(variables);
}

/** @source k8s.io/apiserver/pkg/admission/plugin/cel/condition.go → CreateAdmissionRequest (v0.36.3) */
export function variablesOf(
  { world }: Storage,
  request: AdmissionRequest,
  params: KubeObject | undefined,
): Variables {
  const { namespace, name, operation, resource, dryRun, subresource = '' } = request;
  const isScale = subresource === 'scale';
  const [object, oldObject] = [request.object, request.oldObject].map((each) =>
    isScale ? scaleOf(each) : each,
  );
  const dot = resource.indexOf('.');
  const group = dot < 0 ? '' : resource.slice(dot + 1);
  const { apiVersion = 'v1' } = object ?? oldObject ?? {};
  const version = apiVersion.split('/').at(-1)!;
  const namespaceObject =
    namespace === undefined ? undefined : world.objects.get('Namespace', undefined, namespace);
  return {
    object: celValue(object ?? null),
    oldObject: celValue(oldObject ?? null),
    params: celValue(params ?? null),
    namespaceObject: celValue(namespaceObject ?? null),
    variables: {},
    request: {
      name,
      namespace: namespace ?? '',
      operation,
      kind: isScale
        ? { group: 'autoscaling', version: 'v1', kind: 'Scale' }
        : { group, version, kind: request.kind.split('.')[0] },
      resource: { group, version, resource: dot < 0 ? resource : resource.slice(0, dot) },
      subResource: subresource,
      dryRun,
      userInfo: { username: request.by.name, groups: [] },
      options: {},
    },
  };
}

/** An object as its scale subresource shows it. */
function scaleOf(object: KubeObject | undefined): KubeObject | undefined {
  if (!object) return undefined;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicasOf = (part: unknown) =>
    isObject(part) && typeof part.replicas === 'number' ? part.replicas : 0;
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubeObject['metadata'],
    spec: { replicas: replicasOf(object.spec) },
    status: { replicas: replicasOf(object.status) },
  };
}

/** Variables with the composed ones of a policy, each evaluated with those before it. */
export function withComposed(base: Variables, composed: readonly JsonObject[]): Variables {
  const values: Record<string, unknown> = {};
  const variables = { ...base, variables: values };
  for (const { name, expression } of composed) {
    const outcome = evaluate(String(expression), variables);
    if ('value' in outcome) values[String(name)] = outcome.value;
  }
  return variables;
}

/** JSON as CEL has it: whole numbers are integers. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, celValue(field)]),
  );
}

/** Whether all match conditions hold; the first error where one cannot be evaluated. */
export function conditionsHold(
  conditions: readonly JsonObject[],
  variables: Variables,
): { readonly holds: boolean } | { readonly error: string } {
  let firstError: string | undefined;
  for (const { expression } of conditions) {
    const outcome = evaluate(String(expression), variables);
    if ('error' in outcome) firstError ??= outcome.error;
    else if (outcome.value !== true) return { holds: false };
  }
  return firstError === undefined ? { holds: true } : { error: firstError };
}
