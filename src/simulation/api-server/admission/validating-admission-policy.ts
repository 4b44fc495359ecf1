import {
  compileSelector,
  groupKindOf,
  type JsonObject,
  type KubeObject,
  type LabelSelector,
  selects,
} from '../../../kubernetes/index.ts';
import type { Status } from '../api.ts';
import { refusals } from '../refusals.ts';
import type { Storage } from '../storage.ts';
import type { AdmissionContext, AdmissionPlugin, AdmissionRequest } from './admission.ts';
import { conditionsHold, evaluate, type Variables, variablesOf, withComposed } from './expressions.ts';
import {
  isExempt,
  listOf,
  matchesNamespace,
  matchesObject,
  matchesRule,
  partOf,
  type RequestRule,
} from './matching.ts';

const POLICY = 'ValidatingAdmissionPolicy.admissionregistration.k8s.io';
const BINDING = 'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io';
const CODES: Readonly<Record<string, number>> = {
  Forbidden: 403,
  Unauthorized: 401,
  RequestEntityTooLarge: 413,
};

/**
 * Policies in CEL: what a binding denies is refused, what it warns of is a warning.
 *
 * @deviation `authorizer` is not there: expressions that use it end with an error, as the failure policy then says.
 * @source k8s.io/apiserver/pkg/admission/plugin/policy/validating/dispatcher.go → dispatcher.Dispatch (v0.36.3)
 */
export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  handles: (request) => !isExempt(request),
  validate: (request, context) => {
    const { objects } = context.storage.world;
    if (objects.count(POLICY) === 0 || objects.count(BINDING) === 0) return undefined;
    const bindings = context.storage.world.list(BINDING);
    for (const policy of context.storage.world.list(POLICY)) {
      if (!isAbout(context.storage, partOf(partOf(policy, 'spec'), 'matchConstraints'), request)) continue;
      for (const binding of bindings) {
        if (partOf(binding, 'spec').policyName !== policy.metadata.name) continue;
        const status = judge(request, context, policy, binding);
        if (status) return status;
      }
    }
    return undefined;
  },
};

function isAbout(storage: Storage, constraints: JsonObject, request: AdmissionRequest): boolean {
  const excluded = listOf(constraints, 'excludeResourceRules') as readonly RequestRule[];
  const rules = listOf(constraints, 'resourceRules') as readonly RequestRule[];
  return (
    !excluded.some((rule) => matchesRule(rule, request)) &&
    (rules.length === 0 || rules.some((rule) => matchesRule(rule, request))) &&
    matchesNamespace(storage, constraints.namespaceSelector as LabelSelector | undefined, request) &&
    matchesObject(constraints.objectSelector as LabelSelector | undefined, request)
  );
}

function judge(
  request: AdmissionRequest,
  { storage, warn }: AdmissionContext,
  policy: KubeObject,
  binding: KubeObject,
): Status | undefined {
  const spec = partOf(policy, 'spec');
  const bindingSpec = partOf(binding, 'spec');
  if (!isAbout(storage, partOf(bindingSpec, 'matchResources'), request)) return undefined;
  const subject = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
  const params = paramsOf(storage, partOf(spec, 'paramKind'), partOf(bindingSpec, 'paramRef'), request);
  if (typeof params === 'string') {
    return isLenient(spec)
      ? undefined
      : denial(request, `${subject} denied request: failed to configure binding: ${params}`, 'Invalid');
  }
  const actions = (bindingSpec.validationActions ?? []) as readonly string[];
  for (const param of params) {
    for (const { message, reason } of decisions(spec, variablesOf(storage, request, param))) {
      if (actions.includes('Warn')) {
        const named = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
        warn(`Validation failed for ${named}: ${message}`);
      }
      if (actions.includes('Deny')) return denial(request, `${subject} denied request: ${message}`, reason);
    }
  }
  return undefined;
}

function isLenient(spec: JsonObject): boolean {
  return spec.failurePolicy === 'Ignore';
}

function denial({ resource, name }: AdmissionRequest, message: string, reason: string): Status {
  const forbidden = refusals.forbidden(resource, name || 'Unknown', message);
  const details = { kind: resource.split('.')[0]!, name: name || 'Unknown' };
  return {
    ...forbidden,
    reason,
    code: CODES[reason] ?? 422,
    causes: [{ type: '', message, field: '' }],
    details,
  };
}

/** The parameters of a binding: none is one run without; a text says what is wrong. */
function paramsOf(
  { world }: Storage,
  paramKind: JsonObject,
  paramRef: JsonObject,
  request: AdmissionRequest,
): readonly (KubeObject | undefined)[] | string {
  if (Object.keys(paramKind).length === 0 || Object.keys(paramRef).length === 0) return [undefined];
  const kind = groupKindOf(String(paramKind.apiVersion), String(paramKind.kind));
  const namespace = (paramRef.namespace ?? request.namespace) as string | undefined;
  const selector = compileSelector(paramRef.selector as LabelSelector | undefined);
  const found =
    typeof paramRef.name === 'string'
      ? [
          world.objects.get(kind, namespace, paramRef.name) ??
            world.objects.get(kind, undefined, paramRef.name),
        ]
      : world.list(kind, namespace).filter(({ metadata }) => selector && selects(selector, metadata.labels));
  const present = found.filter((object) => object !== undefined);
  if (present.length > 0) return present;
  return paramRef.parameterNotFoundAction === 'Deny'
    ? 'no params found for policy binding with `Deny` parameterNotFoundAction'
    : [];
}

interface Decision {
  readonly message: string;
  readonly reason: string;
}

/** What the policy's validations deny. @source k8s.io/apiserver/pkg/admission/plugin/policy/validating/validator.go → validator.Validate (v0.36.3) */
function decisions(spec: JsonObject, base: Variables): Decision[] {
  const failed = (message: string): Decision[] => (isLenient(spec) ? [] : [{ message, reason: 'Invalid' }]);
  const conditions = conditionsHold(listOf(spec, 'matchConditions'), base);
  if ('error' in conditions) return failed(conditions.error);
  if (!conditions.holds) return [];
  const variables = withComposed(base, listOf(spec, 'variables'));
  return listOf(spec, 'validations').flatMap((validation) => {
    const expression = String(validation.expression);
    const outcome = evaluate(expression, variables);
    if ('error' in outcome) {
      return failed(`expression '${expression}' resulted in error: ${outcome.error}`);
    }
    if (outcome.value === true) return [];
    const reason = typeof validation.reason === 'string' ? validation.reason : 'Invalid';
    return [{ message: messageOf(validation, expression, variables), reason }];
  });
}

function messageOf(
  { message, messageExpression }: JsonObject,
  expression: string,
  variables: Variables,
): string {
  if (typeof messageExpression === 'string') {
    const outcome = evaluate(messageExpression, variables);
    const text = 'value' in outcome && typeof outcome.value === 'string' ? outcome.value.trim() : '';
    if (text !== '' && !text.includes('\n')) return text;
  }
  if (typeof message === 'string' && message !== '') return message.trim();
  return `failed expression: ${expression.trim()}`;
}
