import type { Pod, Volume } from '../kubernetes/pod.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../kubernetes/storage.ts';

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
const BIND_COMPLETED_ANNOTATION = 'pv.kubernetes.io/bind-completed';

/** Written by the scheduler on a claim whose volume is to be made for a node. */
export const SELECTED_NODE_ANNOTATION = 'volume.kubernetes.io/selected-node';

/** A claim that one of a pod's volumes needs. */
export interface ClaimReference {
  readonly name: string;
  /** Made for this pod alone, from a template in the pod. */
  readonly ephemeral: boolean;
}

/**
 * The claim behind a pod's volume, undefined for volumes without one.
 *
 * @source staging/src/k8s.io/component-helpers/storage/ephemeral/ephemeral.go → VolumeClaimName (v1.36.3)
 */
export function claimOfVolume(pod: Pod, volume: Volume): ClaimReference | undefined {
  if (volume.persistentVolumeClaim) return { name: volume.persistentVolumeClaim.claimName, ephemeral: false };
  if (volume.ephemeral) return { name: `${pod.metadata?.name ?? ''}-${volume.name}`, ephemeral: true };
  return undefined;
}

/**
 * Why a claim cannot be the pod's ephemeral volume; undefined when it was made for this pod.
 *
 * @source staging/src/k8s.io/component-helpers/storage/ephemeral/ephemeral.go → VolumeIsForPod (v1.36.3)
 */
export function ephemeralOwnerError(pod: Pod, claim: PersistentVolumeClaim): string | undefined {
  const controller = claim.metadata?.ownerReferences?.find((owner) => owner.controller === true);
  if (controller && controller.uid === pod.metadata?.uid) return undefined;
  const of = ({ metadata }: Pod) => `${metadata?.namespace}/${metadata?.name}`;
  return `PVC ${of(claim)} was not created for pod ${of(pod)} (pod is not owner)`;
}

/** The name of the claim's class, empty when it names none. */
export function classOfClaim({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata?.annotations?.[CLASS_ANNOTATION] ?? spec?.storageClassName ?? '';
}

/** The name of the volume's class, empty when it names none. */
export function classOfVolume({ metadata, spec }: PersistentVolume): string {
  return metadata?.annotations?.[CLASS_ANNOTATION] ?? spec?.storageClassName ?? '';
}

/**
 * Whether claim and volume are bound to each other for good.
 *
 * @source pkg/scheduler/framework/plugins/volumebinding/binder.go → isPVCFullyBound (v1.36.3)
 */
export function isFullyBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return Boolean(spec?.volumeName) && metadata?.annotations?.[BIND_COMPLETED_ANNOTATION] !== undefined;
}

/**
 * Whether the volume is reserved for the claim.
 *
 * @source staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go → IsVolumeBoundToClaim (v1.36.3)
 */
export function isReservedFor(volume: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const reference = volume.spec?.claimRef;
  if (!reference || reference.name !== metadata?.name || reference.namespace !== metadata?.namespace)
    return false;
  return !reference.uid || reference.uid === metadata?.uid;
}
