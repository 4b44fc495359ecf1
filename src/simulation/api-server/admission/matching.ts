import {
  compileSelector,
  type GroupKind,
  groupKindOfPlural,
  isObject,
  type JsonObject,
  type KubeObject,
  type LabelSelector,
  RESOURCES,
  selects,
} from '../../../kubernetes/index.ts';
import type { Storage } from '../storage.ts';
import type { AdmissionRequest } from './admission.ts';

/** Which requests a policy or a webhook is about. */
export interface RequestRule {
  readonly operations?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: string;
}

/** Kinds that nothing in the cluster may stand in the way of, so that it can be repaired. */
const EXEMPT: ReadonlySet<GroupKind> = new Set(
  [
    'ValidatingWebhookConfiguration',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
  ].map((kind) => `${kind}.admissionregistration.k8s.io`),
);

/** @source k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules/rules.go → IsExemptAdmissionConfigurationResource (v0.36.3) */
export function isExempt({ kind }: AdmissionRequest): boolean {
  return EXEMPT.has(kind);
}

/** @source k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules/rules.go → Matcher.Matches (v0.36.3) */
export function matchesRule(rule: RequestRule, request: AdmissionRequest): boolean {
  const dot = request.resource.indexOf('.');
  const plural = dot < 0 ? request.resource : request.resource.slice(0, dot);
  const group = dot < 0 ? '' : request.resource.slice(dot + 1);
  const version = RESOURCES.get(groupKindOfPlural(request.resource) ?? '')?.version ?? 'v1';
  const { resourceNames = [] } = rule;
  return (
    inScope(rule.scope ?? '*', request) &&
    includes(rule.operations, request.operation) &&
    includes(rule.apiGroups, group) &&
    (includes(rule.apiVersions, version) || (rule.apiVersions?.length ?? 0) > 0) &&
    (rule.resources ?? []).some((each) => isResource(each, plural, request.subresource ?? '')) &&
    (resourceNames.length === 0 || resourceNames.includes(request.name))
  );
}

function inScope(scope: string, { kind, namespace }: AdmissionRequest): boolean {
  const isNamespaced = kind !== 'Namespace' && namespace !== undefined;
  return scope === '*' || (scope === 'Namespaced' ? isNamespaced : !isNamespaced);
}

function includes(items: readonly string[] | undefined, wanted: string): boolean {
  return items?.some((item) => item === '*' || item === wanted) ?? false;
}

function isResource(pattern: string, plural: string, subresource: string): boolean {
  const [resource = '', sub = ''] = pattern.split('/');
  return (resource === '*' || resource === plural) && (sub === '*' || sub === subresource);
}

/** Whether the namespace of the request, or the namespace that it is about, has the labels asked for. */
export function matchesNamespace(
  { world }: Storage,
  selector: LabelSelector | undefined,
  request: AdmissionRequest,
): boolean {
  if (isMatchAll(selector)) return true;
  const { kind, namespace, object, oldObject } = request;
  if (kind === 'Namespace') return matches(selector, object ?? oldObject);
  if (namespace === undefined) return true;
  const stored = world.objects.get('Namespace', undefined, namespace);
  const implied = { metadata: { name: namespace, labels: { 'kubernetes.io/metadata.name': namespace } } };
  return matches(selector, stored ?? implied);
}

/** Whether the object, as it is or as it was, has the labels asked for. */
export function matchesObject(
  selector: LabelSelector | undefined,
  { object, oldObject }: AdmissionRequest,
): boolean {
  if (isMatchAll(selector)) return true;
  return (
    (object !== undefined && matches(selector, object)) ||
    (oldObject !== undefined && matches(selector, oldObject))
  );
}

function isMatchAll(selector: LabelSelector | undefined): boolean {
  return !selector || Object.keys(selector).length === 0;
}

function matches(selector: LabelSelector | undefined, object: KubeObject | undefined): boolean {
  const compiled = compileSelector(selector);
  return compiled !== undefined && selects(compiled, object?.metadata.labels);
}

/** A field of an object that is an object itself; an empty one where there is none. */
export function partOf(object: JsonObject | undefined, field: string): JsonObject {
  const value = object?.[field];
  return isObject(value) ? value : {};
}

/** A field of an object that is a list of objects; an empty one where there is none. */
export function listOf(object: JsonObject | undefined, field: string): readonly JsonObject[] {
  const value = object?.[field];
  return Array.isArray(value) ? value.filter(isObject) : [];
}
