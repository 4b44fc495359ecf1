import type { Body, Cluster } from './cluster.ts';
import { BUDGETS } from './people.ts';
import { isReady } from './pod-readiness.ts';
import { livePods, type Running } from './running.ts';

/** What the disruption controller says of a budget. */
export function budgetStatus(minAvailable: number, healthy: number, expected: number): object {
  return {
    observedGeneration: 1,
    expectedPods: expected,
    currentHealthy: healthy,
    desiredHealthy: minAvailable,
    disruptionsAllowed: Math.max(0, healthy - minAvailable),
  };
}

/** Brings the status of a workload's budget up to date. */
export function refreshBudget(cluster: Cluster, running: Running): void {
  const { namespace, name, budget } = running.workload;
  if (budget === undefined) return;
  const object = cluster.find<Body>('PodDisruptionBudget', namespace, name);
  const status = budgetStatus(
    budget,
    livePods(running).filter(isReady).length,
    running.controller.spec.replicas ?? 0,
  );
  if (JSON.stringify(status) === JSON.stringify(object.status)) return;
  object.status = status;
  cluster.save(BUDGETS, object, { subresource: 'status' });
}
