import {
  Amount,
  amountsIn,
  type GroupKind,
  type KubeObject,
  type PersistentVolumeClaim,
  type Pod,
  type PodSpec,
  pluralOf,
  podAmounts,
  type ResourceQuota,
  type Service,
} from '../../../kubernetes/index.ts';

/** What one object counts for in a quota. */
export interface Usage {
  /** Whether a quota on the resource is about such objects. */
  readonly counts: (resource: string) => boolean;
  readonly of: (resource: string) => Amount;
}

/** The usage of an object of any kind. */
export function usageOf(kind: GroupKind, object: KubeObject): Usage {
  const amounts = amountsOf(kind, object);
  return {
    counts: (resource) => amounts.has(resource) || countsByNature(kind, resource),
    of: (resource) => amounts.get(resource) ?? Amount.ZERO,
  };
}

/** Kinds that have a resource of their own beside `count/…`. */
const PLAIN_COUNTS: ReadonlySet<GroupKind> = new Set([
  'ConfigMap',
  'Secret',
  'ReplicationController',
  'ResourceQuota',
]);

function amountsOf(kind: GroupKind, object: KubeObject): Map<string, Amount> {
  const one = Amount.of(1);
  const dot = kind.indexOf('.');
  const plural = pluralOf(kind);
  const amounts = new Map([[`count/${plural}${dot < 0 ? '' : kind.slice(dot)}`, one]]);
  if (PLAIN_COUNTS.has(kind)) amounts.set(plural, one);
  if (kind === 'Pod') addPod(amounts, object as Pod);
  else if (kind === 'Service') addService(amounts, object as Service);
  else if (kind === 'PersistentVolumeClaim') addClaim(amounts, object as PersistentVolumeClaim);
  return amounts;
}

/** Resources of pods and claims that an object may lack and is still measured by. */
function countsByNature(kind: GroupKind, resource: string): boolean {
  if (kind === 'PersistentVolumeClaim') return resource === 'requests.storage';
  if (kind !== 'Pod') return false;
  return COMPUTE.has(resource) || /^(?:requests\.)?hugepages-/.test(resource) || isExtended(resource);
}

const COMPUTE: ReadonlySet<string> = new Set(
  ['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
);

function isExtended(resource: string): boolean {
  return resource.startsWith('requests.') && resource.includes('/') && !resource.includes('kubernetes.io/');
}

/** @source pkg/quota/v1/evaluator/core/pods.go → podComputeUsageHelper (v1.36.3) */
function addPod(amounts: Map<string, Amount>, { spec, status }: Pod): void {
  if (!spec || status?.phase === 'Succeeded' || status?.phase === 'Failed') return;
  amounts.set('pods', Amount.of(1));
  for (const [name, amount] of podAmounts(spec, 'requests', true)) {
    amounts.set(`requests.${name}`, amount);
    amounts.set(name, amount);
  }
  for (const [name, amount] of podAmounts(spec, 'limits', true)) amounts.set(`limits.${name}`, amount);
}

/** @source pkg/quota/v1/evaluator/core/services.go → serviceEvaluator.Usage (v1.36.3) */
function addService(amounts: Map<string, Amount>, { spec }: Service): void {
  const portCount = spec?.ports?.length ?? 0;
  const nodePorts = (spec?.ports ?? []).filter(({ nodePort }) => nodePort).length;
  amounts.set('services', Amount.of(1));
  const isBalanced = spec?.type === 'LoadBalancer';
  amounts.set('services.loadbalancers', Amount.of(isBalanced ? 1 : 0));
  const isOnNodes = spec?.type === 'NodePort' || (isBalanced && spec.allocateLoadBalancerNodePorts !== false);
  amounts.set('services.nodeports', Amount.of(isOnNodes ? portCount : isBalanced ? nodePorts : 0));
}

/** @source pkg/quota/v1/evaluator/core/persistent_volume_claims.go → pvcEvaluator.Usage (v1.36.3) */
function addClaim(amounts: Map<string, Amount>, { spec }: PersistentVolumeClaim): void {
  const storage = amountsIn(spec?.resources?.requests).get('storage');
  amounts.set('persistentvolumeclaims', Amount.of(1));
  if (storage) amounts.set('requests.storage', storage);
  const className = spec?.storageClassName;
  if (!className) return;
  amounts.set(`${className}.storageclass.storage.k8s.io/persistentvolumeclaims`, Amount.of(1));
  if (storage) amounts.set(`${className}.storageclass.storage.k8s.io/requests.storage`, storage);
}

const MUST_BE_SAID = ['cpu', 'limits.cpu', 'limits.memory', 'memory', 'requests.cpu', 'requests.memory'];

/**
 * What a pod must say because a quota limits it, as the API server lists it; empty when it says everything.
 *
 * @source pkg/quota/v1/evaluator/core/pods.go → podEvaluator.Constraints (v1.36.3)
 */
export function missingResources({ spec }: Pod, limited: readonly string[]): string {
  if (!spec || Object.keys({ ...spec.resources?.requests, ...spec.resources?.limits }).length > 0) return '';
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  return MUST_BE_SAID.filter((resource) => limited.includes(resource))
    .flatMap((resource) => {
      const silent = containers.filter((container) => !says(container.resources, resource));
      const names = [...new Set(silent.map(({ name }) => name))].sort();
      return names.length > 0 ? [`${resource} for: ${names.join(',')}`] : [];
    })
    .join('; ');
}

function says(resources: PodSpec['containers'][number]['resources'], resource: string): boolean {
  const [part, name] = resource.includes('.') ? resource.split('.') : ['requests', resource];
  return resources?.[part as 'requests' | 'limits']?.[name!] !== undefined;
}

type ScopeRequirement = {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
};

/** Whether the object is in all scopes of the quota. */
export function matchesScopes({ spec }: ResourceQuota, kind: GroupKind, object: KubeObject): boolean {
  const plain = (spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  const selected = (spec?.scopeSelector?.matchExpressions ?? []) as readonly ScopeRequirement[];
  const scopes: readonly ScopeRequirement[] = [...plain, ...selected];
  if (scopes.length === 0) return true;
  return kind === 'Pod' && scopes.every((scope) => isInScope((object as Pod).spec, scope));
}

/** @source pkg/quota/v1/evaluator/core/pods.go → podMatchesScopeFunc (v1.36.3) */
function isInScope(
  spec: PodSpec | undefined,
  { scopeName, operator, values = [] }: ScopeRequirement,
): boolean {
  const ends = (spec?.activeDeadlineSeconds ?? -1) >= 0;
  const className = spec?.priorityClassName;
  switch (scopeName) {
    case 'Terminating':
      return ends;
    case 'NotTerminating':
      return !ends;
    case 'BestEffort':
      return isBestEffort(spec);
    case 'NotBestEffort':
      return !isBestEffort(spec);
    case 'PriorityClass':
      if (operator === 'Exists') return Boolean(className);
      if (operator === 'DoesNotExist') return !className;
      return operator === 'In' ? values.includes(className ?? '') : !values.includes(className ?? '');
    case 'CrossNamespacePodAffinity':
      return usesOtherNamespaces(spec);
    default:
      return false;
  }
}

function isBestEffort(spec: PodSpec | undefined): boolean {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return containers.every(({ resources }) =>
    ['cpu', 'memory'].every((name) => !resources?.requests?.[name] && !resources?.limits?.[name]),
  );
}

function usesOtherNamespaces(spec: PodSpec | undefined): boolean {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {};
  return [podAffinity, podAntiAffinity].some((affinity) => {
    const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    const terms = [...required, ...preferred.map(({ podAffinityTerm }) => podAffinityTerm)];
    return terms.some(
      ({ namespaces, namespaceSelector }) => Boolean(namespaces?.length) || namespaceSelector,
    );
  });
}
