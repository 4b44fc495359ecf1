import type { PersistentVolume, PersistentVolumeClaim } from '../../../kubernetes/index.ts';
import type { ControllerContext } from '../controller.ts';

export const CLAIM = 'PersistentVolumeClaim';
export const VOLUME = 'PersistentVolume';
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';

/**
 * Whether the volume is promised to the claim.
 *
 * @source staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go → IsVolumeBoundToClaim (v1.36.3)
 */
export function isPromisedTo({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const reference = spec?.claimRef;
  if (reference?.name !== metadata.name || reference?.namespace !== metadata.namespace) return false;
  return !reference?.uid || reference.uid === metadata.uid;
}

export function isBindCompleted({ metadata }: PersistentVolumeClaim): boolean {
  return metadata.annotations?.[BIND_COMPLETED] !== undefined;
}

/**
 * Binds volume and claim to each other for good.
 *
 * @source pkg/controller/volume/persistentvolume/pv_controller.go → bind (v1.36.3)
 */
export function bind(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
  context: ControllerContext,
): void {
  const { api, actor } = context;
  const { namespace, name, uid } = claim.metadata;
  const isNew = !volume.spec?.claimRef?.uid;
  if (isNew) {
    const claimRef = { apiVersion: 'v1', kind: CLAIM, namespace, name, uid };
    const marked = volume.spec?.claimRef ? volume.metadata : annotated(volume.metadata, BOUND_BY_CONTROLLER);
    api.update({ ...volume, metadata: marked, spec: { ...volume.spec, claimRef } } as never, actor);
  }
  setPhase(VOLUME, volume.metadata.name ?? '', undefined, { phase: 'Bound' }, context);
  const chosen = claim.spec?.volumeName ? claim.metadata : annotated(claim.metadata, BOUND_BY_CONTROLLER);
  const metadata = annotated(chosen, BIND_COMPLETED);
  api.update(
    { ...claim, metadata, spec: { ...claim.spec, volumeName: volume.metadata.name } } as never,
    actor,
  );
  const { accessModes, capacity } = volume.spec ?? {};
  setPhase(CLAIM, name ?? '', namespace, { phase: 'Bound', accessModes, capacity }, context);
}

/** Sets fields of the status of a volume or a claim. */
export function setPhase(
  kind: string,
  name: string,
  namespace: string | undefined,
  status: { readonly phase: string; readonly [field: string]: unknown },
  { world, api, actor }: ControllerContext,
): void {
  const object = world.objects.get(kind, namespace, name);
  if (object) api.updateStatus({ ...object, status: { ...(object.status as object), ...status } }, actor);
}

function annotated<Meta extends PersistentVolume['metadata']>(metadata: Meta, annotation: string): Meta {
  return { ...metadata, annotations: { ...metadata.annotations, [annotation]: 'yes' } };
}
