/**
 * How many requests a client may make: a burst at once, then so many in a second.
 *
 * @source k8s.io/client-go/util/flowcontrol/throttle.go → NewTokenBucketRateLimiter (v0.36.3)
 */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #atMs = 0;

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** Makes a request now. */
  take(nowMs: number): void {
    this.#refill(nowMs);
    this.#tokens--;
  }

  /** How long the next request has to wait. */
  waitMs(nowMs: number): number {
    this.#refill(nowMs);
    return this.#tokens >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000);
  }

  #refill(nowMs: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + ((nowMs - this.#atMs) / 1000) * this.#perSecond);
    this.#atMs = nowMs;
  }
}
