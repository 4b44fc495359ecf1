import { ClassSlot } from '../../cluster/class-slot.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Cycle } from '../../framework/cycle.ts';
import { compareBytes } from '../../framework/fit-error.ts';
import type { DeviceRequest, ResourceClaim } from '../../kubernetes/dynamic-resources.ts';
import type { Container, Pod } from '../../kubernetes/pod.ts';
import { podRequests } from '../../kubernetes/pod-requests.ts';
import { Quantity } from '../../kubernetes/quantity.ts';
import { isExtendedResource } from '../../kubernetes/resource-name.ts';
import { DEVICE_CLASSES } from './device-classes.ts';

const ANNOTATION = 'resource.kubernetes.io/extended-resource-claim';
const IMPLICIT_PREFIX = 'deviceclass.resource.kubernetes.io/';
/** The name of the claim that exists only while a pod is being scheduled; no real claim can have it. */
export const SPECIAL_CLAIM_NAME = '<extended-resources>';

/** The extended resources that a class asks for, none of them zero. */
const EXTENDED_RESOURCES = new ClassSlot(({ pod }) => {
  const options = { useStatus: false, usePodLevelStatus: false, podLevelResources: false };
  const requests = [...podRequests(pod, options)].filter(([, amount]) => !amount.isZero);
  return requests
    .map(([name]) => name)
    .filter((name) => isExtendedResource(name) || name.startsWith(IMPLICIT_PREFIX));
});

/** Whether pods of the class ask for any resource that a device class could stand behind. */
export function asksForExtendedResources(cluster: Cluster, classId: number): boolean {
  return EXTENDED_RESOURCES.of(cluster, classId).length > 0;
}

/**
 * The claim that stands for a pod's extended resources: the one an earlier attempt left behind, or an empty one;
 * undefined when no device class stands behind any of them.
 *
 * @source pkg/scheduler/framework/plugins/dynamicresources/extendeddynamicresources.go → preFilterExtendedResources
 * (v1.36.3)
 */
export function extendedResourceClaim(cycle: Cycle): ResourceClaim | undefined {
  const { cluster, pod, podClass } = cycle;
  const classes = cluster.index(DEVICE_CLASSES);
  const resources = EXTENDED_RESOURCES.of(cluster, pod.classId);
  if (!resources.some((resource) => classes.classOf(resource) !== undefined)) return undefined;
  for (const claim of cluster.objects('ResourceClaim').inNamespace(podClass.namespace)) {
    if (isLeftBehind(claim, cycle)) return claim;
  }
  return { metadata: { namespace: podClass.namespace, name: SPECIAL_CLAIM_NAME }, spec: {} };
}

function isLeftBehind({ metadata }: ResourceClaim, { pod }: Cycle): boolean {
  if (metadata?.annotations?.[ANNOTATION] !== 'true') return false;
  return (metadata.ownerReferences ?? []).some(
    ({ name, uid, controller }) => name === pod.name && uid === pod.uid && controller === true,
  );
}

/** What the special claim asks for on a node; or that a resource is to be had nowhere on it. */
export type NodeClaimAnswer = { readonly claim: ResourceClaim | undefined } | { readonly rejection: string };

/**
 * The special claim for a node: for the resources that its devices have to give.
 *
 * @source pkg/scheduler/framework/plugins/dynamicresources/extendeddynamicresources.go → filterExtendedResources (v1.36.3)
 */
export function extendedResourceClaimOnNode(
  cycle: Cycle,
  special: ResourceClaim,
  nodeIndex: number,
  hasUserClaims: boolean,
): NodeClaimAnswer {
  if (special.spec?.devices?.requests) return { rejection: 'cannot schedule extended resource claim' };
  const { cluster, pod, podClass } = cycle;
  const classes = cluster.index(DEVICE_CLASSES);
  const allocatable = cluster.node(nodeIndex)?.status?.allocatable ?? {};
  const fromDevices: string[] = [];
  for (const resource of EXTENDED_RESOURCES.of(cluster, pod.classId)) {
    const offered = allocatable[resource];
    const isOffered = offered !== undefined && Quantity.parse(offered).value !== 0n;
    if (classes.classOf(resource) !== undefined && !isOffered) fromDevices.push(resource);
    else if (offered === undefined) return { rejection: 'cannot fit resource' };
  }
  if (!hasUserClaims && fromDevices.length === 0) return { claim: undefined };
  if (special.status?.allocation) return { claim: undefined };
  const classOf = (resource: string) => classes.classOf(resource)!;
  const requests = deviceRequests(podClass.pod, fromDevices.sort(compareBytes), classOf);
  return { claim: { ...special, spec: { devices: { requests } } } };
}

/**
 * One request for each container and resource; init containers use what later containers ask for first, and of
 * what they need beyond that only the largest counts, for they run one after the other.
 *
 * @source pkg/scheduler/framework/plugins/dynamicresources/extendeddynamicresources.go → createRequestsAndMappings (v1.36.3)
 */
function deviceRequests(
  { spec }: Pod,
  resources: readonly string[],
  classOf: (resource: string) => string,
): readonly DeviceRequest[] {
  const initContainers = spec?.initContainers ?? [];
  const containers = [...initContainers, ...(spec?.containers ?? [])];
  const isShortLived = (index: number) =>
    index < initContainers.length && containers[index]!.restartPolicy !== 'Always';
  const requests: DeviceRequest[] = [];
  for (const resource of resources) {
    const create = (index: number, reusable: number) =>
      deviceRequest(containers[index]!, index, resource, classOf(resource), reusable);
    const longLived = containers.map((_, index) => (isShortLived(index) ? undefined : create(index, 0)));
    let largest: DeviceRequest | undefined;
    containers.forEach((_, index) => {
      if (!isShortLived(index)) return;
      const later = longLived.slice(index).reduce((sum, request) => sum + countOf(request), 0);
      const request = create(index, later);
      if (countOf(request) > countOf(largest)) largest = request;
    });
    for (const request of [largest, ...longLived]) if (request) requests.push(request);
  }
  return requests.sort((one, other) => compareBytes(one.name, other.name));
}

function countOf(request: DeviceRequest | undefined): number {
  return request?.exactly?.count ?? 0;
}

function deviceRequest(
  { resources }: Container,
  containerIndex: number,
  resource: string,
  className: string,
  reusable: number,
): DeviceRequest | undefined {
  const requests = resources?.requests ?? {};
  const count = Number(Quantity.parse(requests[resource] ?? 0).value);
  if (count <= reusable) return undefined;
  const resourceIndex = Object.keys(requests).sort(compareBytes).indexOf(resource);
  return {
    name: `container-${containerIndex}-request-${resourceIndex}`,
    exactly: { deviceClassName: className, allocationMode: 'ExactCount', count: count - reusable },
  };
}
