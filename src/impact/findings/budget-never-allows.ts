import { isEqual, type PodDisruptionBudget } from '../../kubernetes/index.ts';
import { BUDGET, budgetsOf, isNeverMet, stateOf } from '../run/budgets.ts';
import { isDisrupted } from '../run/loss.ts';
import type { PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { workloadOf } from '../run/workload.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType, FoundProblem, Proposal } from './finding.ts';
import { heldPods } from './held-pods.ts';
import { drainedToTheEnd, linesOf, scaledFirst } from './proposals.ts';

/** A budget that allows no eviction even when everything is healthy. */
export const budgetNeverAllows: FindingType = {
  code: 'BUDGET_NEVER_ALLOWS',
  title: 'A budget can never be met',
  *find(run) {
    const inTheWay = [...budgetsInTheWay(run)];
    yield* madeStrict(run, new Set(inTheWay.map(({ key }) => key)));
    for (const { key, pods, budget } of inTheWay) {
      const state = stateOf(budget);
      if (!isNeverMet(state)) continue;
      const workload = workloadOf(run, pods[0]!);
      const isFrozen = budget.spec?.maxUnavailable === 0 || budget.spec?.maxUnavailable === '0%';
      yield {
        severity: 'critical',
        objects: [...pods.map(({ key: pod }) => pod), `PodDisruptionBudget/${key}`],
        message:
          state.expectedPods <= 0
            ? `The budget ${key} allows no eviction: Kubernetes cannot tell how many pods it should expect (${state.rule}). ${counted(pods.length, 'pod')} cannot leave.`
            : `The budget ${key} (${state.rule}) never allows an eviction: it needs ${state.desiredHealthy} of ${state.expectedPods} pods healthy. ${counted(pods.length, 'pod')} cannot leave.`,
        evidence: [],
        restsOn: [BUDGET],
        proposals: isFrozen
          ? loosened(run, key)
          : workload
            ? scaledFirst(run, workload, drainedToTheEnd)
            : [],
      };
    }
  },
};

/**
 * Budgets that allowed disruptions, or were not there, and that at the end never will: nothing hangs yet, but the next
 * drain does.
 */
function* madeStrict(run: RunView, seen: ReadonlySet<string>): Generator<FoundProblem> {
  const moments = run.objects.moments.filter(({ kind }) => kind === BUDGET);
  for (const [key, [first]] of Map.groupBy(moments, (moment) => moment.key)) {
    const { before, after, sequence } = first!;
    const { namespace, name = '' } = (after ?? before)!.metadata;
    const budget = run.objects.get(BUDGET, namespace, name) as PodDisruptionBudget | undefined;
    const state = stateOf(budget);
    if (seen.has(key) || state.expectedPods <= 0 || !isNeverMet(state)) continue;
    const earlier = stateOf(before as PodDisruptionBudget | undefined);
    // Numbers of a snapshot that its controller only brings up to date are not what the commands did.
    const isDone = earlier.expectedPods > state.expectedPods || !isEqual(before?.['spec'], budget?.spec);
    if (!isDone || (earlier.expectedPods > 0 && isNeverMet(earlier))) continue;
    yield {
      severity: 'warning',
      objects: [`PodDisruptionBudget/${key}`],
      message: `The budget ${key} (${state.rule}) will never allow an eviction: it needs ${state.desiredHealthy} of ${state.expectedPods} pods healthy. From now on every drain of a node with one of them hangs.`,
      evidence: [sequence],
    };
  }
}

/** The same commands after the budget was made to allow one disruption. */
function loosened(run: RunView, budget: string): Proposal[] {
  const [namespace, name] = budget.split('/');
  const patch = `kubectl patch pdb ${name} -n ${namespace} --type=merge -p '{"spec":{"maxUnavailable":1}}'`;
  return [{ lines: [patch, ...linesOf(run)], judge: drainedToTheEnd }];
}

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
