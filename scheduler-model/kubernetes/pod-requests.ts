import type { ResourceList } from './meta.ts';
import type { Container, ContainerStatus, Pod } from './pod.ts';
import { Quantity } from './quantity.ts';

/** Amounts by resource name. */
export type Amounts = Map<string, Quantity>;

/** @source staging/src/k8s.io/component-helpers/resource/helpers.go → PodResourcesOptions (v1.36.3) */
export interface RequestOptions {
  /** Count what the kubelet has allocated and actuated, for pods that are resized in place. */
  readonly useStatus: boolean;
  /** Do the same for the pod's own resources. */
  readonly usePodLevelStatus: boolean;
  /** Let the pod's own requests replace the sum over its containers. */
  readonly podLevelResources: boolean;
  /** What a container counts for a resource that it does not mention. */
  readonly missing?: Amounts;
}

/**
 * What a pod asks of a node: containers and sidecars together, or the largest init container if that is more;
 * the pod's own requests instead where it has them; overhead on top.
 *
 * @source staging/src/k8s.io/component-helpers/resource/helpers.go → PodRequests (v1.36.3)
 */
export function podRequests(pod: Pod, options: RequestOptions): Amounts {
  const requests = containerRequests(pod, options);
  const own = pod.spec?.resources?.requests;
  if (options.podLevelResources && setsPodLevelRequests(pod)) {
    const effective =
      options.usePodLevelStatus && options.useStatus && pod.status?.resources
        ? effectiveRequests(pod, own, pod.status.resources.requests, pod.status.allocatedResources)
        : undefined;
    for (const [name, amount] of amountsOf(own)) {
      if (!isPodLevelResource(name)) continue;
      requests.set(name, effective ? (effective.get(name) ?? Quantity.ZERO) : amount);
    }
  }
  add(requests, amountsOf(pod.spec?.overhead));
  return requests;
}

/** Whether the pod requests cpu, memory or huge pages for itself as a whole. */
export function setsPodLevelRequests(pod: Pod): boolean {
  return Object.keys(pod.spec?.resources?.requests ?? {}).some(isPodLevelResource);
}

function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

/** @source staging/src/k8s.io/component-helpers/resource/helpers.go → AggregateContainerRequests (v1.36.3) */
function containerRequests(pod: Pod, options: RequestOptions): Amounts {
  const total: Amounts = new Map();
  const statuses = options.useStatus ? statusesByName(pod) : undefined;
  const requestsOf = (container: Container, resizable: boolean): Amounts => {
    const status = resizable ? statuses?.get(container.name ?? '') : undefined;
    const spec = container.resources?.requests;
    const own = status?.resources
      ? effectiveRequests(pod, spec, status.resources.requests, status.allocatedResources)
      : amountsOf(spec);
    for (const [name, amount] of options.missing ?? []) if (!own.has(name)) own.set(name, amount);
    return own;
  };
  for (const container of pod.spec?.containers ?? []) add(total, requestsOf(container, true));

  const sidecars: Amounts = new Map();
  const largestInit: Amounts = new Map();
  for (const container of pod.spec?.initContainers ?? []) {
    const isSidecar = container.restartPolicy === 'Always';
    const own = requestsOf(container, isSidecar);
    if (isSidecar) {
      add(total, own);
      add(sidecars, own);
      raise(largestInit, sidecars);
    } else {
      add(own, sidecars);
      raise(largestInit, own);
    }
  }
  raise(total, largestInit);
  return total;
}

function statusesByName({ status }: Pod): ReadonlyMap<string, ContainerStatus> {
  const all = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  return new Map(all.map((containerStatus) => [containerStatus.name, containerStatus]));
}

/** @source staging/src/k8s.io/component-helpers/resource/helpers.go → determineEffectiveRequests (v1.36.3) */
function effectiveRequests(
  pod: Pod,
  spec: ResourceList | undefined,
  actuated: ResourceList | undefined,
  allocated: ResourceList | undefined,
): Amounts {
  const pending = pod.status?.conditions?.find(({ type }) => type === 'PodResizePending');
  const result = pending?.reason === 'Infeasible' ? new Map<string, Quantity>() : amountsOf(spec);
  raise(result, amountsOf(actuated));
  raise(result, amountsOf(allocated));
  return result;
}

export function amountsOf(list: ResourceList | undefined): Amounts {
  const amounts: Amounts = new Map();
  for (const [name, text] of Object.entries(list ?? {})) amounts.set(name, Quantity.parse(text));
  return amounts;
}

function add(target: Amounts, more: Amounts): void {
  for (const [name, amount] of more) target.set(name, target.get(name)?.plus(amount) ?? amount);
}

function raise(target: Amounts, other: Amounts): void {
  for (const [name, amount] of other) {
    const current = target.get(name);
    if (!current || amount.compare(current) > 0) target.set(name, amount);
  }
}
