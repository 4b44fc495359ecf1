import { ClassSlot } from '../../cluster/class-slot.ts';
import type { Cycle } from '../../framework/cycle.ts';
import type { PersistentVolumeClaim } from '../../kubernetes/storage.ts';
import { claimOfVolume, classOfClaim, ephemeralOwnerError, isFullyBound } from '../../storage/claims.ts';

/** The claims behind a class's volumes, in the order of the volumes. */
export const CLAIMS = new ClassSlot(({ pod }) =>
  (pod.spec?.volumes ?? []).flatMap((volume) => claimOfVolume(pod, volume) ?? []),
);

/** A pod's claims by what is still to be done for them. */
export interface PodClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Without a volume yet, and it follows the pod. */
  readonly delayed: readonly PersistentVolumeClaim[];
  /** Without a volume yet, and somebody else has to bind it first. */
  readonly hasUnboundImmediate: boolean;
}

/** Claims, or why the pod as a whole has to wait (`rejection`), or what is broken (`error`). */
export type PodClaimsAnswer =
  | { readonly claims: PodClaims }
  | { readonly rejection: string }
  | { readonly error: string };

/**
 * @source pkg/scheduler/framework/plugins/volumebinding/volume_binding.go → podHasPVCs (v1.36.3)
 * @source pkg/scheduler/framework/plugins/volumebinding/binder.go → GetPodVolumeClaims (v1.36.3)
 */
export function podClaims(cycle: Cycle): PodClaimsAnswer {
  const claims: PersistentVolumeClaim[] = [];
  for (const { name, ephemeral } of CLAIMS.of(cycle.cluster, cycle.pod.classId)) {
    const claim = cycle.cluster.objects('PersistentVolumeClaim').get(`${cycle.podClass.namespace}/${name}`);
    const rejection = claimRejection(cycle, name, ephemeral, claim);
    if (rejection !== undefined) return { rejection };
    claims.push(claim!);
  }
  return sortClaims(cycle, claims);
}

function claimRejection(
  cycle: Cycle,
  name: string,
  ephemeral: boolean,
  claim: PersistentVolumeClaim | undefined,
): string | undefined {
  if (!claim) {
    return ephemeral
      ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
      : `persistentvolumeclaim "${name}" not found`;
  }
  if (claim.status?.phase === 'Lost') {
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec?.volumeName ?? ''}"`;
  }
  if (claim.metadata?.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
  return ephemeral ? ephemeralOwnerError(cycle.podClass.pod, claim) : undefined;
}

function sortClaims({ cluster }: Cycle, claims: readonly PersistentVolumeClaim[]): PodClaimsAnswer {
  const bound: PersistentVolumeClaim[] = [];
  const delayed: PersistentVolumeClaim[] = [];
  let hasUnboundImmediate = false;
  for (const claim of claims) {
    if (isFullyBound(claim)) {
      bound.push(claim);
      continue;
    }
    const className = classOfClaim(claim);
    const storageClass = className === '' ? undefined : cluster.objects('StorageClass').get(className);
    if (storageClass && storageClass.volumeBindingMode === undefined) {
      return { error: `VolumeBindingMode not set for StorageClass "${className}"` };
    }
    // A claim that names its volume is bound by the volume controller, whatever its class says.
    if (storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !claim.spec?.volumeName)
      delayed.push(claim);
    else hasUnboundImmediate = true;
  }
  return { claims: { bound, delayed, hasUnboundImmediate } };
}
