import { BUDGET, budgetsOf } from '../run/budgets.ts';
import type { FindingType } from './finding.ts';
import { refusedPods } from './held-pods.ts';

/** Pods that more than one budget selects: the eviction API answers 500 for them, whatever the budgets allow. */
export const severalBudgets: FindingType = {
  code: 'SEVERAL_BUDGETS',
  title: 'A pod has more than one budget',
  *find(run) {
    for (const { life, refusal } of refusedPods(run)) {
      const budgets = budgetsOf(run, life);
      if (budgets.length < 2) continue;
      const names = budgets.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
      yield {
        severity: 'critical',
        objects: [life.key, ...names.map((name) => `PodDisruptionBudget/${name}`)],
        message: `${life.key} is selected by ${names.join(' and ')}: ${refusal.message}`,
        evidence: [],
        restsOn: [BUDGET],
      };
    }
  },
};
