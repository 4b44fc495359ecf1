import type { Cluster } from '../../cluster/cluster.ts';
import type { NodeEvent, PodEvent, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { traitsOf } from '../../framework/versions.ts';
import type { DeviceClass } from '../../kubernetes/dynamic-resources.ts';
import type { Node } from '../../kubernetes/node.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { amountsOf, podRequests } from '../../kubernetes/pod-requests.ts';
import { amountValue, boundOptions, classResources, vectorOf } from '../NodeResources/class-resources.ts';
import { DEVICE_CLASS_RESOURCES } from '../NodeResources/device-class-resources.ts';

/** @source pkg/scheduler/framework/plugins/noderesources/fit.go → Fit.EventsToRegister (v1.36.3) */
export function fitRequeue(minor: number): readonly Requeue[] {
  const traits = traitsOf(minor);
  const podActions = traits.inPlaceResize
    ? (['Delete', 'UpdatePodScaleDown'] as const)
    : (['Delete'] as const);
  const pods: Requeue = { resource: 'Pod', actions: podActions, hint: afterPodEvent };
  const nodes: Requeue = {
    resource: 'Node',
    actions: ['Add', 'UpdateNodeAllocatable'],
    hint: afterNodeChange,
  };
  const classes: Requeue = { resource: 'DeviceClass', actions: ['Add', 'Update'], hint: afterDeviceClass };
  return traits.draExtendedResource ? [pods, nodes, classes] : [pods, nodes];
}

/** @source pkg/scheduler/framework/plugins/noderesources/fit.go → isSchedulableAfterPodEvent (v1.36.3) */
function afterPodEvent(cluster: Cluster, waiting: WaitingPod, { before, after }: PodEvent): boolean {
  if (!after) return before?.spec?.nodeName !== undefined || before?.status?.nominatedNodeName !== undefined;
  if (after.metadata?.uid === waiting.uid) return true;
  if (!after.spec?.nodeName || !before) return false;
  const had = boundVector(cluster, before);
  const has = boundVector(cluster, after);
  const wanted = podRequests(waiting.pod, boundOptions(cluster.minor));
  for (const [name, amount] of wanted) {
    if (amount.isZero) continue;
    if (amountOf(had, name) > amountOf(has, name)) return true;
  }
  return false;
}

function boundVector(cluster: Cluster, pod: Pod) {
  return vectorOf(podRequests(pod, boundOptions(cluster.minor)), (value) => (value < 0n ? 0n : value));
}

function amountOf(vector: ReturnType<typeof vectorOf>, name: string): bigint {
  if (name === 'cpu') return vector.cpu;
  if (name === 'memory') return vector.memory;
  if (name === 'ephemeral-storage') return vector.ephemeralStorage;
  return vector.scalars.get(name) ?? 0n;
}

/** @source pkg/scheduler/framework/plugins/noderesources/fit.go → isSchedulableAfterNodeChange (v1.36.3) */
function afterNodeChange(cluster: Cluster, { classId }: WaitingPod, { before, after }: NodeEvent): boolean {
  if (!after) return false;
  const request = classResources(cluster, classId).pending;
  const has = allocatableOf(after);
  const left = (resource: string) =>
    traitsOf(cluster.minor).draExtendedResource && isDelegated(cluster, resource, has);
  if (has.pods < 1n) return false;
  if (request.cpu > has.vector.cpu || request.memory > has.vector.memory) return false;
  if (request.ephemeralStorage > has.vector.ephemeralStorage) return false;
  for (const [name, amount] of request.scalars) {
    if (amount > amountOf(has.vector, name) && !left(name)) return false;
  }
  if (!before) return true;
  const had = allocatableOf(before);
  if (has.pods > had.pods) return true;
  if (request.cpu > 0n && has.vector.cpu > had.vector.cpu) return true;
  if (request.memory > 0n && has.vector.memory > had.vector.memory) return true;
  if (request.ephemeralStorage > 0n && has.vector.ephemeralStorage > had.vector.ephemeralStorage) return true;
  for (const [name, amount] of request.scalars) {
    if (amount !== 0n && (amountOf(has.vector, name) > amountOf(had.vector, name) || left(name))) return true;
  }
  return false;
}

function allocatableOf(node: Node) {
  const amounts = amountsOf(node.status?.allocatable);
  return { vector: vectorOf(amounts, (value) => value), pods: amountValue(amounts, 'pods') };
}

function isDelegated(
  cluster: Cluster,
  resource: string,
  { vector }: ReturnType<typeof allocatableOf>,
): boolean {
  return amountOf(vector, resource) <= 0n && cluster.index(DEVICE_CLASS_RESOURCES).has(resource);
}

/** @source pkg/scheduler/framework/plugins/noderesources/fit.go → isSchedulableAfterDeviceClassEvent (v1.36.3) */
function afterDeviceClass(
  _cluster: Cluster,
  { pod }: WaitingPod,
  { before, after }: { readonly before?: DeviceClass; readonly after?: DeviceClass },
): boolean {
  const wanted = podRequests(pod, { useStatus: false, usePodLevelStatus: false, podLevelResources: true });
  const declared = after?.spec?.extendedResourceName;
  if (before) {
    if ((before.spec?.extendedResourceName ?? '') === (declared ?? '')) return false;
  } else if (wanted.has(`deviceclass.resource.kubernetes.io/${after?.metadata?.name ?? ''}`)) {
    return true;
  }
  return declared !== undefined && wanted.has(declared);
}
