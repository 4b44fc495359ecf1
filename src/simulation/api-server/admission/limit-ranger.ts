import {
  Amount,
  amountsIn,
  type Container,
  type KubeObject,
  type LimitRange,
  type PersistentVolumeClaim,
  podAmounts,
} from '../../../kubernetes/index.ts';
import { aggregated } from '../refusals.ts';
import type { Storage } from '../storage.ts';
import type { AdmissionPlugin } from './admission.ts';
import { createsPod, forbid, specOf } from './pod-request.ts';

type LimitItem = LimitRange['spec'] extends infer Spec | undefined
  ? Spec extends { readonly limits: readonly (infer Item)[] }
    ? Item
    : never
  : never;
type Amounts = ReadonlyMap<string, Amount>;

/**
 * Fills in a namespace's default requests and limits, and refuses what its limit ranges do not allow.
 *
 * @source plugin/pkg/admission/limitranger/admission.go → LimitRanger (v1.36.3)
 */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  handles: (request) =>
    createsPod(request) || (request.kind === 'PersistentVolumeClaim' && request.operation !== 'DELETE'),
  mutate: ({ kind, namespace = '', object }, { storage }) =>
    kind === 'Pod' ? rangesIn(storage, namespace).reduce(withDefaultResources, object) : object,
  validate: (request, { storage }) => {
    const { kind, namespace = '', object, oldObject } = request;
    if (!object || oldObject?.metadata.deletionTimestamp) return undefined;
    for (const range of rangesIn(storage, namespace)) {
      const limits = range.spec?.limits ?? [];
      const problems = limits.flatMap((limit) =>
        kind === 'Pod' ? podProblems(limit, object) : claimProblems(limit, object),
      );
      if (problems.length > 0) return forbid(request, aggregated(problems)).status;
    }
    return undefined;
  },
};

/** What a limit range has against a pod, its own defaults filled in. */
export function limitRangeProblems(range: LimitRange, pod: KubeObject): string[] {
  const completed = withDefaultResources(pod, range);
  return (range.spec?.limits ?? []).flatMap((limit) => podProblems(limit, completed));
}

function rangesIn({ world }: Storage, namespace: string): LimitRange[] {
  if (world.objects.count('LimitRange') === 0) return [];
  return [...world.objects.inNamespace('LimitRange', namespace)] as unknown as LimitRange[];
}

/** @source plugin/pkg/admission/limitranger/admission.go → mergePodResourceRequirements (v1.36.3) */
function withDefaultResources(object: KubeObject, range: LimitRange): KubeObject {
  const items = (range.spec?.limits ?? []).filter(({ type }) => type === 'Container');
  const requests = Object.assign({}, ...items.map((item) => item.defaultRequest));
  const limits = Object.assign({}, ...items.map((item) => defaultOf(item)));
  const spec = specOf(object);
  const notes: string[] = [];
  const complete = (container: Container, what: string): Container => {
    const own = container.resources ?? {};
    note(notes, missing(requests, own.requests), `request for ${what} ${container.name}`);
    note(notes, missing(limits, own.limits), `limit for ${what} ${container.name}`);
    const resources = {
      ...own,
      requests: { ...requests, ...own.requests },
      limits: { ...limits, ...own.limits },
    };
    return { ...container, resources: withoutEmpty(resources) };
  };
  const containers = spec.containers.map((container) => complete(container, 'container'));
  const initContainers = spec.initContainers?.map((container) => complete(container, 'init container'));
  if (notes.length === 0) return object;
  const annotation = `LimitRanger plugin set: ${notes.join('; ')}`;
  const annotations = { ...object.metadata.annotations, 'kubernetes.io/limit-ranger': annotation };
  return {
    ...object,
    metadata: { ...object.metadata, annotations },
    spec: { ...spec, containers, ...(initContainers ? { initContainers } : {}) },
  };
}

/** The field `default` has another name in the types, as it is a word of the language. */
function defaultOf(item: LimitItem): Readonly<Record<string, string>> | undefined {
  return (item as { readonly default?: Readonly<Record<string, string>> }).default;
}

function missing(defaults: object, own: object | undefined): string[] {
  return Object.keys(defaults).filter((name) => !own || !(name in own));
}

function note(notes: string[], names: readonly string[], what: string): void {
  if (names.length > 0) notes.push(`${[...names].sort().join(', ')} ${what}`);
}

function withoutEmpty<T extends { requests: object; limits: object }>(resources: T): T {
  const { requests, limits, ...rest } = resources;
  return {
    ...rest,
    ...(Object.keys(requests).length > 0 ? { requests } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
  } as T;
}

/** @source plugin/pkg/admission/limitranger/admission.go → PodValidateLimitFunc (v1.36.3) */
function podProblems(limit: LimitItem, object: KubeObject): string[] {
  const spec = specOf(object);
  if (limit.type === 'Container') {
    return [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ resources }) =>
      problemsOf(limit, amountsIn(resources?.requests), amountsIn(resources?.limits)),
    );
  }
  if (limit.type !== 'Pod') return [];
  return problemsOf(limit, podAmounts(spec, 'requests', false), podAmounts(spec, 'limits', false));
}

function problemsOf(limit: LimitItem, requests: Amounts, limits: Amounts): string[] {
  const problems: (string | undefined)[] = [];
  for (const [name, least] of sorted(limit.min)) {
    problems.push(minimumProblem(limit.type, name, least, requests.get(name), limits.get(name)));
  }
  for (const [name, most] of sorted(limit.max)) {
    problems.push(maximumProblem(limit.type, name, most, requests.get(name), limits.get(name)));
  }
  for (const [name, ratio] of sorted(limit.maxLimitRequestRatio)) {
    problems.push(ratioProblem(limit.type, name, ratio, requests.get(name), limits.get(name)));
  }
  return problems.filter((problem) => problem !== undefined);
}

/** kubectl prints them in random order; here by name. */
function sorted(list: Readonly<Record<string, string>> | undefined): [string, Amount][] {
  return [...amountsIn(list)].sort(([a], [b]) => (a < b ? -1 : 1));
}

function minimumProblem(type: string, name: string, least: Amount, request?: Amount, limit?: Amount) {
  const rule = `minimum ${name} usage per ${type} is ${least}`;
  if (!request) return `${rule}.  No request is specified`;
  if (request.compare(least) < 0) return `${rule}, but request is ${request}`;
  return limit && limit.compare(least) < 0 ? `${rule}, but limit is ${limit}` : undefined;
}

function maximumProblem(type: string, name: string, most: Amount, request?: Amount, limit?: Amount) {
  const rule = `maximum ${name} usage per ${type} is ${most}`;
  if (!limit) return `${rule}.  No limit is specified`;
  if (limit.compare(most) > 0) return `${rule}, but limit is ${limit}`;
  return request && request.compare(most) > 0 ? `${rule}, but request is ${request}` : undefined;
}

function ratioProblem(type: string, name: string, most: Amount, request?: Amount, limit?: Amount) {
  const rule = `${name} max limit to request ratio per ${type} is ${most}`;
  if (!request || request.isZero) return `${rule}, but no request is specified or request is 0`;
  if (!limit || limit.isZero) return `${rule}, but no limit is specified or limit is 0`;
  const ratio = limit.ratio(request);
  return ratio > most.ratio(Amount.of(1)) ? `${rule}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
}

/** @source plugin/pkg/admission/limitranger/admission.go → PersistentVolumeClaimValidateLimitFunc (v1.36.3) */
function claimProblems(limit: LimitItem, object: KubeObject): string[] {
  if (limit.type !== 'PersistentVolumeClaim') return [];
  const requests = amountsIn((object as PersistentVolumeClaim).spec?.resources?.requests);
  const problems: (string | undefined)[] = [];
  for (const [name, least] of sorted(limit.min)) {
    problems.push(minimumProblem(limit.type, name, least, requests.get(name)));
  }
  for (const [name, most] of sorted(limit.max)) {
    const rule = `maximum ${name} usage per ${limit.type} is ${most}`;
    const request = requests.get(name);
    if (!request) problems.push(`${rule}.  No request is specified`);
    else if (request.compare(most) > 0) problems.push(`${rule}, but request is ${request}`);
  }
  return problems.filter((problem) => problem !== undefined);
}
