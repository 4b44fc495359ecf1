import type { KubeObject, PodDisruptionBudget } from '../../kubernetes/index.ts';
import { degraded, type Health, ok, unknown } from './health-rule.ts';

/** A budget by how many evictions it allows now. */
export function budgetHealth(object: KubeObject): Health {
  const { status } = object as PodDisruptionBudget;
  if (!status) return unknown('the snapshot has no status of it');
  const { disruptionsAllowed = 0, currentHealthy = 0, desiredHealthy = 0, expectedPods = 0 } = status;
  if (expectedPods === 0) return ok('guards no pod');
  const counts = `${currentHealthy} healthy, needs ${desiredHealthy}`;
  if (disruptionsAllowed > 0) return ok(`allows ${disruptionsAllowed} (${counts})`);
  return degraded(`allows no eviction (${counts})`);
}
