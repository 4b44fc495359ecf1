const FIRST_MS = 1000;
const LONGEST_MS = 15 * 60_000;

/**
 * How soon a DaemonSet's pod that failed is deleted again on a node: after a second, doubled each time, at most fifteen
 * minutes; forgotten after twice that.
 *
 * @source k8s.io/client-go/util/flowcontrol/backoff.go → Backoff (v0.36.3)
 */
export class FailedPodsBackoff {
  readonly #entries = new Map<string, { delayMs: number; sinceMs: number }>();

  /** How long to wait before the next deletion; 0 when it may happen now, which is then counted. */
  next(key: string, nowMs: number): number {
    const entry = this.#entries.get(key);
    if (entry && nowMs - entry.sinceMs < entry.delayMs) return entry.delayMs;
    const isForgotten = !entry || nowMs - entry.sinceMs > 2 * LONGEST_MS;
    const delayMs = isForgotten ? FIRST_MS : Math.min(LONGEST_MS, entry.delayMs * 2);
    this.#entries.set(key, { delayMs, sinceMs: nowMs });
    return 0;
  }
}
