import { ClassSlot } from '../../cluster/class-slot.ts';
import type { Volume } from '../../kubernetes/pod.ts';

/** The volumes of a class that no two pods may mount at will. */
export const DISKS = new ClassSlot(({ pod }) =>
  (pod.spec?.volumes ?? []).filter(
    (volume) => volume.gcePersistentDisk || volume.awsElasticBlockStore || volume.rbd || volume.iscsi,
  ),
);

/**
 * Whether two volumes are the same disk and may not be mounted at once.
 *
 * @source pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go → isVolumeConflict (v1.36.3)
 */
export function disksConflict(one: Volume, other: Volume): boolean {
  return (
    gceConflict(one, other) || awsConflict(one, other) || iscsiConflict(one, other) || rbdConflict(one, other)
  );
}

function gceConflict({ gcePersistentDisk: one }: Volume, { gcePersistentDisk: other }: Volume): boolean {
  return one !== undefined && other !== undefined && one.pdName === other.pdName && !bothReadOnly(one, other);
}

function awsConflict(
  { awsElasticBlockStore: one }: Volume,
  { awsElasticBlockStore: other }: Volume,
): boolean {
  return one !== undefined && other !== undefined && one.volumeID === other.volumeID;
}

function iscsiConflict({ iscsi: one }: Volume, { iscsi: other }: Volume): boolean {
  return one !== undefined && other !== undefined && one.iqn === other.iqn && !bothReadOnly(one, other);
}

function rbdConflict({ rbd: one }: Volume, { rbd: other }: Volume): boolean {
  if (!one || !other || bothReadOnly(one, other)) return false;
  const sharesMonitor = (one.monitors ?? []).some((monitor) => other.monitors?.includes(monitor));
  return sharesMonitor && one.pool === other.pool && one.image === other.image;
}

function bothReadOnly(one: { readonly readOnly?: boolean }, other: { readonly readOnly?: boolean }): boolean {
  return one.readOnly === true && other.readOnly === true;
}
