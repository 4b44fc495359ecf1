import { ClassSlot } from '../../cluster/class-slot.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { type Cycle, CycleState } from '../../framework/cycle.ts';
import type { Plugin } from '../../framework/plugin.ts';
import type { EventObjects, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { SKIP, type Status, SUCCESS, unresolvable } from '../../framework/status.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../kubernetes/storage.ts';
import { classOfClaim } from '../../storage/claims.ts';

const NAME = 'VolumeZone';
const CONFLICT = unresolvable(NAME, 'node(s) had no available volume zone');
const ZONE_DELIMITER = '__';

/** Labels that name a zone or region, with the label that took the place of an old one. */
const TOPOLOGY_LABELS: ReadonlyMap<string, string> = new Map([
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['topology.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['topology.kubernetes.io/region', 'topology.kubernetes.io/region'],
]);

/** Where a volume can be used: nodes with one of the values under the label. */
interface VolumeTopology {
  readonly label: string;
  readonly values: ReadonlySet<string>;
}

const TOPOLOGIES = new CycleState<readonly VolumeTopology[]>(NAME);

const CLAIM_NAMES = new ClassSlot(({ pod }) =>
  (pod.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => (claim ? [claim.claimName] : [])),
);

function ignoresClass(cluster: Cluster, classId: number): boolean {
  return CLAIM_NAMES.of(cluster, classId).length === 0;
}

/**
 * A pod runs where the zone labels of its bound volumes allow.
 *
 * @source pkg/scheduler/framework/plugins/volumezone/volume_zone.go (v1.36.3)
 */
export function createVolumeZone(): Plugin {
  return {
    name: NAME,
    ignoresClass,
    preFilter(cycle) {
      if (ignoresClass(cycle.cluster, cycle.pod.classId)) return { status: SKIP };
      const topologies = topologiesOfPod(cycle);
      if (!Array.isArray(topologies)) return { status: topologies };
      if (topologies.length === 0) return { status: SKIP };
      TOPOLOGIES.write(cycle, topologies);
      return { status: SUCCESS };
    },
    filter(cycle, nodeIndex) {
      const labels = cycle.cluster.node(nodeIndex)?.metadata?.labels ?? {};
      // Without any zone label the cluster has but one zone.
      if (!TOPOLOGY_LABELS.keys().some((label) => labels[label] !== undefined)) return SUCCESS;
      const fits = TOPOLOGIES.get(cycle).every(({ label, values }) => {
        const value = labels[label] ?? labels[TOPOLOGY_LABELS.get(label)!];
        return value !== undefined && values.has(value);
      });
      return fits ? SUCCESS : CONFLICT;
    },
    requeueOn: REQUEUE_ON,
  };
}

function topologiesOfPod({ cluster, pod, podClass }: Cycle): VolumeTopology[] | Status {
  const topologies: VolumeTopology[] = [];
  for (const claimName of CLAIM_NAMES.of(cluster, pod.classId)) {
    if (claimName === '') return unresolvable(NAME, 'PersistentVolumeClaim had no name');
    const claim = cluster.objects('PersistentVolumeClaim').get(`${podClass.namespace}/${claimName}`);
    if (!claim) return unresolvable(NAME, `persistentvolumeclaim "${claimName}" not found`);
    const volumeName = claim.spec?.volumeName ?? '';
    if (volumeName === '') {
      const rejection = unboundRejection(cluster, claim);
      if (rejection) return rejection;
      continue;
    }
    const volume = cluster.objects('PersistentVolume').get(volumeName);
    if (!volume) return unresolvable(NAME, `persistentvolume "${volumeName}" not found`);
    topologies.push(...topologiesOfVolume(volume));
  }
  return topologies;
}

/** Why a claim without a volume stops the pod; undefined when its volume follows the pod. */
function unboundRejection(cluster: Cluster, claim: PersistentVolumeClaim): Status | undefined {
  const className = classOfClaim(claim);
  if (className === '')
    return unresolvable(NAME, 'PersistentVolumeClaim had no pv name and storageClass name');
  const storageClass = cluster.objects('StorageClass').get(className);
  if (!storageClass) return unresolvable(NAME, `storageclass.storage.k8s.io "${className}" not found`);
  if (storageClass.volumeBindingMode === undefined) {
    return unresolvable(NAME, `VolumeBindingMode not set for StorageClass "${className}"`);
  }
  if (storageClass.volumeBindingMode === 'WaitForFirstConsumer') return undefined;
  return unresolvable(NAME, 'PersistentVolume had no name');
}

function topologiesOfVolume({ metadata }: PersistentVolume): VolumeTopology[] {
  const topologies: VolumeTopology[] = [];
  for (const label of TOPOLOGY_LABELS.keys()) {
    const values = zonesOf(metadata?.labels?.[label]);
    if (values) topologies.push({ label, values });
  }
  return topologies;
}

/**
 * The values that a label joins; undefined when there is no label, or one with an empty part, which is ignored.
 *
 * @source staging/src/k8s.io/cloud-provider/volume/helpers/zones.go → LabelZonesToSet (v1.36.3)
 */
function zonesOf(label: string | undefined): ReadonlySet<string> | undefined {
  const zones = label?.split(ZONE_DELIMITER).map((zone) => zone.trim());
  return zones?.every((zone) => zone !== '') ? new Set(zones) : undefined;
}

const REQUEUE_ON: readonly Requeue[] = [
  {
    resource: 'StorageClass',
    actions: ['Add'],
    hint: (_cluster: Cluster, _waiting: WaitingPod, { after }: EventObjects<StorageClass>) =>
      after?.volumeBindingMode === 'WaitForFirstConsumer',
  },
  { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'] },
  { resource: 'PersistentVolumeClaim', actions: ['Add', 'Update'], hint: afterClaimChange },
  { resource: 'PersistentVolume', actions: ['Add', 'Update'], hint: afterVolumeChange },
];

function afterClaimChange(
  _cluster: Cluster,
  { pod }: WaitingPod,
  { after }: EventObjects<PersistentVolumeClaim>,
): boolean {
  if (after?.metadata?.namespace !== pod.metadata?.namespace) return false;
  const claimName = after?.metadata?.name;
  return (pod.spec?.volumes ?? []).some(
    ({ persistentVolumeClaim: claim }) => claim?.claimName === claimName && claim,
  );
}

function afterVolumeChange(
  _cluster: Cluster,
  _waiting: WaitingPod,
  { before, after }: EventObjects<PersistentVolume>,
): boolean {
  if (!before) return true;
  const topologyOf = (volume: PersistentVolume) =>
    topologiesOfVolume(volume).map(({ label, values }) => `${label}=${[...values].sort()}`);
  return topologyOf(before).join() !== topologyOf(after ?? {}).join();
}
