import { selects } from '../../../scheduler-model/index.ts';
import type { PodDisruptionBudget } from '../../kubernetes/index.ts';
import type { PodLife } from './pod-life.ts';
import type { RunView } from './run-view.ts';

export const BUDGET = 'PodDisruptionBudget.policy';

/** The budgets that guard a pod, as they stood before the run, by name. */
export function budgetsOf({ world }: Pick<RunView, 'world'>, life: PodLife): PodDisruptionBudget[] {
  const { objects, selections, pods } = world;
  const found = life.isOld
    ? selections
        .selecting(BUDGET, pods.templateId(life.row))
        .map((name) => objects.get(BUDGET, life.namespace, name)!)
    : [...objects.inNamespace(BUDGET, life.namespace)].filter((budget) =>
        selects(selections.selectorOf(BUDGET, budget), life.make.labels),
      );
  return (found as PodDisruptionBudget[]).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function nameOf({ metadata }: PodDisruptionBudget): string {
  return metadata.name ?? '';
}

/** What a budget asks for and has. */
export interface BudgetState {
  readonly desiredHealthy: number;
  readonly currentHealthy: number;
  readonly expectedPods: number;
  readonly disruptionsAllowed: number;
  /** Whether the disruption controller has ever computed the numbers. */
  readonly known: boolean;
  /** `maxUnavailable 0`, `minAvailable 2`, `minAvailable 50%`. */
  readonly rule: string;
}

/** How a budget stands at the end of the run. */
export function budgetState(run: RunView, { metadata }: PodDisruptionBudget): BudgetState {
  return stateOf(
    run.objects.get(BUDGET, metadata.namespace, metadata.name ?? '') as PodDisruptionBudget | undefined,
  );
}

/** The numbers of a budget as it is given. */
export function stateOf(budget: PodDisruptionBudget | undefined): BudgetState {
  const { spec, status } = budget ?? {};
  const rule =
    spec?.maxUnavailable !== undefined
      ? `maxUnavailable ${spec.maxUnavailable}`
      : `minAvailable ${spec?.minAvailable ?? 1}`;
  return {
    desiredHealthy: status?.desiredHealthy ?? 0,
    currentHealthy: status?.currentHealthy ?? 0,
    expectedPods: status?.expectedPods ?? 0,
    disruptionsAllowed: status?.disruptionsAllowed ?? 0,
    known: status !== undefined,
    rule,
  };
}

/** Whether no eviction is ever allowed while everything is healthy. */
export function isNeverMet({ known, desiredHealthy, expectedPods }: BudgetState): boolean {
  return known && (expectedPods <= 0 || desiredHealthy >= expectedPods);
}
