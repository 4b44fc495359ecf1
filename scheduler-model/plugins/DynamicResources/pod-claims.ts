import type { Cluster } from '../../cluster/cluster.ts';
import type { ResourceClaim } from '../../kubernetes/dynamic-resources.ts';
import type { Pod, PodResourceClaim } from '../../kubernetes/pod.ts';

/** A pod's claims, or why the pod has to wait for one of them. */
export type PodClaimsAnswer = { readonly claims: readonly ResourceClaim[] } | { readonly rejection: string };

/**
 * The claims that a pod names and those that were made for it.
 *
 * @source pkg/scheduler/framework/plugins/dynamicresources/dynamicresources.go → foreachPodResourceClaim (v1.36.3)
 */
export function podClaims(cluster: Cluster, pod: Pod): PodClaimsAnswer {
  const claims: ResourceClaim[] = [];
  for (const reference of pod.spec?.resourceClaims ?? []) {
    const named = claimName(pod, reference);
    if ('rejection' in named) return named;
    // A template may stand for no claim at all.
    if (named.name === undefined) continue;
    const key = `${pod.metadata?.namespace}/${named.name}`;
    const claim = cluster.objects('ResourceClaim').get(key);
    if (!claim) return { rejection: `could not find ResourceClaim "${key}"` };
    if (claim.metadata?.deletionTimestamp) {
      return { rejection: `resourceclaim "${claim.metadata.name}" is being deleted` };
    }
    if (named.isGenerated && !isControlledBy(claim, pod)) {
      return { rejection: `ResourceClaim ${key} was not created for Pod ${podKey(pod)} (Pod is not owner)` };
    }
    claims.push(claim);
  }
  return { claims };
}

type ClaimName =
  | { readonly name: string | undefined; readonly isGenerated: boolean }
  | { readonly rejection: string };

/** @source staging/src/k8s.io/dynamic-resource-allocation/resourceclaim/resourceclaim.go → Name (v1.36.3) */
function claimName(pod: Pod, reference: PodResourceClaim): ClaimName {
  if (reference.resourceClaimName !== undefined)
    return { name: reference.resourceClaimName, isGenerated: false };
  if (reference.resourceClaimTemplateName === undefined) {
    const why = 'none of the supported fields are set';
    return { rejection: `pod "${podKey(pod)}", spec.resourceClaim "${reference.name}": ${why}` };
  }
  const status = pod.status?.resourceClaimStatuses?.find(({ name }) => name === reference.name);
  if (!status) return { rejection: `pod "${podKey(pod)}": ResourceClaim not created yet` };
  return { name: status.resourceClaimName, isGenerated: true };
}

function isControlledBy(claim: ResourceClaim, pod: Pod): boolean {
  const controller = claim.metadata?.ownerReferences?.find((owner) => owner.controller === true);
  return controller !== undefined && controller.uid === pod.metadata?.uid;
}

function podKey({ metadata }: Pod): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}
