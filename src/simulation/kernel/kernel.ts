import { invariant } from '../../errors/index.ts';
import { EventQueue, type SimEvent } from './event-queue.ts';

export interface PostOptions {
  /** Lower goes first among events of one moment; 0 by default. */
  readonly priority?: number;
  /** A background event (the next run of a CronJob) happens when its time comes, but does not keep a run going. */
  readonly background?: boolean;
}

/** The virtual clock and the future events. It knows no Kubernetes. Times are integer milliseconds from 0. */
export class Kernel {
  readonly #queue = new EventQueue();
  #nowMs = 0;
  #sequence = 0;
  #processed = 0;
  /** Events in the queue that are neither background nor cancelled. */
  #foreground = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  /** How many events have run. */
  get processedCount(): number {
    return this.#processed;
  }

  /** Posts an event; times before now are now. Returns it, so that it can be cancelled. */
  post(atMs: number, run: () => void, options: PostOptions = {}): SimEvent {
    const event: SimEvent = {
      timeMs: Math.max(this.#nowMs, Math.round(atMs)),
      priority: options.priority ?? 0,
      sequence: this.#sequence++,
      background: options.background ?? false,
      run,
      cancelled: false,
    };
    if (!event.background) this.#foreground++;
    this.#queue.push(event);
    return event;
  }

  after(delayMs: number, run: () => void, options?: PostOptions): SimEvent {
    return this.post(this.#nowMs + delayMs, run, options);
  }

  /** Takes an event back; nothing happens if it has run. */
  cancel(event: SimEvent): void {
    if (event.cancelled) return;
    event.cancelled = true;
    if (!event.background) this.#foreground--;
  }

  /** Whether nothing is left to happen but background events. */
  get settled(): boolean {
    return this.#foreground === 0;
  }

  /**
   * Runs events in order until only background events are left or the next one lies after `untilMs`; `afterEach` is
   * called after every event. The clock then stands at the last event that ran.
   */
  run(untilMs: number, afterEach: () => void = () => {}): void {
    for (;;) {
      const event = this.#queue.peek();
      if (!event || event.timeMs > untilMs || this.settled) return;
      this.#queue.pop();
      if (event.cancelled) continue;
      invariant(event.timeMs >= this.#nowMs, 'the clock went backwards');
      this.#nowMs = event.timeMs;
      this.#processed++;
      // An event that has run can no longer be cancelled.
      event.cancelled = true;
      if (!event.background) this.#foreground--;
      event.run();
      afterEach();
    }
  }
}
