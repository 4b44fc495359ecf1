import type { Cluster } from '../../cluster/cluster.ts';
import { type Cycle, CycleState } from '../../framework/cycle.ts';
import type { ImaginedPod, Plugin, PreFilterAnswer } from '../../framework/plugin.ts';
import type { EventObjects, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { SKIP, type Status, SUCCESS, unresolvable, unschedulable } from '../../framework/status.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import type { PersistentVolumeClaim } from '../../kubernetes/storage.ts';
import { CLAIM_KEYS, CLAIM_USE } from './claim-use.ts';
import { DISKS, disksConflict } from './disk-conflict.ts';

const NAME = 'VolumeRestrictions';
const DISK_CONFLICT = unschedulable(NAME, 'node(s) had no available disk');
const CLAIM_CONFLICT = unschedulable(
  NAME,
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
);
const CLAIM_CONFLICT_BEFORE_34 = unschedulable(
  NAME,
  'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
);

interface Restrictions {
  /** Names of the pod's claims that one pod at a time may use. */
  readonly exclusiveClaims: ReadonlySet<string>;
  readonly conflictCount: number;
}

const RESTRICTIONS = new CycleState<Restrictions>(NAME);

/**
 * No two pods write the same disk, and a ReadWriteOncePod claim is used by one pod at a time.
 *
 * @source pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go (v1.36.3)
 */
export function createVolumeRestrictions(_args: unknown, minor: number): Plugin {
  const claimConflict = minor >= 34 ? CLAIM_CONFLICT : CLAIM_CONFLICT_BEFORE_34;
  return {
    name: NAME,
    preFilter,
    ignoresClass,
    addPod: (cycle, imagined) => count(cycle, imagined, 1),
    removePod: (cycle, imagined) => count(cycle, imagined, -1),
    filter(cycle, nodeIndex) {
      if (hasDiskConflict(cycle, nodeIndex)) return DISK_CONFLICT;
      return RESTRICTIONS.get(cycle).conflictCount > 0 ? claimConflict : SUCCESS;
    },
    requeueOn: REQUEUE_ON,
  };
}

function ignoresClass(cluster: Cluster, classId: number): boolean {
  return CLAIM_KEYS.of(cluster, classId).length === 0 && DISKS.of(cluster, classId).length === 0;
}

function preFilter(cycle: Cycle): PreFilterAnswer {
  const { cluster, pod } = cycle;
  if (ignoresClass(cluster, pod.classId)) return { status: SKIP };
  const claimKeys = CLAIM_KEYS.of(cluster, pod.classId);
  const exclusiveClaims = new Set<string>();
  let conflictCount = 0;
  for (const key of claimKeys) {
    const claim = cluster.objects('PersistentVolumeClaim').get(key);
    const name = key.slice(key.indexOf('/') + 1);
    if (!claim) return { status: claimNotFound(name) };
    if (!claim.spec?.accessModes?.includes('ReadWriteOncePod') || exclusiveClaims.has(name)) continue;
    exclusiveClaims.add(name);
    if (cluster.index(CLAIM_USE).isUsed(key)) conflictCount++;
  }
  if (conflictCount === 0 && DISKS.of(cluster, pod.classId).length === 0) return { status: SKIP };
  RESTRICTIONS.write(cycle, { exclusiveClaims, conflictCount });
  return { status: SUCCESS };
}

function claimNotFound(name: string): Status {
  return unresolvable(NAME, `persistentvolumeclaim "${name}" not found`);
}

/** Counts by the claim's name alone: upstream does not compare namespaces here either. */
function count(cycle: Cycle, { classId }: ImaginedPod, change: number): void {
  const restrictions = RESTRICTIONS.get(cycle);
  const { exclusiveClaims } = restrictions;
  if (exclusiveClaims.size === 0) return;
  let { conflictCount } = restrictions;
  for (const key of CLAIM_KEYS.of(cycle.cluster, classId)) {
    if (exclusiveClaims.has(key.slice(key.indexOf('/') + 1))) conflictCount += change;
  }
  // A cycle that was forked from this one keeps its own count.
  RESTRICTIONS.write(cycle, { exclusiveClaims, conflictCount });
}

function hasDiskConflict({ cluster, pod }: Cycle, nodeIndex: number): boolean {
  const disks = DISKS.of(cluster, pod.classId);
  if (disks.length === 0) return false;
  const { classOf } = cluster.pods;
  for (const other of cluster.podsOn(nodeIndex)) {
    for (const otherDisk of DISKS.of(cluster, classOf.values[other]!)) {
      if (disks.some((disk) => disksConflict(disk, otherDisk))) return true;
    }
  }
  return false;
}

const REQUEUE_ON: readonly Requeue[] = [
  { resource: 'Pod', actions: ['Delete'], hint: afterPodDeleted },
  { resource: 'Node', actions: ['Add'] },
  { resource: 'PersistentVolumeClaim', actions: ['Add'], hint: afterClaimAdded },
];

function afterPodDeleted(_cluster: Cluster, { pod }: WaitingPod, { before }: EventObjects<Pod>): boolean {
  if (before?.metadata?.namespace !== pod.metadata?.namespace) return false;
  const ours = pod.spec?.volumes ?? [];
  const theirs = before?.spec?.volumes ?? [];
  return ours.some((one) => theirs.some((other) => disksConflict(one, other) || sameClaim(one, other)));
}

function sameClaim(one: VolumeClaim, other: VolumeClaim): boolean {
  const claimName = one.persistentVolumeClaim?.claimName;
  return claimName !== undefined && claimName === other.persistentVolumeClaim?.claimName;
}

type VolumeClaim = { readonly persistentVolumeClaim?: { readonly claimName: string } };

function afterClaimAdded(
  _cluster: Cluster,
  { pod }: WaitingPod,
  { after }: EventObjects<PersistentVolumeClaim>,
): boolean {
  if (after?.metadata?.namespace !== pod.metadata?.namespace) return false;
  const claimName = after?.metadata?.name;
  return (pod.spec?.volumes ?? []).some(
    ({ persistentVolumeClaim: claim }) => claim && claim.claimName === claimName,
  );
}
