import type { Cluster } from '../../cluster/cluster.ts';
import type { Shortfall } from '../../framework/status.ts';
import type { ResourceVector } from '../NodeResources/class-resources.ts';
import { NODE_RESOURCES } from '../NodeResources/node-resources.ts';

/** What is imagined to be free on a node on top of what is. */
export interface FreedAmounts {
  readonly podCount: number;
  readonly of: (resourceId: number) => number;
}

/**
 * The resources of which a node has too little left for the pod; those in `ignored` are not looked at.
 *
 * @param freed - only for a node and pods that the columns hold.
 *
 * @source pkg/scheduler/framework/plugins/noderesources/fit.go → fitsRequest (v1.36.3)
 */
export function insufficientResources(
  cluster: Cluster,
  request: ResourceVector,
  nodeIndex: number,
  ignored: (resource: string, allocatable: bigint) => boolean,
  freed?: FreedAmounts,
): Shortfall[] {
  const lacking: Shortfall[] = [];
  const index = cluster.index(NODE_RESOURCES);
  const podCount = cluster.pods.countOn(nodeIndex) - (freed?.podCount ?? 0);
  const allowed = index.allowedPods.values[nodeIndex]!;
  if (podCount + 1 > allowed)
    lacking.push({ resource: 'pods', requested: 1, used: podCount, capacity: allowed });

  const exact = index.isWide(nodeIndex) ? index.exact(nodeIndex) : undefined;
  const check = (resource: string, requested: bigint, isScalar: boolean) => {
    if (requested <= 0n) return;
    let allocatable: bigint;
    let used: bigint;
    if (exact) {
      allocatable = exact.allocatable(resource);
      used = exact.requested(resource);
    } else {
      const id = index.resourceId(resource);
      allocatable = BigInt(index.allocatable(id)[nodeIndex]!);
      used = BigInt(index.requested(id)[nodeIndex]! - (freed?.of(id) ?? 0));
    }
    if (isScalar && ignored(resource, allocatable)) return;
    if (requested <= BigInt.asIntN(64, allocatable - used)) return;
    lacking.push({
      resource,
      requested: Number(requested),
      used: Number(used),
      capacity: Number(allocatable),
    });
  };
  check('cpu', request.cpu, false);
  check('memory', request.memory, false);
  check('ephemeral-storage', request.ephemeralStorage, false);
  for (const [name, amount] of request.scalars) check(name, amount, true);
  return lacking;
}
