import { type CommandContext, type Process, sleep } from '../../simulation/index.ts';

const BUDGET = 'PodDisruptionBudget.policy';
/** @source pkg/registry/core/pod/storage/eviction.go → EvictionsRetry (v1.36.3) */
const RETRY_MS = 500;
const JITTER = 0.1;

/**
 * Evictions under one budget that are made at the same moment: one is granted, the others meet a conflict on the
 * budget's status, and the API server tries them again half a second later.
 */
export class BudgetConflicts {
  readonly #context: CommandContext;
  /** When an eviction under a budget was last granted. */
  readonly #grantedMs = new Map<string, number>();

  constructor(context: CommandContext) {
    this.#context = context;
  }

  /** Makes the request, after as many retries as the budget of the pod asks for. */
  *request<Answer>(row: number, evict: () => Answer): Process<Answer> {
    const { world, nowMs, random } = this.#context;
    const budget = this.#budgetOf(row);
    if (budget === undefined) return evict();
    const key = `${world.pods.namespace(row)}/${budget}`;
    while (this.#grantedMs.get(key) === nowMs()) {
      yield* sleep(
        RETRY_MS * (1 + JITTER * random('eviction-retry', world.pods.uid(row) || world.pods.key(row))),
      );
    }
    const before = this.#stored(row, budget);
    const answer = evict();
    if (this.#stored(row, budget) !== before) this.#grantedMs.set(key, nowMs());
    return answer;
  }

  #budgetOf(row: number): string | undefined {
    const { world } = this.#context;
    return world.selections.selecting(BUDGET, world.pods.templateId(row))[0];
  }

  #stored(row: number, name: string): unknown {
    const { world } = this.#context;
    return world.objects.get(BUDGET, world.pods.namespace(row), name);
  }
}
