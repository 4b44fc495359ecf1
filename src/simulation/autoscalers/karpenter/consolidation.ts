import type { PodDisruptionBudget } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { movablePods } from '../movable-pods.ts';
import type { Trial } from '../trial.ts';
import type { NodePool } from './node-pools.ts';

const DO_NOT_DISRUPT = 'karpenter.sh/do-not-disrupt';
const BUDGET = 'PodDisruptionBudget.policy';

/**
 * Whether a node can go: it is empty, or its pods may leave and fit on the nodes that are there.
 *
 * @source karpenter pkg/controllers/disruption/{emptiness,singlenodeconsolidation}.go (v1.14.0)
 * @deviation no node is replaced by a cheaper one, and no several at once
 */
export function isDispensable(world: WorldView, trial: Trial, pool: NodePool, nodeRow: number): boolean {
  const node = world.nodes.object(nodeRow);
  if (!node || node.metadata.annotations?.[DO_NOT_DISRUPT] === 'true') return false;
  const moving = movablePods(world, nodeRow);
  if (moving.length === 0) return true;
  if (pool.consolidates === 'WhenEmpty' || moving.some((row) => isHeld(world, row))) return false;
  return trial.run(() => {
    trial.withoutNode(nodeRow);
    return moving.every((row) => trial.place(row) >= 0);
  });
}

/** @source karpenter pkg/controllers/state/statenode.go → ValidatePodsDisruptable (v1.14.0) */
function isHeld(world: WorldView, row: number): boolean {
  const { make, namespace, id } = world.pods.template(row);
  if (make.annotations[DO_NOT_DISRUPT] !== undefined) return true;
  return world.selections.selecting(BUDGET, id).some((name) => {
    const budget = world.objects.get(BUDGET, namespace, name) as PodDisruptionBudget | undefined;
    return (budget?.status?.disruptionsAllowed ?? 0) < 1;
  });
}
