import type { Cluster } from '../../cluster/cluster.ts';
import type { EventObjects, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { Quantity } from '../../kubernetes/quantity.ts';
import type {
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  PersistentVolumeClaim,
  StorageClass,
} from '../../kubernetes/storage.ts';
import { claimOfVolume } from '../../storage/claims.ts';

const MIGRATED_PLUGINS_ANNOTATION = 'storage.alpha.kubernetes.io/migrated-plugins';

/** @source pkg/scheduler/framework/plugins/volumebinding/volume_binding.go → EventsToRegister (v1.36.3) */
export const REQUEUE_ON: readonly Requeue[] = [
  { resource: 'StorageClass', actions: ['Add', 'Update'], hint: afterClassChange },
  { resource: 'PersistentVolumeClaim', actions: ['Add', 'Update'], hint: afterClaimChange },
  { resource: 'PersistentVolume', actions: ['Add', 'Update'] },
  { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'] },
  { resource: 'CSINode', actions: ['Add', 'Update'], hint: afterCsiNodeChange },
  { resource: 'CSIDriver', actions: ['Update'], hint: afterDriverUpdate },
  { resource: 'CSIStorageCapacity', actions: ['Add', 'Update'], hint: afterCapacityChange },
];

function afterClassChange(
  _cluster: Cluster,
  _waiting: WaitingPod,
  { before, after }: EventObjects<StorageClass>,
): boolean {
  return !before || JSON.stringify(before.allowedTopologies) !== JSON.stringify(after?.allowedTopologies);
}

function afterClaimChange(
  _cluster: Cluster,
  { pod }: WaitingPod,
  { after }: EventObjects<PersistentVolumeClaim>,
): boolean {
  if (after?.metadata?.namespace !== pod.metadata?.namespace) return false;
  return (pod.spec?.volumes ?? []).some(
    (volume) => claimOfVolume(pod, volume)?.name === after?.metadata?.name,
  );
}

function afterCsiNodeChange(
  _cluster: Cluster,
  _waiting: WaitingPod,
  { before, after }: EventObjects<CSINode>,
): boolean {
  const migrated = (csiNode: CSINode | undefined) =>
    csiNode?.metadata?.annotations?.[MIGRATED_PLUGINS_ANNOTATION] ?? '';
  return !before || migrated(before) !== migrated(after);
}

function afterDriverUpdate(
  _cluster: Cluster,
  { pod }: WaitingPod,
  { before, after }: EventObjects<CSIDriver>,
): boolean {
  const stoppedChecking = before?.spec?.storageCapacity === true && after?.spec?.storageCapacity !== true;
  return (
    stoppedChecking && (pod.spec?.volumes ?? []).some(({ csi }) => csi?.driver === after?.metadata?.name)
  );
}

function afterCapacityChange(
  _cluster: Cluster,
  _waiting: WaitingPod,
  { before, after }: EventObjects<CSIStorageCapacity>,
): boolean {
  if (!before) return true;
  const limit = (capacity: CSIStorageCapacity | undefined) =>
    capacity?.maximumVolumeSize ?? capacity?.capacity;
  const [old, now] = [limit(before), limit(after)];
  return now !== undefined && (old === undefined || Quantity.parse(now).value > Quantity.parse(old).value);
}
