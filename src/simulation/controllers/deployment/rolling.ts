import { maxUnavailable, newReplicaCount, replicasOf, totalReplicas } from './limits.ts';
import { syncNewReplicaSet } from './new-replica-set.ts';
import { activeSets, olderFirst } from './replica-sets.ts';
import { cleanUp } from './revision-history.ts';
import type { Rollout } from './rollout.ts';
import { isComplete } from './status.ts';

/**
 * One step of a rolling update: the new ReplicaSet grows, or the old ones shrink, never both.
 *
 * @source pkg/controller/deployment/rolling.go → rolloutRolling (v1.36.3)
 */
export function rollOut(rollout: Rollout): void {
  syncNewReplicaSet(rollout, true);
  if (!rollout.newest) return;
  const changed = scaleNew(rollout) || scaleOld(rollout);
  if (!changed && isComplete(rollout.deployment, rollout.deployment.status ?? {})) cleanUp(rollout);
  rollout.syncStatus(true);
}

/** @source pkg/controller/deployment/rolling.go → reconcileNewReplicaSet (v1.36.3) */
function scaleNew(rollout: Rollout): boolean {
  const { deployment, all } = rollout;
  const newest = rollout.newest!;
  const [current, wanted] = [replicasOf(newest), replicasOf(deployment)];
  if (current === wanted) return false;
  return rollout.scale(newest, current > wanted ? wanted : newReplicaCount(deployment, all, current));
}

/** @source pkg/controller/deployment/rolling.go → reconcileOldReplicaSets (v1.36.3) */
function scaleOld(rollout: Rollout): boolean {
  const { deployment } = rollout;
  const newest = rollout.newest!;
  if (totalReplicas(rollout.old) === 0) return false;
  const minAvailable = replicasOf(deployment) - maxUnavailable(deployment);
  const newUnavailable = replicasOf(newest) - (newest.status?.availableReplicas ?? 0);
  const room = totalReplicas(rollout.all) - minAvailable - newUnavailable;
  if (room <= 0) return false;
  const removed = removeUnavailable(rollout, room);
  return removed !== undefined && removeAvailable(rollout, minAvailable) + removed > 0;
}

/**
 * Old pods that are not available go first: that makes nothing worse. Returns how many; undefined when an old ReplicaSet
 * still counts more available pods than it should have, for then it has not shrunk yet and this step is over.
 *
 * @source pkg/controller/deployment/rolling.go → cleanupUnhealthyReplicas (v1.36.3)
 */
function removeUnavailable(rollout: Rollout, most: number): number | undefined {
  let removed = 0;
  for (const set of activeSets(rollout.old).sort(olderFirst)) {
    const unavailable = replicasOf(set) - (set.status?.availableReplicas ?? 0);
    if (removed >= most) break;
    if (unavailable < 0) return undefined;
    if (unavailable === 0) continue;
    const count = Math.min(most - removed, unavailable);
    rollout.scale(set, replicasOf(set) - count);
    removed += count;
  }
  return removed;
}

/** @source pkg/controller/deployment/rolling.go → scaleDownOldReplicaSetsForRollingUpdate (v1.36.3) */
function removeAvailable(rollout: Rollout, minAvailable: number): number {
  const available = rollout.all.reduce((sum, { status }) => sum + (status?.availableReplicas ?? 0), 0);
  let removed = 0;
  for (const set of activeSets(rollout.old).sort(olderFirst)) {
    const count = Math.min(replicasOf(set), available - minAvailable - removed);
    if (count <= 0) break;
    rollout.scale(set, replicasOf(set) - count);
    removed += count;
  }
  return removed;
}
