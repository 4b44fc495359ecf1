import { ClassSlot } from '../../cluster/class-slot.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { traitsOf } from '../../framework/versions.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import {
  type Amounts,
  podRequests,
  type RequestOptions,
  setsPodLevelRequests,
} from '../../kubernetes/pod-requests.ts';
import { Quantity } from '../../kubernetes/quantity.ts';
import { isScalarResource } from '../../kubernetes/resource-name.ts';

/** What a container that asks for no cpu or memory counts for in scores, so that it is not for free. */
export const DEFAULT_REQUESTS: Amounts = new Map([
  ['cpu', Quantity.ofMilli(100)],
  ['memory', Quantity.of(200 * 1024 * 1024)],
]);

/** Amounts that nodes count: milli cpu, bytes of memory and ephemeral storage, scalars by name. */
export interface ResourceVector {
  readonly cpu: bigint;
  readonly memory: bigint;
  readonly ephemeralStorage: bigint;
  readonly scalars: ReadonlyMap<string, bigint>;
}

/** The different figures of one pod class's requests. */
export interface ClassResources {
  /** What a pending pod needs free: for the filter. */
  readonly pending: ResourceVector;
  /** What a pod on a node takes. */
  readonly bound: ResourceVector;
  /** What a pod on a node counts for in scores. */
  readonly boundNonZeroCpu: bigint;
  readonly boundNonZeroMemory: bigint;
  /** What a pending pod counts for in scores, by resource name, really requested. */
  readonly scored: (resource: string) => bigint;
  /** By the containers alone, with defaults for those that ask for nothing. */
  readonly scoredNonZero: (resource: string) => bigint;
}

const RESOURCES = new ClassSlot(({ pod }, minor) => compute(pod, minor));

/** The request figures of a class as the cluster's version computes them. */
export function classResources(cluster: Cluster, classId: number): ClassResources {
  return RESOURCES.of(cluster, classId);
}

/**
 * @source pkg/scheduler/framework/types.go → PodInfo.CalculateResource (v1.36.3)
 * @source pkg/scheduler/framework/plugins/noderesources/resource_allocation.go → calculatePodResourceRequest (v1.36.3)
 */
function compute(pod: Pod, minor: number): ClassResources {
  const bound = boundOptions(minor);
  const boundRequests = podRequests(pod, bound);
  const missing = new Map(DEFAULT_REQUESTS);
  if (bound.podLevelResources && setsPodLevelRequests(pod)) {
    for (const name of DEFAULT_REQUESTS.keys()) if (boundRequests.has(name)) missing.delete(name);
  }
  const boundNonZero = missing.size > 0 ? podRequests(pod, { ...bound, missing }) : boundRequests;
  // Upstream makes the scorer of NodeResourcesFit without its feature gates: it sees containers and their spec only.
  const scoredNonZero = podRequests(pod, {
    useStatus: false,
    usePodLevelStatus: false,
    podLevelResources: false,
    missing: DEFAULT_REQUESTS,
  });
  const pending = podRequests(pod, { ...bound, useStatus: false, usePodLevelStatus: false });
  return {
    pending: vectorOf(pending, (value) => (value < 0n ? 0n : value)),
    bound: vectorOf(boundRequests, (value) => value),
    boundNonZeroCpu: amountValue(boundNonZero, 'cpu'),
    boundNonZeroMemory: amountValue(boundNonZero, 'memory'),
    scored: (resource) => amountValue(boundRequests, resource),
    scoredNonZero: (resource) => amountValue(scoredNonZero, resource),
  };
}

/** How the version counts a pod that is on a node. */
export function boundOptions(minor: number): RequestOptions {
  const traits = traitsOf(minor);
  return {
    useStatus: traits.inPlaceResize,
    usePodLevelStatus: traits.inPlacePodLevelResize,
    podLevelResources: traits.podLevelResources,
  };
}

/** Milli cpu, or whole units of anything else. */
export function amountValue(amounts: Amounts, resource: string): bigint {
  const amount = amounts.get(resource);
  if (!amount) return 0n;
  return resource === 'cpu' ? amount.milliValue : amount.value;
}

/** @source pkg/scheduler/framework/types.go → Resource.Add, Resource.SetMaxResource (v1.36.3) */
export function vectorOf(amounts: Amounts, clamp: (value: bigint) => bigint): ResourceVector {
  const scalars = new Map<string, bigint>();
  for (const name of amounts.keys()) {
    if (isScalarResource(name)) scalars.set(name, clamp(amountValue(amounts, name)));
  }
  return {
    cpu: clamp(amountValue(amounts, 'cpu')),
    memory: clamp(amountValue(amounts, 'memory')),
    ephemeralStorage: clamp(amountValue(amounts, 'ephemeral-storage')),
    scalars,
  };
}
