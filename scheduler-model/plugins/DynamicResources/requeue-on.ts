import type { Cluster } from '../../cluster/cluster.ts';
import type { EventObjects, Requeue, WaitingPod } from '../../framework/requeue.ts';
import type { ResourceClaim } from '../../kubernetes/dynamic-resources.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { podClaims } from './pod-claims.ts';

/** @source pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go → EventsToRegister (v1.36.3) */
export const REQUEUE_ON: readonly Requeue[] = [
  { resource: 'Node', actions: ['Add', 'UpdateNodeLabel', 'UpdateNodeAllocatable'] },
  { resource: 'ResourceClaim', actions: ['Add', 'Update'], hint: afterClaimChange },
  { resource: 'Pod', actions: ['UpdatePodGeneratedResourceClaim'], hint: afterPodChange },
  { resource: 'DeviceClass', actions: ['Add', 'Update'] },
  { resource: 'ResourceSlice', actions: ['Add', 'Update'] },
];

function afterClaimChange(
  cluster: Cluster,
  { pod }: WaitingPod,
  { before, after }: EventObjects<ResourceClaim>,
): boolean {
  const answer = podClaims(cluster, pod);
  if ('rejection' in answer) return false;
  if (before?.status?.allocation && !after?.status?.allocation) return true;
  if (!answer.claims.some(({ metadata }) => metadata?.uid === after?.metadata?.uid)) return false;
  return !before || JSON.stringify(before.status) !== JSON.stringify(after?.status);
}

function afterPodChange(cluster: Cluster, { uid }: WaitingPod, { after }: EventObjects<Pod>): boolean {
  return after?.metadata?.uid === uid && !('rejection' in podClaims(cluster, after ?? {}));
}
