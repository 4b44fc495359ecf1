import {
  type Answer,
  budgetToSpend,
  type CommandContext,
  type Process,
  sleep,
} from '../../simulation/index.ts';

/** @source pkg/registry/core/pod/storage/eviction.go → EvictionsRetry (v1.36.3) */
const RETRY_MS = 500;
const JITTER = 0.1;
/**
 * How often two evictions of the same moment meet a conflict; otherwise the second finds what the first has written
 * (recorded: 5 of 9).
 */
const CONFLICT_SHARE = 5 / 9;
/** Refused evictions are asked for again after this time: what was asked for before is of another round. */
const ROUND_MS = 5000;

/** The evictions under one budget that are asked for at the same time. */
interface Round {
  readonly startMs: number;
  /** When one of them was last granted. */
  grantedMs: number;
  readonly granted: number[];
  readonly refused: number[];
}

/**
 * Evictions under one budget that are made at the same moment: one is granted, and the others may meet a conflict on the
 * budget's status, so that the API server tries them again half a second later. Which of them is granted when not all
 * can be is left to chance, and noted.
 */
export class BudgetConflicts {
  readonly #context: CommandContext;
  readonly #rounds = new Map<string, Round>();

  constructor(context: CommandContext) {
    this.#context = context;
  }

  /** Makes the request, after as many retries as the budget of the pod asks for. */
  *request<Value>(row: number, evict: () => Answer<Value>): Process<Answer<Value>> {
    const { world, nowMs, random, phase, noteDrawn } = this.#context;
    const pod = world.pods.uid(row) || world.pods.key(row);
    for (;;) {
      const budget = budgetToSpend(world, row);
      if (budget === undefined) return evict();
      const round = this.#roundOf(`${world.pods.namespace(row)}/${budget.metadata.name}`);
      const meetsConflict =
        round.grantedMs === nowMs() && phase('conflict of evictions', pod) < CONFLICT_SHARE;
      if (!meetsConflict) {
        const answer = evict();
        if (answer.ok) {
          round.grantedMs = nowMs();
          round.granted.push(row);
        } else if (answer.status.reason === 'TooManyRequests') round.refused.push(row);
        const { granted, refused } = round;
        if (granted.length > 0 && refused.length > 0) noteDrawn([...granted, ...refused]);
        return answer;
      }
      yield* sleep(RETRY_MS * (1 + JITTER * random('eviction-retry', pod)));
    }
  }

  #roundOf(budget: string): Round {
    const startMs = this.#context.nowMs();
    const current = this.#rounds.get(budget);
    if (current && startMs - current.startMs < ROUND_MS) return current;
    const round = { startMs, grantedMs: Number.NaN, granted: [], refused: [] };
    this.#rounds.set(budget, round);
    return round;
  }
}
