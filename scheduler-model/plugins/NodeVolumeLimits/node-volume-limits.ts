import type { Cluster } from '../../cluster/cluster.ts';
import { type Cycle, CycleState } from '../../framework/cycle.ts';
import type { Plugin } from '../../framework/plugin.ts';
import type { EventObjects, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { failure, SKIP, type Status, SUCCESS, unresolvable, unschedulable } from '../../framework/status.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import type { CSINode, PersistentVolumeClaim, VolumeAttachment } from '../../kubernetes/storage.ts';
import { claimOfVolume } from '../../storage/claims.ts';
import { inTreeVolumeOf, volumeHandleOf } from '../../storage/in-tree-volume.ts';
import { STORAGE } from '../../storage/storage-index.ts';
import {
  type AttachableVolumes,
  attachableVolumes,
  COUNTED_VOLUMES,
  type Migration,
} from './attachable-volumes.ts';

const NAME = 'NodeVolumeLimits';
const TOO_MANY = unschedulable(NAME, 'node(s) exceed max volume count');
/** The first minor version that counts volumes which are attached without a pod. */
const ATTACHMENTS_SINCE = 32;

/** Versions from 1.31 to 1.35 count Portworx volumes where the node says that it has moved the plugin. */
const PORTWORX_SINCE = 31;
const PORTWORX_EVERYWHERE_SINCE = 36;
const MIGRATED_PLUGINS_ANNOTATION = 'storage.alpha.kubernetes.io/migrated-plugins';

/** The pod's volumes by what has been moved to CSI drivers on a node, as far as they were asked for. */
const POD_VOLUMES = new CycleState<Map<Migration, AttachableVolumes>>(NAME);

/**
 * A node takes no more volumes of a CSI driver than the driver says.
 *
 * @source pkg/scheduler/framework/plugins/nodevolumelimits/csi.go (v1.36.3)
 */
export function createNodeVolumeLimits(_args: unknown, minor: number): Plugin {
  return {
    name: NAME,
    ignoresClass,
    preFilter(cycle) {
      if (ignoresClass(cycle.cluster, cycle.pod.classId)) return { status: SKIP };
      POD_VOLUMES.write(cycle, new Map());
      return { status: SUCCESS };
    },
    filter: (cycle, nodeIndex) => filter(cycle, nodeIndex, minor),
    requeueOn: REQUEUE_ON,
  };
}

function ignoresClass(cluster: Cluster, classId: number): boolean {
  return COUNTED_VOLUMES.of(cluster, classId).length === 0;
}

function filter(cycle: Cycle, nodeIndex: number, minor: number): Status {
  const { cluster } = cycle;
  const nodeName = cluster.nodeName(nodeIndex);
  const csiNode = cluster.objects('CSINode').get(nodeName);
  const migration = migrationOn(csiNode, minor);
  const wanted = podVolumes(cycle, migration);
  if ('error' in wanted) {
    return wanted.claimMissing ? unresolvable(NAME, wanted.error) : failure(NAME, wanted.error);
  }
  const limits = limitsOf(csiNode);
  if (wanted.drivers.size === 0 || limits.size === 0) return SUCCESS;
  const attached = new Map<string, string>();
  const error = collectPodVolumes(cluster, nodeIndex, migration, attached);
  if (error !== undefined) return failure(NAME, error);
  const newCounts = countByDriver([...wanted.drivers].filter(([volume]) => !attached.has(volume)));
  if (minor >= ATTACHMENTS_SINCE) collectAttachments(cluster, nodeName, attached);
  const attachedCounts = countByDriver(attached);
  for (const [driver, count] of newCounts) {
    const limit = limits.get(driver);
    if (limit !== undefined && (attachedCounts.get(driver) ?? 0) + count > limit) return TOO_MANY;
  }
  return SUCCESS;
}

function podVolumes(cycle: Cycle, migration: Migration): AttachableVolumes {
  const known = POD_VOLUMES.get(cycle);
  let volumes = known.get(migration);
  if (!volumes) {
    volumes = attachableVolumes(cycle.cluster, cycle.pod.classId, migration, true);
    known.set(migration, volumes);
  }
  return volumes;
}

/** @source pkg/scheduler/framework/plugins/nodevolumelimits/utils.go → isCSIMigrationOn (v1.29.10 – v1.36.3) */
function migrationOn(csiNode: CSINode | undefined, minor: number): Migration {
  if (!csiNode) return 'none';
  if (minor >= PORTWORX_EVERYWHERE_SINCE) return 'all';
  const migrated = csiNode.metadata?.annotations?.[MIGRATED_PLUGINS_ANNOTATION]?.split(',') ?? [];
  return minor >= PORTWORX_SINCE && migrated.includes('kubernetes.io/portworx-volume') ? 'all' : 'common';
}

function limitsOf(csiNode: CSINode | undefined): ReadonlyMap<string, number> {
  const limits = new Map<string, number>();
  for (const { name, allocatable } of csiNode?.spec?.drivers ?? []) {
    if (allocatable?.count !== undefined) limits.set(name, allocatable.count);
  }
  return limits;
}

/** Adds the volumes of the pods on the node; returns what keeps them from being known. */
function collectPodVolumes(
  cluster: Cluster,
  nodeIndex: number,
  migration: Migration,
  attached: Map<string, string>,
): string | undefined {
  const { classOf } = cluster.pods;
  for (const podId of cluster.podsOn(nodeIndex)) {
    const classId = classOf.values[podId]!;
    if (COUNTED_VOLUMES.of(cluster, classId).length === 0) continue;
    const volumes = attachableVolumes(cluster, classId, migration, false);
    if ('error' in volumes) return volumes.error;
    for (const [volume, driver] of volumes.drivers) attached.set(volume, driver);
  }
  return undefined;
}

/** @source pkg/scheduler/framework/plugins/nodevolumelimits/csi.go → getNodeVolumeAttachmentInfo (v1.36.3) */
function collectAttachments(cluster: Cluster, nodeName: string, attached: Map<string, string>): void {
  for (const { spec } of cluster.index(STORAGE).attachmentsTo(nodeName)) {
    const volume = cluster.objects('PersistentVolume').get(spec?.source?.persistentVolumeName ?? '');
    const handle = volume?.spec?.csi?.volumeHandle;
    if (spec?.attacher && handle !== undefined) attached.set(`${spec.attacher}/${handle}`, spec.attacher);
  }
}

function countByDriver(volumes: Iterable<[string, string]>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [, driver] of volumes) counts.set(driver, (counts.get(driver) ?? 0) + 1);
  return counts;
}

const REQUEUE_ON: readonly Requeue[] = [
  { resource: 'CSINode', actions: ['Add'] },
  { resource: 'CSINode', actions: ['Update'], hint: afterCsiNodeUpdate },
  { resource: 'Pod', actions: ['Delete'], hint: afterPodDeleted },
  { resource: 'PersistentVolumeClaim', actions: ['Add'], hint: afterClaimAdded },
  { resource: 'VolumeAttachment', actions: ['Delete'], hint: afterAttachmentDeleted },
];

function afterCsiNodeUpdate(
  _cluster: Cluster,
  _waiting: WaitingPod,
  { before, after }: EventObjects<CSINode>,
): boolean {
  const old = limitsOf(before);
  return [...limitsOf(after)].some(([driver, limit]) => limit > (old.get(driver) ?? 0));
}

function afterPodDeleted(
  _cluster: Cluster,
  _waiting: WaitingPod,
  { before: pod }: EventObjects<Pod>,
): boolean {
  if (!pod?.spec?.nodeName && !pod?.status?.nominatedNodeName) return false;
  return (pod.spec?.volumes ?? []).some((volume) => claimOfVolume(pod, volume) ?? inTreeVolumeOf(volume));
}

function afterClaimAdded(
  _cluster: Cluster,
  { pod }: WaitingPod,
  { after: claim }: EventObjects<PersistentVolumeClaim>,
): boolean {
  if (claim?.metadata?.namespace !== pod.metadata?.namespace) return false;
  return (pod.spec?.volumes ?? []).some(
    (volume) => claimOfVolume(pod, volume)?.name === claim?.metadata?.name,
  );
}

function afterAttachmentDeleted(
  _cluster: Cluster,
  { pod }: WaitingPod,
  { before: attachment }: EventObjects<VolumeAttachment>,
): boolean {
  return (pod.spec?.volumes ?? []).some((volume) => {
    if (volume.persistentVolumeClaim) return true;
    const inTree = inTreeVolumeOf(volume);
    if (!inTree) return false;
    return 'error' in volumeHandleOf(volume) || attachment?.spec?.attacher === inTree.driver;
  });
}
