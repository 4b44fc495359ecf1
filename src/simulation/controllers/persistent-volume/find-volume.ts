import { compileSelector, Quantity, selects } from '../../../../scheduler-model/index.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { isPromisedTo, VOLUME } from './bind.ts';

/**
 * The volume for a claim wherever its pod will run: the one promised to it, else the smallest that fits.
 *
 * @source staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go → FindMatchingVolume (v1.36.3)
 */
export function findVolume(world: WorldView, claim: PersistentVolumeClaim): PersistentVolume | undefined {
  const volumes = [...world.objects.all(VOLUME)] as unknown as PersistentVolume[];
  const promised = volumes.find((volume) => isPromisedTo(volume, claim));
  if (promised) return promised;
  const selector = claim.spec?.selector ? compileSelector(claim.spec.selector) : undefined;
  const size = Quantity.parse(claim.spec?.resources?.requests?.storage ?? 0);
  let best: PersistentVolume | undefined;
  for (const volume of volumes) {
    if (!canServe(volume, claim) || sizeOf(volume).compare(size) < 0) continue;
    if (claim.spec?.selector && !(selector && selects(selector, volume.metadata.labels ?? {}))) continue;
    if (!best || sizeOf(volume).compare(sizeOf(best)) < 0) best = volume;
  }
  return best;
}

function canServe({ metadata, spec, status }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (metadata.deletionTimestamp || spec?.claimRef || (status?.phase ?? 'Available') !== 'Available')
    return false;
  if ((spec?.storageClassName ?? '') !== (claim.spec?.storageClassName ?? '')) return false;
  if ((spec?.volumeMode ?? 'Filesystem') !== (claim.spec?.volumeMode ?? 'Filesystem')) return false;
  return (claim.spec?.accessModes ?? []).every((mode) => spec?.accessModes?.includes(mode));
}

function sizeOf({ spec }: PersistentVolume): Quantity {
  return Quantity.parse(spec?.capacity?.storage ?? 0);
}
