import type { WorldView } from '../../../world/index.ts';
import { replicasOf } from './limits.ts';
import { syncNewReplicaSet } from './new-replica-set.ts';
import { activeSets } from './replica-sets.ts';
import { cleanUp } from './revision-history.ts';
import type { Rollout } from './rollout.ts';
import { isComplete } from './status.ts';

/**
 * One step of a Recreate update: all old pods go, and when the last one is gone the new ReplicaSet comes in full size.
 *
 * @source pkg/controller/deployment/recreate.go → rolloutRecreate (v1.36.3)
 */
export function recreate(rollout: Rollout): void {
  syncNewReplicaSet(rollout, false);
  const shrunk = activeSets(rollout.old).map((set) => rollout.scale(set, 0));
  if (shrunk.includes(true) || oldPodsRun(rollout)) {
    rollout.syncStatus(true);
    return;
  }
  if (!rollout.newest) syncNewReplicaSet(rollout, true);
  if (!rollout.newest) return;
  rollout.scale(rollout.newest, replicasOf(rollout.deployment));
  if (isComplete(rollout.deployment, rollout.deployment.status ?? {})) cleanUp(rollout);
  rollout.syncStatus(true);
}

/**
 * Whether a pod of an old ReplicaSet is still there; one that is terminating counts, one that has ended does not.
 *
 * @source pkg/controller/deployment/recreate.go → oldPodsRunning (v1.36.3)
 */
function oldPodsRun({ old, context }: Rollout): boolean {
  return old.some(
    ({ status, metadata }) =>
      (status?.replicas ?? 0) > 0 || hasUnfinishedPods(context.world, metadata.uid ?? ''),
  );
}

function hasUnfinishedPods({ pods }: WorldView, setUid: string): boolean {
  return pods.controlledBy(setUid).some((row) => !pods.isTerminal(row));
}
