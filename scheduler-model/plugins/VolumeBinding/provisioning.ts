import type { Cluster } from '../../cluster/cluster.ts';
import { compileSelector, selects } from '../../kubernetes/label-selector.ts';
import type { Labels } from '../../kubernetes/meta.ts';
import { Quantity } from '../../kubernetes/quantity.ts';
import type { CSIStorageCapacity, PersistentVolumeClaim, StorageClass } from '../../kubernetes/storage.ts';
import { classOfClaim } from '../../storage/claims.ts';
import { STORAGE } from '../../storage/storage-index.ts';

const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** Whether volumes can be made for claims on a node. */
export type Provisioning = 'possible' | 'impossible' | 'no space' | { readonly error: string };

/**
 * Whether a volume can be made for each of the claims on a node with these labels.
 *
 * @source pkg/scheduler/framework/plugins/volumebinding/binder.go → checkVolumeProvisions (v1.36.3)
 */
export function provisioning(
  cluster: Cluster,
  claims: readonly PersistentVolumeClaim[],
  labels: Labels,
): Provisioning {
  for (const claim of claims) {
    const className = classOfClaim(claim);
    if (className === '')
      return { error: `no class for claim "${claim.metadata?.namespace}/${claim.metadata?.name}"` };
    const storageClass = cluster.objects('StorageClass').get(className);
    if (!storageClass) return { error: `failed to find storage class "${className}"` };
    const { provisioner } = storageClass;
    if (!provisioner || provisioner === NO_PROVISIONER) return 'impossible';
    if (!allowsTopology(storageClass, labels)) return 'impossible';
    if (!hasSpace(cluster, provisioner, claim, className, labels)) return 'no space';
  }
  return 'possible';
}

/** @source pkg/apis/core/v1/helper/helpers.go → MatchTopologySelectorTerms (v1.36.3) */
function allowsTopology({ allowedTopologies }: StorageClass, labels: Labels): boolean {
  if (!allowedTopologies?.length) return true;
  return allowedTopologies.some(({ matchLabelExpressions: expressions }) => {
    if (!expressions?.length) return false;
    return expressions.every(({ key, values }) => labels[key] !== undefined && values?.includes(labels[key]));
  });
}

/**
 * Only drivers that ask for it are checked: one capacity object that the node can reach has to be large enough.
 *
 * @source pkg/scheduler/framework/plugins/volumebinding/binder.go → hasEnoughCapacity (v1.36.3)
 */
function hasSpace(
  cluster: Cluster,
  provisioner: string,
  claim: PersistentVolumeClaim,
  className: string,
  labels: Labels,
): boolean {
  const request = claim.spec?.resources?.requests?.storage;
  if (request === undefined) return true;
  if (cluster.objects('CSIDriver').get(provisioner)?.spec?.storageCapacity !== true) return true;
  const sizeBytes = Quantity.parse(request).value;
  for (const capacity of cluster.index(STORAGE).capacitiesOfClass(className)) {
    if (limitBytes(capacity) >= sizeBytes && isReachable(capacity, labels)) return true;
  }
  return false;
}

/** The largest volume that fits, -1 when the object does not say. */
function limitBytes({ capacity, maximumVolumeSize }: CSIStorageCapacity): bigint {
  const limit = maximumVolumeSize ?? capacity;
  return limit === undefined ? -1n : Quantity.parse(limit).value;
}

function isReachable({ nodeTopology }: CSIStorageCapacity, labels: Labels): boolean {
  const selector = nodeTopology && compileSelector(nodeTopology);
  return selector !== undefined && selects(selector, labels);
}
