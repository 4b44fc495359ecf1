import { ClassSlot } from '../../cluster/class-slot.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Pod, Volume } from '../../kubernetes/pod.ts';
import type { PersistentVolumeClaim } from '../../kubernetes/storage.ts';
import {
  type ClaimReference,
  claimOfVolume,
  classOfClaim,
  ephemeralOwnerError,
} from '../../storage/claims.ts';
import {
  type InTreeVolume,
  inTreeVolumeOf,
  inTreeVolumeOfProvisioner,
  labelledZones,
  volumeHandleOf,
} from '../../storage/in-tree-volume.ts';

/** Starts the name of a volume that does not exist yet; no driver's name for a volume starts like this. */
const UNBOUND_PREFIX = '\u0000unbound-';

/**
 * Which in-tree plugins' volumes count as their CSI driver's on a node: none without a CSINode, `common` all that
 * every node has moved, `all` Portworx too.
 */
export type Migration = 'none' | 'common' | 'all';

const PORTWORX = 'kubernetes.io/portworx-volume';

/** A volume that may count against a driver's limit: behind a claim, or written in the pod itself. */
type CountedVolume = { readonly claim: ClaimReference } | { readonly inline: Volume };

/** The volumes of a class that have to be looked at. */
export const COUNTED_VOLUMES = new ClassSlot(({ pod }) => {
  const counted: CountedVolume[] = [];
  for (const volume of pod.spec?.volumes ?? []) {
    const claim = claimOfVolume(pod, volume);
    if (claim) counted.push({ claim });
    else if (inTreeVolumeOf(volume)) counted.push({ inline: volume });
  }
  return counted;
});

/** Driver by volume, or what keeps the volumes from being known. */
export type AttachableVolumes =
  | { readonly drivers: ReadonlyMap<string, string> }
  | { readonly error: string; readonly claimMissing: boolean };

/**
 * The driver volumes of a pod.
 *
 * @param isNew - a pod that is yet to be placed must have its claims; a running one whose claim is gone counts less.
 * @source pkg/scheduler/framework/plugins/nodevolumelimits/csi.go → filterAttachableVolumes (v1.36.3)
 */
export function attachableVolumes(
  cluster: Cluster,
  classId: number,
  migration: Migration,
  isNew: boolean,
): AttachableVolumes {
  const drivers = new Map<string, string>();
  const { pod, namespace } = cluster.podClass(classId);
  for (const volume of COUNTED_VOLUMES.of(cluster, classId)) {
    if ('inline' in volume) {
      const error = addInlineVolume(volume.inline, migration, drivers);
      if (error !== undefined) return { error, claimMissing: false };
      continue;
    }
    const { name, ephemeral } = volume.claim;
    if (name === '') return { error: 'PersistentVolumeClaim had no name', claimMissing: false };
    const claim = cluster.objects('PersistentVolumeClaim').get(`${namespace}/${name}`);
    if (!claim) {
      if (!isNew) continue;
      const error = `looking up PVC ${namespace}/${name}: persistentvolumeclaim "${name}" not found`;
      return { error, claimMissing: true };
    }
    const ownerError = ephemeral ? ephemeralOwnerError(pod as Pod, claim) : undefined;
    if (ownerError !== undefined) return { error: ownerError, claimMissing: false };
    addClaimVolume(cluster, claim, migration, drivers);
  }
  return { drivers };
}

/** @source pkg/scheduler/framework/plugins/nodevolumelimits/csi.go → checkAttachableInlineVolume (v1.36.3) */
function addInlineVolume(
  volume: Volume,
  migration: Migration,
  drivers: Map<string, string>,
): string | undefined {
  const inTree = inTreeVolumeOf(volume)!;
  if (!isCounted(inTree, migration)) return undefined;
  const handle = volumeHandleOf(volume);
  if ('error' in handle) return `converting volume(${volume.name}) from inline to csi: ${handle.error}`;
  drivers.set(`${inTree.driver}/${handle.handle}`, inTree.driver);
  return undefined;
}

/** @source pkg/scheduler/framework/plugins/nodevolumelimits/csi.go → getCSIDriverInfo (v1.36.3) */
function addClaimVolume(
  cluster: Cluster,
  claim: PersistentVolumeClaim,
  migration: Migration,
  drivers: Map<string, string>,
): void {
  const volume = cluster.objects('PersistentVolume').get(claim.spec?.volumeName ?? '');
  if (!volume) {
    addUnboundVolume(cluster, claim, migration, drivers);
    return;
  }
  const csi = volume.spec?.csi;
  if (csi) {
    if (csi.driver !== '' && csi.volumeHandle !== '')
      drivers.set(`${csi.driver}/${csi.volumeHandle}`, csi.driver);
    return;
  }
  const inTree = inTreeVolumeOf(volume.spec ?? {});
  if (!inTree || !isCounted(inTree, migration)) return;
  const handle = volumeHandleOf(volume.spec ?? {}, labelledZones(volume));
  if ('handle' in handle && handle.handle !== '')
    drivers.set(`${inTree.driver}/${handle.handle}`, inTree.driver);
}

/**
 * A claim that has no volume yet counts as one of its class's driver.
 *
 * @source pkg/scheduler/framework/plugins/nodevolumelimits/csi.go → getCSIDriverInfoFromSC (v1.36.3)
 */
function addUnboundVolume(
  cluster: Cluster,
  claim: PersistentVolumeClaim,
  migration: Migration,
  drivers: Map<string, string>,
): void {
  const storageClass = cluster.objects('StorageClass').get(classOfClaim(claim));
  const provisioner = storageClass?.provisioner ?? '';
  if (provisioner === '') return;
  const inTree = inTreeVolumeOfProvisioner(provisioner);
  if (inTree && !isCounted(inTree, migration)) return;
  const driver = inTree?.driver ?? provisioner;
  drivers.set(`${driver}/${UNBOUND_PREFIX}${claim.metadata?.namespace}/${claim.metadata?.name}`, driver);
}

/** @source pkg/scheduler/framework/plugins/nodevolumelimits/utils.go → isCSIMigrationOn (v1.36.3) */
function isCounted({ counted, plugin }: InTreeVolume, migration: Migration): boolean {
  return counted && (plugin === PORTWORX ? migration === 'all' : migration !== 'none');
}
