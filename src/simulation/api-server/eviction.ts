import type { PodDisruptionBudget } from '../../kubernetes/index.ts';
import type { WorldView } from '../../world/index.ts';
import type { Actor, Answer, Status } from './api.ts';
import { refusals, refuse } from './refusals.ts';
import { type Storage, timestamp } from './storage.ts';

const BUDGET = 'PodDisruptionBudget.policy';
/** How many evictions may be under way that the disruption controller has not seen. */
const DISRUPTED_PODS_MAX = 2000;
const WOULD_VIOLATE = "Cannot evict pod as it would violate the pod's disruption budget.";

/**
 * Whether budgets let a pod be evicted; spends one disruption of its budget if they do and it counts. A refusal is the
 * API server's.
 *
 * @source pkg/registry/core/pod/storage/eviction.go → EvictionREST.Create (v1.36.3)
 */
export function spendBudget(storage: Storage, row: number, by: Actor, dryRun: boolean): Answer<undefined> {
  const { world } = storage;
  if (canIgnoreBudgets(world, row)) return ACCEPTED;
  const guarding = budgetsOf(world, row);
  if (guarding.length === 0) {
    storage.unknowns.relyOn(BUDGET, 'no budget guards the pod', () => world.pods.key(row));
    return ACCEPTED;
  }
  if (guarding.length > 1) return refuse(MORE_THAN_ONE);
  const budget = budgetToSpend(world, row);
  if (!budget) return ACCEPTED;
  const refusal = refusalOf(budget);
  if (refusal) return refuse(refusal);
  if (!dryRun) decrement(storage, budget, world.pods.name(row), by);
  return ACCEPTED;
}

/**
 * The budget that an eviction of the pod has to be granted by; undefined when none counts it: nothing of the pod is left
 * to protect, no budget guards it or more than one does, or the one that does lets pods go that are not ready.
 *
 * @source pkg/registry/core/pod/storage/eviction.go → EvictionREST.Create (v1.36.3)
 */
export function budgetToSpend(world: WorldView, row: number): PodDisruptionBudget | undefined {
  if (canIgnoreBudgets(world, row)) return undefined;
  const [budget, another] = budgetsOf(world, row);
  if (!budget || another) return undefined;
  return !world.pods.isReady(row) && mayGoUnhealthy(budget) ? undefined : budget;
}

const ACCEPTED: Answer<undefined> = { ok: true, value: undefined, warnings: [] };

const MORE_THAN_ONE: Status = {
  code: 500,
  reason: '',
  message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
};

/**
 * A pod that has ended, has not begun or is going anyway is nothing that a budget would protect.
 *
 * @source pkg/registry/core/pod/storage/eviction.go → canIgnorePDB (v1.36.3)
 */
function canIgnoreBudgets({ pods }: WorldView, row: number): boolean {
  return pods.isTerminal(row) || pods.phase(row) === 'Pending' || pods.isTerminating(row);
}

/** @source pkg/registry/core/pod/storage/eviction.go → getPodDisruptionBudgets (v1.36.3) */
function budgetsOf(world: WorldView, row: number): PodDisruptionBudget[] {
  const { id, namespace } = world.pods.template(row);
  const names = world.selections.selecting(BUDGET, id);
  return names.map((name) => world.objects.get(BUDGET, namespace, name) as PodDisruptionBudget);
}

function mayGoUnhealthy({ spec, status }: PodDisruptionBudget): boolean {
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

/** @source pkg/registry/core/pod/storage/eviction.go → checkAndDecrement (v1.36.3) */
function refusalOf({ metadata, status }: PodDisruptionBudget): Status | undefined {
  const name = metadata.name ?? '';
  const allowed = status?.disruptionsAllowed ?? 0;
  if ((status?.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    const cause = `The disruption budget ${name} is still being processed by the server.`;
    return refusals.tooManyRequests(WOULD_VIOLATE, cause, 10);
  }
  if (allowed < 0) {
    return refusals.forbidden('poddisruptionbudget.policy', name, 'pdb disruptions allowed is negative');
  }
  if (Object.keys(status?.disruptedPods ?? {}).length > DISRUPTED_PODS_MAX) {
    const why = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller';
    return refusals.forbidden('poddisruptionbudget.policy', name, why);
  }
  return allowed === 0 ? refusals.tooManyRequests(WOULD_VIOLATE, causeOf(name, status), 0) : undefined;
}

function causeOf(name: string, status: PodDisruptionBudget['status']): string {
  const { currentHealthy = 0, desiredHealthy = 0, conditions = [] } = status ?? {};
  const condition = conditions.find(({ type }) => type === 'DisruptionAllowed');
  const explained = condition?.status === 'False' && condition.message ? condition : undefined;
  if (explained?.reason === 'SyncFailed') {
    return `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${explained.message}`;
  }
  if (currentHealthy <= desiredHealthy) {
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  }
  if (explained) {
    return `The disruption budget ${name} does not allow evicting pods currently (${explained.reason}): ${explained.message}`;
  }
  return `The disruption budget ${name} does not allow evicting pods currently`;
}

function decrement(storage: Storage, budget: PodDisruptionBudget, podName: string, by: Actor): void {
  const { status } = budget;
  const disruptionsAllowed = (status?.disruptionsAllowed ?? 0) - 1;
  const others = (status?.conditions ?? []).filter(({ type }) => type !== 'DisruptionAllowed');
  const conditions =
    disruptionsAllowed > 0
      ? status?.conditions
      : [
          ...others,
          {
            type: 'DisruptionAllowed',
            status: 'False',
            reason: 'InsufficientPods',
            message: '',
            observedGeneration: status?.observedGeneration ?? 0,
            lastTransitionTime: timestamp(storage),
          },
        ];
  const object = {
    ...budget,
    status: {
      ...status,
      disruptionsAllowed,
      ...(conditions ? { conditions } : {}),
      disruptedPods: { ...status?.disruptedPods, [podName]: timestamp(storage) },
    },
  };
  storage.write(by, { type: 'putObject', kind: BUDGET, object });
}
