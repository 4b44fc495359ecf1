import type { GroupKind, KubeObject, PersistentVolume, PodSpec } from '../../kubernetes/index.ts';
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
  /** By namespace and name. */
  const claims = new Map<string, KubeObject>();
  const claimingVolumesOf = claimingVolumes(pods);
  for (let row = 0; row < pods.count; row++) {
    if (pods.nodeNameId.get(row) < 0) continue;
    for (const { name, persistentVolumeClaim, ephemeral } of claimingVolumesOf(row)) {
      const namespace = pods.namespaces.get(pods.namespaceId.get(row));
      const pod = { name: pods.name.get(row), uid: pods.uid.get(row) };
      const claim = persistentVolumeClaim?.claimName ?? `${pod.name}-${name}`;
      const key = `${namespace}/${claim}`;
      if (!claims.has(key)) claims.set(key, claimOfPod(namespace, claim, ephemeral && pod));
    }
  }
  return [...claims].sort(([a], [b]) => compareTexts(a, b)).map(([, claim]) => claim);
}

type Volumes = NonNullable<PodSpec['volumes']>;

/** Answers which volumes of a row's pod are claims: of pods that share their volumes once. */
function claimingVolumes({ makes, makeId }: PodColumns): (row: number) => Volumes {
  const field = makes.fields.find('"volumes"');
  const byPiece = new Map<number, Volumes>();
  return (row) => {
    const piece = makes.fieldPiece(makeId.get(row), field);
    if (piece < 0) return [];
    let claiming = byPiece.get(piece);
    if (claiming === undefined) {
      const volumes = makes.pieces.parse(piece) as Volumes;
      claiming = volumes.filter(({ persistentVolumeClaim, ephemeral }) => persistentVolumeClaim ?? ephemeral);
      byPiece.set(piece, claiming);
    }
    return claiming;
  };
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
