import type { Deployment, ReplicaSet } from '../../../kubernetes/index.ts';
import { desiredReplicas, maxReplicas } from './annotations.ts';
import { isRollingUpdate, maxSurge, replicasOf, totalReplicas } from './limits.ts';
import { syncNewReplicaSet } from './new-replica-set.ts';
import { activeSets, largerThenNewerFirst, largerThenOlderFirst } from './replica-sets.ts';
import { cleanUp } from './revision-history.ts';
import type { Rollout } from './rollout.ts';

/**
 * Whether spec.replicas changed since the ReplicaSets were last scaled.
 *
 * @source pkg/controller/deployment/sync.go → isScalingEvent (v1.36.3)
 */
export function isScaling(rollout: Rollout): boolean {
  syncNewReplicaSet(rollout, false);
  const wanted = replicasOf(rollout.deployment);
  return activeSets(rollout.all).some((set) => (desiredReplicas(set) ?? wanted) !== wanted);
}

/**
 * Scales without rolling out: the only active ReplicaSet, or all of them in proportion.
 *
 * @source pkg/controller/deployment/sync.go → sync, scale (v1.36.3)
 */
export function scaleOnly(rollout: Rollout): void {
  syncNewReplicaSet(rollout, false);
  const { deployment } = rollout;
  const wanted = replicasOf(deployment);
  const active = activeSets(rollout.all);
  const only = active.length > 1 ? undefined : (active[0] ?? rollout.newest ?? rollout.old.at(-1));
  if (only) rollout.scale(only, wanted);
  else if (isSaturated(deployment, rollout.newest)) {
    for (const set of activeSets(rollout.old)) rollout.scale(set, 0);
  } else if (isRollingUpdate(deployment) && active.length > 1) {
    const sizes = proportionalSizes(deployment, active);
    for (const [set, size] of sizes) rollout.scale(set, size, true);
  }
  if (deployment.spec?.paused) cleanUp(rollout);
  rollout.syncStatus(false);
}

/** @source pkg/controller/deployment/util/deployment_util.go → IsSaturated (v1.36.3) */
function isSaturated(deployment: Deployment, newest: ReplicaSet | undefined): boolean {
  const wanted = replicasOf(deployment);
  return (
    newest !== undefined &&
    replicasOf(newest) === wanted &&
    desiredReplicas(newest) === wanted &&
    (newest.status?.availableReplicas ?? 0) === wanted
  );
}

/**
 * How large each active ReplicaSet becomes when the Deployment is scaled in the middle of a rollout: what comes or goes
 * is shared out by size, the remainder falls to the largest.
 *
 * @source pkg/controller/deployment/sync.go → scale (v1.36.3)
 * @source pkg/controller/deployment/util/deployment_util.go → GetReplicaSetProportion (v1.36.3)
 */
export function proportionalSizes(
  deployment: Deployment,
  active: readonly ReplicaSet[],
): readonly (readonly [ReplicaSet, number])[] {
  const wanted = replicasOf(deployment);
  const allowed = wanted > 0 ? wanted + maxSurge(deployment) : 0;
  const toAdd = allowed - totalReplicas(active);
  const sorted = [...active];
  if (toAdd > 0) sorted.sort(largerThenNewerFirst);
  else if (toAdd < 0) sorted.sort(largerThenOlderFirst);
  let left = toAdd;
  const sizes = sorted.map((set) => {
    const share = toAdd === 0 ? 0 : fraction(deployment, set);
    const added = toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
    left -= added;
    return [set, replicasOf(set) + added] as const;
  });
  return sizes.map(([set, size], index) => [set, index === 0 ? Math.max(0, size + left) : size]);
}

/** @source pkg/controller/deployment/util/deployment_util.go → getReplicaSetFraction (v1.36.3) */
function fraction(deployment: Deployment, set: ReplicaSet): number {
  const current = replicasOf(set);
  if (replicasOf(deployment) === 0) return -current;
  const before = maxReplicas(set) || (deployment.status?.replicas ?? 0);
  if (before === 0) return 0;
  const size = (current * (replicasOf(deployment) + maxSurge(deployment))) / before;
  return Math.round(size) - current;
}
