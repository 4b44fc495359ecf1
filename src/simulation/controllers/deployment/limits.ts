import type { Deployment, ReplicaSet } from '../../../kubernetes/index.ts';
import { scaledValue } from '../machinery/int-or-percent.ts';

/** What spec.progressDeadlineSeconds and spec.revisionHistoryLimit hold when they mean "none". */
const NO_LIMIT = 2 ** 31 - 1;

export function replicasOf({ spec }: Deployment | ReplicaSet): number {
  return spec?.replicas ?? 1;
}

export function isRollingUpdate({ spec }: Deployment): boolean {
  return (spec?.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
}

/**
 * Surge rounds up, unavailable down, and both at 0 make one unavailable.
 *
 * @source pkg/controller/deployment/util/deployment_util.go → ResolveFenceposts (v1.36.3)
 */
function fenceposts(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const { maxSurge = '25%', maxUnavailable = '25%' } = deployment.spec?.strategy?.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, replicasOf(deployment), 'up');
  const unavailable = scaledValue(maxUnavailable, replicasOf(deployment), 'down');
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

/** How many pods may be there beyond spec.replicas; 0 unless the update rolls. */
export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0;
}

/** How many of spec.replicas may be unavailable; 0 unless the update rolls. */
export function maxUnavailable(deployment: Deployment): number {
  if (!isRollingUpdate(deployment)) return 0;
  return Math.min(fenceposts(deployment).unavailable, replicasOf(deployment));
}

export function totalReplicas(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, set) => sum + replicasOf(set), 0);
}

/**
 * How large the new ReplicaSet should be now.
 *
 * @source pkg/controller/deployment/util/deployment_util.go → NewRSNewReplicas (v1.36.3)
 */
export function newReplicaCount(deployment: Deployment, all: readonly ReplicaSet[], current: number): number {
  const wanted = replicasOf(deployment);
  if (!isRollingUpdate(deployment)) return wanted;
  const { maxSurge: surge = '25%' } = deployment.spec?.strategy?.rollingUpdate ?? {};
  const room = wanted + scaledValue(surge, wanted, 'up') - totalReplicas(all);
  return room <= 0 ? current : current + Math.min(room, wanted - current);
}

/** The seconds without progress after which a rollout counts as failed, if there is such a limit. */
export function progressDeadlineSeconds({ spec }: Deployment): number | undefined {
  const seconds = spec?.progressDeadlineSeconds ?? 600;
  return seconds === NO_LIMIT ? undefined : seconds;
}

/** How many old ReplicaSets are kept, if that is limited. */
export function revisionHistoryLimit({ spec }: Deployment): number | undefined {
  const limit = spec?.revisionHistoryLimit ?? 10;
  return limit === NO_LIMIT ? undefined : limit;
}
