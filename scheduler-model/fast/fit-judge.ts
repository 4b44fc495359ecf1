import type { Cluster } from '../cluster/cluster.ts';
import { type Status, SUCCESS } from '../framework/status.ts';
import { NODE_RESOURCES } from '../plugins/NodeResources/node-resources.ts';
import type { NodeResourcesFit } from '../plugins/NodeResourcesFit/node-resources-fit.ts';
import type { ClassPlan } from './class-plan.ts';
import type { Judge } from './judge.ts';
import type { Shape } from './shape-vector.ts';

/** Sets of lacking resources are numbers of 32 bits: two for the node itself, the others for the resources. */
const MOST_RESOURCES = 28;

/**
 * The verdicts of NodeResourcesFit without their figures: one status for each combination of lacking resources.
 *
 * @param room - the shape's vector: below 0 for a node that lacks something.
 */
export function fitJudge(
  cluster: Cluster,
  fit: NodeResourcesFit,
  { classId, shape }: ClassPlan,
  room: Int32Array,
): Judge {
  const { wideCount } = cluster.index(NODE_RESOURCES);
  const byLacking = new Map<number, Status>();
  const readsColumns = shape.isNarrow && shape.resourceIds.length <= MOST_RESOURCES;
  const exactly = (nodeIndex: number): Status => {
    const { code, plugin, reasons } = fit.fits(cluster, classId, nodeIndex);
    return { code, plugin, reasons };
  };
  return (nodeIndex) => {
    if (room[nodeIndex]! >= 0) return SUCCESS;
    if (!readsColumns || wideCount.values[nodeIndex] !== 0) return exactly(nodeIndex);
    const lacking = lackingOn(cluster, shape, nodeIndex);
    let status = byLacking.get(lacking);
    if (!status) {
      status = exactly(nodeIndex);
      byLacking.set(lacking, status);
    }
    return status;
  };
}

/** What the node lacks: bit 0 stands for being too small altogether, bit 1 for pods, the others for the resources. */
function lackingOn(cluster: Cluster, { resourceIds, amounts, delegated }: Shape, nodeIndex: number): number {
  const resources = cluster.index(NODE_RESOURCES);
  let lacking = cluster.pods.countOn(nodeIndex) + 1 > resources.allowedPods.values[nodeIndex]! ? 2 : 0;
  for (let i = 0; i < resourceIds.length; i++) {
    const resourceId = resourceIds[i]!;
    const allocatable = resources.allocatable(resourceId)[nodeIndex]!;
    if (amounts[i]! <= allocatable - resources.requested(resourceId)[nodeIndex]!) continue;
    if (delegated[i] && allocatable <= 0) continue;
    lacking |= 4 << i;
    if (amounts[i]! > allocatable) lacking |= 1;
  }
  return lacking;
}
