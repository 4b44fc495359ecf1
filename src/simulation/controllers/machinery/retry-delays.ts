/** Where the delays of a work queue begin and end. */
export interface RetryLimits {
  readonly firstMs: number;
  readonly longestMs: number;
}

/** What controllers have that do not say otherwise. */
const DEFAULT_LIMITS: RetryLimits = { firstMs: 5, longestMs: 1_000_000 };

/**
 * How long the work queue of a controller holds back a key that failed: 5 ms, doubled with every failure in a row, at
 * most 1,000 s, unless the controller has limits of its own.
 *
 * A retry that follows a retry with nothing else having happened in between is a background one: only something new
 * can give it another end, and a run is over when nothing new happens.
 *
 * @source k8s.io/client-go/util/workqueue/default_rate_limiters.go → DefaultTypedControllerRateLimiter (v0.36.3)
 * @deviation the overall limit of 10 retries a second over all keys is left out.
 */
export class RetryDelays {
  readonly #failures = new Map<string, { count: number; moment: number }>();
  readonly #limits: RetryLimits;

  constructor(limits: RetryLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /** The delay after one more failure; `moment` counts what has happened in the cluster. */
  failed(key: string, moment: number): { readonly delayMs: number; readonly background: boolean } {
    const before = this.#failures.get(key);
    const count = before?.count ?? 0;
    this.#failures.set(key, { count: count + 1, moment });
    return {
      delayMs: Math.min(this.#limits.longestMs, this.#limits.firstMs * 2 ** count),
      background: before?.moment === moment,
    };
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}
