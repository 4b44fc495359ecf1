import { BUDGET, budgetState, budgetsOf, isNeverMet, stateOf } from '../run/budgets.ts';
import type { RunView } from '../run/run-view.ts';
import { workloadOf } from '../run/workload.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType, FoundProblem } from './finding.ts';
import { type HeldPod, heldPods } from './held-pods.ts';
import { drainedToTheEnd, scaledFirst } from './proposals.ts';

/** Pods that a budget held until the end, though it could allow them when more pods are healthy. */
export const budgetBlocksEviction: FindingType = {
  code: 'BUDGET_BLOCKS_EVICTION',
  title: 'A budget keeps a pod on its node',
  *find(run) {
    for (const [name, held] of byBudget(run)) {
      const budget = budgetsOf(run, held[0]!.life).find(({ metadata }) => metadata.name === name);
      if (!budget) continue;
      if (isNeverMet(stateOf(budget))) continue;
      const state = budgetState(run, budget);
      yield problemOf(
        run,
        `${held[0]!.life.namespace}/${name}`,
        held,
        state.currentHealthy,
        state.desiredHealthy,
      );
    }
  },
};

function problemOf(
  run: RunView,
  budget: string,
  held: readonly HeldPod[],
  healthy: number,
  needed: number,
): FoundProblem {
  const workload = workloadOf(run, held[0]!.life);
  return {
    severity: 'critical',
    objects: [...held.map(({ life }) => life.key), `PodDisruptionBudget/${budget}`],
    message: `${counted(held.length, 'pod')} cannot be evicted: the budget ${budget} needs ${needed} healthy pods and has ${healthy} at the end.`,
    evidence: [],
    restsOn: [BUDGET],
    proposals: workload ? scaledFirst(run, workload, drainedToTheEnd) : [],
  };
}

/** The pods that were held to the end, by the name of the one budget that holds them. */
function byBudget(run: RunView): Map<string, HeldPod[]> {
  const groups = new Map<string, HeldPod[]>();
  for (const held of heldPods(run)) {
    const budgets = budgetsOf(run, held.life);
    if (budgets.length !== 1) continue;
    const name = budgets[0]!.metadata.name ?? '';
    groups.set(name, [...(groups.get(name) ?? []), held]);
  }
  return groups;
}
