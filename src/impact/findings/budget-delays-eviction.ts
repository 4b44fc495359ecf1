import { BUDGET, budgetsOf } from '../run/budgets.ts';
import { seconds } from '../run/seconds.ts';
import { counted, duration } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';
import { refusedPods } from './held-pods.ts';

/** Pods that left only when a budget had room again. */
export const budgetDelaysEviction: FindingType = {
  code: 'BUDGET_DELAYS_EVICTION',
  title: 'A budget makes the drain wait',
  *find(run) {
    const delayed = refusedPods(run).filter(({ life }) => life.terminating);
    const byBudget = Map.groupBy(delayed, ({ life }) => budgetNames(run, life));
    for (const [budgets, held] of byBudget) {
      const last = Math.max(...held.map(({ life }) => life.terminating!.timeMs));
      yield {
        severity: 'info',
        objects: held.map(({ life }) => life.key),
        message: `${counted(held.length, 'pod')} had to wait for the budget ${budgets}; the last left at t+${duration(seconds(last))}.`,
        evidence: held.map(({ life }) => life.terminating!.sequence),
        restsOn: [BUDGET],
      };
    }
  },
};

function budgetNames(run: Parameters<typeof budgetsOf>[0], life: Parameters<typeof budgetsOf>[1]): string {
  return budgetsOf(run, life)
    .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    .join(', ');
}
