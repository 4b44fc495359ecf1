import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { CLAIM, VOLUME } from './bind.ts';

export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** The class of a claim if volumes can be made for it. */
export function provisioningClass(
  world: WorldView,
  { spec }: PersistentVolumeClaim,
): StorageClass | undefined {
  const storageClass = world.objects.get(
    'StorageClass.storage.k8s.io',
    undefined,
    spec?.storageClassName ?? '',
  );
  const { provisioner } = (storageClass ?? {}) as Partial<StorageClass>;
  return provisioner && provisioner !== NO_PROVISIONER
    ? (storageClass as unknown as StorageClass)
    : undefined;
}

/**
 * The volume that the class's provisioner would make for a claim. Where it can be used is what other volumes of the
 * class show, with the values of the chosen node.
 */
export function madeVolume(
  world: WorldView,
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
): PersistentVolume {
  const { namespace, name, uid, annotations = {} } = claim.metadata;
  const nodeName = annotations[SELECTED_NODE];
  const affinity = nodeName === undefined ? undefined : affinityOn(world, storageClass, nodeName);
  return {
    apiVersion: 'v1',
    kind: VOLUME,
    metadata: {
      name: `pvc-${uid}`,
      annotations: { 'pv.kubernetes.io/provisioned-by': storageClass.provisioner },
      finalizers: ['kubernetes.io/pv-protection'],
    },
    spec: {
      accessModes: claim.spec?.accessModes,
      capacity: { storage: claim.spec?.resources?.requests?.storage ?? '0' },
      claimRef: { apiVersion: 'v1', kind: CLAIM, namespace, name, uid },
      csi: { driver: storageClass.provisioner, volumeHandle: `pvc-${uid}` },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata?.name,
      volumeMode: claim.spec?.volumeMode ?? 'Filesystem',
      ...(affinity ? { nodeAffinity: affinity } : {}),
    },
    status: { phase: 'Pending' },
  } as unknown as PersistentVolume;
}

/** The node affinity of a sibling volume with the chosen node's own values. */
function affinityOn(world: WorldView, { metadata }: StorageClass, nodeName: string) {
  const labels = world.nodes.object(world.nodes.row(nodeName))?.metadata.labels ?? {};
  for (const object of world.objects.all(VOLUME)) {
    const { spec } = object as unknown as PersistentVolume;
    if (spec?.storageClassName !== metadata?.name || !spec?.csi) continue;
    const terms = spec.nodeAffinity?.required?.nodeSelectorTerms ?? [];
    const keys = [
      ...new Set(terms.flatMap(({ matchExpressions = [] }) => matchExpressions.map(({ key }) => key))),
    ];
    const known = keys.filter((key) => labels[key] !== undefined);
    if (known.length === 0) return undefined;
    const matchExpressions = known.map((key) => ({ key, operator: 'In', values: [labels[key]] }));
    return { required: { nodeSelectorTerms: [{ matchExpressions }] } };
  }
  return undefined;
}
