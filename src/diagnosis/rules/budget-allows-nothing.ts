import type { PodDisruptionBudget } from '../../kubernetes/index.ts';
import type { DiagnosisRule } from '../diagnosis-rule.ts';

/** A budget that allows no eviction: drains wait for it. */
export const budgetAllowsNothing: DiagnosisRule = {
  code: 'BUDGET_ALLOWS_NOTHING',
  title: 'A budget allows no eviction',
  layer: 'own',
  *find(scope) {
    for (const [key, object] of scope.objects('PodDisruptionBudget')) {
      const { status, metadata } = object as PodDisruptionBudget;
      const {
        disruptionsAllowed = 0,
        currentHealthy = 0,
        desiredHealthy = 0,
        expectedPods = 0,
      } = status ?? {};
      if (!status || disruptionsAllowed > 0 || expectedPods === 0) continue;
      const isTight = desiredHealthy >= expectedPods;
      yield {
        severity: key === scope.target ? 'warning' : 'info',
        confidence: 'certain',
        layer: isTight ? 'own' : 'symptom',
        object: key,
        message: isTight
          ? `The budget ${metadata.name} needs ${desiredHealthy} of ${expectedPods} pods healthy: it never allows an eviction, and drains wait for ever.`
          : `The budget ${metadata.name} allows no eviction now: ${currentHealthy} pods are healthy and ${desiredHealthy} must be.`,
        evidence: [`${key} status.disruptionsAllowed: 0`],
        suggestions: [
          {
            command: `kubectl describe pdb ${metadata.name} -n ${metadata.namespace}`,
            why: 'see what it guards',
          },
        ],
      };
    }
  },
};
