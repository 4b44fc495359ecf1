const FIRST_MS = 5;
const LONGEST_MS = 1_000_000;

/**
 * How long the work queue of a controller holds back a key that failed: 5 ms, doubled with every failure in a row, at
 * most 1,000 s.
 *
 * A retry that follows a retry with nothing else having happened in between is a background one: only something new
 * can give it another end, and a run is over when nothing new happens.
 *
 * @source k8s.io/client-go/util/workqueue/default_rate_limiters.go → DefaultTypedControllerRateLimiter (v0.36.3)
 * @deviation the overall limit of 10 retries a second over all keys is left out.
 */
export class RetryDelays {
  readonly #failures = new Map<string, { count: number; moment: number }>();

  /** The delay after one more failure; `moment` counts what has happened in the cluster. */
  failed(key: string, moment: number): { readonly delayMs: number; readonly background: boolean } {
    const before = this.#failures.get(key);
    const count = before?.count ?? 0;
    this.#failures.set(key, { count: count + 1, moment });
    return {
      delayMs: Math.min(LONGEST_MS, FIRST_MS * 2 ** count),
      background: before?.moment === moment,
    };
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }
}
