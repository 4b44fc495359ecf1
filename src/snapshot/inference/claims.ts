import type { GroupKind, KubeObject, PersistentVolume } from '../../kubernetes/index.ts';
import { compareTexts } from '../../kubernetes/index.ts';
import { INFERRED_ANNOTATION } from '../digest.ts';
import type { PodColumns } from '../pod-columns.ts';

const BOUND_ANNOTATIONS = { 'pv.kubernetes.io/bind-completed': 'yes' };
/** Every claim has it by admission: one in use is not gone before its pods are. */
const FINALIZERS = ['kubernetes.io/pvc-protection'];

/**
 * The claims that must be there, each of them bound: those that bound volumes of the input name, or where volumes are
 * not known either, those of pods that have a node.
 *
 * @source pkg/scheduler/framework/plugins/volumebinding/volume_binding.go → PreBind (v1.36.3): a pod gets its node once all its claims are bound
 */
export function inferClaims(
  pods: PodColumns,
  sourced: ReadonlyMap<GroupKind, readonly KubeObject[]>,
  areVolumesKnown: boolean,
): KubeObject[] {
  if (!areVolumesKnown) return claimsOfPods(pods);
  const volumes = (sourced.get('PersistentVolume') ?? []) as readonly PersistentVolume[];
  return volumes.flatMap((volume) => claimOfVolume(volume) ?? []).sort(byName);
}

function claimOfVolume({ metadata, spec, status }: PersistentVolume): KubeObject | undefined {
  const { namespace, name, uid } = spec?.claimRef ?? {};
  if (namespace === undefined || name === undefined || status?.phase !== 'Bound') return undefined;
  const { accessModes, capacity, storageClassName, volumeMode } = spec ?? {};
  const claim = boundClaim(namespace, name, 'volumes', {
    accessModes,
    resources: { requests: capacity },
    ...(storageClassName === undefined ? {} : { storageClassName }),
    ...(volumeMode === undefined ? {} : { volumeMode }),
    volumeName: metadata.name,
  });
  return {
    ...claim,
    metadata: { ...claim.metadata, ...(uid === undefined ? {} : { uid }) },
    status: { phase: 'Bound', accessModes, capacity },
  };
}

function claimsOfPods(pods: PodColumns): KubeObject[] {
  const claims = new Map<string, KubeObject>();
  for (let row = 0; row < pods.count; row++) {
    if (pods.nodeNameId.get(row) < 0) continue;
    for (const { name, persistentVolumeClaim, ephemeral } of volumesOf(pods, row)) {
      if (!persistentVolumeClaim && !ephemeral) continue;
      const namespace = pods.namespaces.get(pods.namespaceId.get(row));
      const pod = { name: pods.name.get(row), uid: pods.uid.get(row) };
      const claim = persistentVolumeClaim?.claimName ?? `${pod.name}-${name}`;
      const key = `${namespace}/${claim}`;
      if (!claims.has(key)) claims.set(key, claimOfPod(namespace, claim, ephemeral && pod));
    }
  }
  return [...claims.values()].sort(byName);
}

function volumesOf({ makes, makeId }: PodColumns, row: number) {
  return makes.get(makeId.get(row)).spec.volumes ?? [];
}

/** @param owner the pod that a claim of its own was made for. */
function claimOfPod(
  namespace: string,
  name: string,
  owner: { readonly name: string; readonly uid: string } | undefined,
): KubeObject {
  const claim = boundClaim(namespace, name, 'pods', { volumeName: `volume-of-${namespace}-${name}` });
  if (!owner) return claim;
  const reference = { apiVersion: 'v1', kind: 'Pod', ...owner, controller: true, blockOwnerDeletion: true };
  return { ...claim, metadata: { ...claim.metadata, ownerReferences: [reference] } };
}

/** @param from what the claim is inferred from. */
function boundClaim(namespace: string, name: string, from: 'volumes' | 'pods', spec: object): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      namespace,
      name,
      finalizers: FINALIZERS,
      annotations: { ...BOUND_ANNOTATIONS, [INFERRED_ANNOTATION]: from },
    },
    spec,
    status: { phase: 'Bound' },
  };
}

function byName({ metadata: a }: KubeObject, { metadata: b }: KubeObject): number {
  return compareTexts(`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`);
}
