import { scaledValue } from '../machinery/int-or-percent.ts';
import { type Canary, type Rollout, replicasOf } from './rollout-object.ts';

/** How many pods of each kind there should be. */
export interface CanaryCounts {
  readonly canary: number;
  readonly stable: number;
}

/**
 * The counts that come nearest to a weight. Without traffic routing the pods are the weight: at least one of each kind,
 * one pod more than spec.replicas if that comes nearer and may be.
 *
 * @source argoproj/argo-rollouts/utils/replicaset/canary.go → approximateWeightedCanaryStableReplicaCounts (v1.8)
 */
export function countsFor(rollout: Rollout, canary: Canary, weight: number): CanaryCounts {
  const replicas = replicasOf(rollout);
  if (weight <= 0) return { canary: 0, stable: replicas };
  if (canary.trafficRouting !== undefined)
    return { canary: Math.ceil((replicas * weight) / 100), stable: replicas };
  if (weight >= 100) return { canary: replicas, stable: 0 };
  const surge = scaledValue(canary.maxSurge ?? '25%', replicas, 'up');
  let best: (CanaryCounts & { readonly distance: number }) | undefined;
  for (const total of surge > 0 ? [replicas, replicas + 1] : [replicas]) {
    for (const count of [Math.floor((total * weight) / 100), Math.ceil((total * weight) / 100)]) {
      const fresh = Math.max(1, Math.min(count, total - 1));
      if (fresh >= total && replicas > 0 && total > 1) continue;
      const distance = Math.abs((fresh / total) * 100 - weight);
      if (!best || distance < best.distance - 1e-9)
        best = { canary: fresh, stable: Math.max(0, total - fresh), distance };
    }
  }
  return best ? { canary: best.canary, stable: best.stable } : { canary: 0, stable: replicas };
}

/**
 * The sizes that come next on the way to some counts, within maxSurge and maxUnavailable.
 *
 * @source argoproj/argo-rollouts/utils/replicaset/canary.go → CalculateReplicaCountsForBasicCanary (v1.8)
 */
export function nextSizes(
  rollout: Rollout,
  canary: Canary,
  now: CanaryCounts & { readonly available: number; readonly stableAvailable: number },
  wanted: CanaryCounts,
): CanaryCounts {
  const replicas = replicasOf(rollout);
  const surge = scaledValue(canary.maxSurge ?? '25%', replicas, 'up');
  const unavailable = scaledValue(canary.maxUnavailable ?? '25%', replicas, 'down');
  const most = Math.max(
    replicas + (surge + unavailable === 0 ? 1 : surge),
    canary.trafficRouting === undefined ? 0 : wanted.canary + wanted.stable,
  );
  const least = replicas - unavailable;
  let { canary: fresh, stable } = now;
  if (fresh > wanted.canary) fresh = wanted.canary;
  if (stable < wanted.stable) stable = Math.min(wanted.stable, Math.max(stable, most - fresh));
  if (fresh < wanted.canary) fresh = Math.min(wanted.canary, Math.max(fresh, most - stable));
  if (stable > wanted.stable) {
    const spare = now.available + now.stableAvailable - least;
    const broken = stable - now.stableAvailable;
    stable = Math.max(wanted.stable, stable - Math.max(0, Math.max(spare, 0) + Math.min(broken, 0)));
  }
  return { canary: fresh, stable };
}
