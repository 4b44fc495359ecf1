/** A node whose turn it is. */
export interface Turn {
  readonly name: string;
  /** Whether a node that came at the same time still waits: it could have been first as well. */
  readonly hadEquals: boolean;
}

/** The nodes of one zone that are to get their NoExecute taint, at the zone's rate. */
export class TaintingQueue {
  /** When each node came, by name. */
  readonly #addedMs = new Map<string, number>();
  #perSecond: number;
  /** When the next taint may be given. */
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  get isEmpty(): boolean {
    return this.#addedMs.size === 0;
  }

  /** A node that waits already keeps its place. */
  add(name: string, nowMs: number): void {
    if (!this.#addedMs.has(name)) this.#addedMs.set(name, nowMs);
  }

  remove(name: string): void {
    this.#addedMs.delete(name);
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
  take(nowMs: number): Turn | undefined {
    const [first, second] = this.#addedMs;
    if (first === undefined || this.#perSecond === 0 || nowMs < this.#nextMs) return undefined;
    const [name, addedMs] = first;
    this.#addedMs.delete(name);
    this.#nextMs = nowMs + 1000 / this.#perSecond;
    return { name, hadEquals: second?.[1] === addedMs };
  }

  /** How long until `take` may give a node; undefined while nobody waits or nothing is tainted. */
  waitMs(nowMs: number): number | undefined {
    if (this.isEmpty || this.#perSecond === 0) return undefined;
    return Math.max(0, this.#nextMs - nowMs);
  }
}
