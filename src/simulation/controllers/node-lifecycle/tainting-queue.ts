/** The nodes of one zone that are to get their NoExecute taint, at the zone's rate. */
export class TaintingQueue {
  readonly #names = new Set<string>();
  #perSecond: number;
  /** When the next taint may be given. */
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  get isEmpty(): boolean {
    return this.#names.size === 0;
  }

  add(name: string): void {
    this.#names.add(name);
  }

  remove(name: string): void {
    this.#names.delete(name);
  }

  /** @source pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go → SwapLimiter (v1.36.3) */
  setRate(perSecond: number, nowMs: number): void {
    if (perSecond === this.#perSecond) return;
    const waits = nowMs < this.#nextMs;
    this.#perSecond = perSecond;
    if (waits) this.#nextMs = perSecond > 0 ? nowMs + 1000 / perSecond : Number.POSITIVE_INFINITY;
    else this.#nextMs = nowMs;
  }

  /** The node to be tainted now, which costs a turn; undefined when none may be. */
  take(nowMs: number): string | undefined {
    const [name] = this.#names;
    if (name === undefined || this.#perSecond === 0 || nowMs < this.#nextMs) return undefined;
    this.#names.delete(name);
    this.#nextMs = nowMs + 1000 / this.#perSecond;
    return name;
  }

  /** How long until `take` may give a node; undefined while nobody waits or nothing is tainted. */
  waitMs(nowMs: number): number | undefined {
    if (this.isEmpty || this.#perSecond === 0) return undefined;
    return Math.max(0, this.#nextMs - nowMs);
  }
}
