import { BUDGET, budgetsOf, isNeverMet, stateOf } from '../run/budgets.ts';
import { isDisrupted } from '../run/loss.ts';
import type { PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { workloadOf } from '../run/workload.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';
import { heldPods } from './held-pods.ts';
import { drainedToTheEnd, scaledFirst } from './proposals.ts';

/** A budget that allows no eviction even when everything is healthy. */
export const budgetNeverAllows: FindingType = {
  code: 'BUDGET_NEVER_ALLOWS',
  title: 'A budget can never be met',
  *find(run) {
    for (const { key, pods, budget } of budgetsInTheWay(run)) {
      const state = stateOf(budget);
      if (!isNeverMet(state)) continue;
      const workload = workloadOf(run.world, pods[0]!);
      const isFrozen = budget.spec?.maxUnavailable === 0 || budget.spec?.maxUnavailable === '0%';
      const proposal = workload && !isFrozen ? scaledFirst(run, workload, drainedToTheEnd) : undefined;
      yield {
        severity: 'critical',
        objects: [...pods.map(({ key: pod }) => pod), `PodDisruptionBudget/${key}`],
        message:
          state.expectedPods <= 0
            ? `The budget ${key} allows no eviction: Kubernetes cannot tell how many pods it should expect (${state.rule}). ${counted(pods.length, 'pod')} cannot leave.`
            : `The budget ${key} (${state.rule}) never allows an eviction: it needs ${state.desiredHealthy} of ${state.expectedPods} pods healthy. ${counted(pods.length, 'pod')} cannot leave.`,
        evidence: [],
        restsOn: [BUDGET],
        ...(proposal ? { proposals: [proposal] } : {}),
      };
    }
  },
};

interface BudgetInTheWay {
  readonly key: string;
  readonly pods: PodLife[];
  readonly budget: ReturnType<typeof budgetsOf>[number];
}

function budgetsInTheWay(run: RunView): Iterable<BudgetInTheWay> {
  const found = new Map<string, BudgetInTheWay>();
  for (const { life } of heldPods(run)) {
    if (isDisrupted(run, life)) continue;
    const budgets = budgetsOf(run, life);
    // Several budgets on one pod are a finding of their own.
    if (budgets.length !== 1) continue;
    const budget = budgets[0]!;
    const key = `${life.namespace}/${budget.metadata.name}`;
    const known = found.get(key) ?? { key, pods: [], budget };
    known.pods.push(life);
    found.set(key, known);
  }
  return found.values();
}
