import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import type { ObjectKind } from '../../cluster/object-store.ts';
import { compileSelector, isEmptySelector, type Selector, selects } from '../../kubernetes/label-selector.ts';
import type { PodDisruptionBudget } from '../../kubernetes/pod-disruption-budget.ts';

interface Budget {
  readonly selector: Selector;
  readonly allowedCount: number;
  readonly disruptedPods: ReadonlySet<string>;
}

/**
 * The budgets that guard each class of pods. Here a budget with an empty selector guards nothing, although the
 * eviction API takes it to guard everything.
 */
class BudgetIndex implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #byClass = new Map<number, readonly Budget[]>();
  readonly #byNamespace = new Map<string, readonly Budget[]>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  of(classId: number): readonly Budget[] {
    let budgets = this.#byClass.get(classId);
    if (!budgets) {
      const { namespace, labels } = this.#cluster.podClass(classId);
      budgets = this.#inNamespace(namespace).filter(({ selector }) => selects(selector, labels));
      this.#byClass.set(classId, budgets);
    }
    return budgets;
  }

  objectChanged(kind: ObjectKind): void {
    if (kind !== 'PodDisruptionBudget') return;
    this.#byClass.clear();
    this.#byNamespace.clear();
  }

  #inNamespace(namespace: string): readonly Budget[] {
    let budgets = this.#byNamespace.get(namespace);
    if (!budgets) {
      const objects = this.#cluster.objects('PodDisruptionBudget').inNamespace(namespace);
      budgets = [...objects].flatMap((object) => compileBudget(object) ?? []);
      this.#byNamespace.set(namespace, budgets);
    }
    return budgets;
  }
}

function compileBudget({ spec, status }: PodDisruptionBudget): Budget | undefined {
  const selector = compileSelector(spec?.selector);
  if (!selector || isEmptySelector(selector)) return undefined;
  return {
    selector,
    allowedCount: status?.disruptionsAllowed ?? 0,
    disruptedPods: new Set(Object.keys(status?.disruptedPods ?? {})),
  };
}

const BUDGETS: IndexType<BudgetIndex> = {
  name: 'disruption budgets',
  create: (cluster) => new BudgetIndex(cluster),
};

/** Pods in two groups, each in the given order. */
export interface BudgetSplit {
  /** Their loss would take a budget below zero. */
  readonly violating: readonly number[];
  readonly others: readonly number[];
}

/**
 * Spends the budgets on the pods in their order.
 *
 * @source pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go → filterPodsWithPDBViolation (v1.36.3)
 */
export function splitByBudgets(cluster: Cluster, podIds: readonly number[]): BudgetSplit {
  const index = cluster.index(BUDGETS);
  const left = new Map<Budget, number>();
  const violating: number[] = [];
  const others: number[] = [];
  for (const podId of podIds) {
    let isViolating = false;
    const { labels, classId } = cluster.podClass(cluster.pods.classOf.values[podId]!);
    const isLabelled = Object.keys(labels).length > 0;
    for (const budget of isLabelled ? index.of(classId) : []) {
      // Its loss is spent already.
      if (budget.disruptedPods.size > 0 && budget.disruptedPods.has(cluster.podName(podId))) continue;
      const remaining = (left.get(budget) ?? budget.allowedCount) - 1;
      left.set(budget, remaining);
      if (remaining < 0) isViolating = true;
    }
    (isViolating ? violating : others).push(podId);
  }
  return { violating, others };
}
