import type { ClusterEvent } from './cluster-event.ts';
import { PodHeap } from './pod-heap.ts';
import type { QueuedPod } from './queued-pod.ts';
import type { QueueingHints } from './queueing-hints.ts';
import { UnschedulablePods } from './unschedulable-pods.ts';

/** Backoff times are compared and flushed by the second. */
const WINDOW_MS = 1000;

export interface QueueOptions {
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
  /** SchedulerPopFromBackoffQ: an idle scheduler does not wait for a backoff to end. On from 1.33. */
  readonly popsFromBackoff: boolean;
  /** The plugin that keeps the pod from being tried, if any. */
  readonly gate: (pod: QueuedPod) => string | undefined;
}

/**
 * The pending pods: those to be tried, those that back off and those that wait for an event.
 *
 * Times are milliseconds since the epoch.
 *
 * @source pkg/scheduler/backend/queue/scheduling_queue.go → PriorityQueue (v1.36.3)
 */
export class SchedulingQueue {
  readonly #options: QueueOptions;
  readonly #hints: QueueingHints;
  readonly #active = new PodHeap(isBefore);
  readonly #backoff: PodHeap;
  readonly #errorBackoff: PodHeap;
  readonly #unschedulable = new UnschedulablePods();
  #sequence = 0;

  constructor(options: QueueOptions, hints: QueueingHints) {
    this.#options = options;
    this.#hints = hints;
    this.#backoff = new PodHeap((a, b) => this.#endsBefore(a, b) ?? isBefore(a, b));
    this.#errorBackoff = new PodHeap((a, b) => this.#endsBefore(a, b) ?? a.sequence < b.sequence);
  }

  /** Whether `pop` would give a pod now. */
  get hasNext(): boolean {
    return this.#active.size > 0 || (this.#options.popsFromBackoff && this.#backoff.size > 0);
  }

  /** Whether any pod waits for an event. */
  get hasWaiting(): boolean {
    return !this.#unschedulable.isEmpty;
  }

  /** When the next backoff ends; undefined while nobody backs off. */
  get nextBackoffEndMs(): number | undefined {
    if (this.#backoff.size + this.#errorBackoff.size === 0) return undefined;
    const heads = [this.#backoff.peek(), this.#errorBackoff.peek()].flatMap((pod) => (pod ? [pod] : []));
    return Math.min(...heads.map((pod) => this.#backoffEndMs(pod))) + WINDOW_MS;
  }

  /** When the pod that waits longest for an event began to; undefined while nobody waits. */
  get oldestWaitMs(): number | undefined {
    let oldest: number | undefined;
    for (const { pods } of this.#unschedulable.groups)
      for (const { queuedMs } of pods) if (oldest === undefined || queuedMs < oldest) oldest = queuedMs;
    return oldest;
  }

  /** A new pod comes in. */
  add(pod: QueuedPod, nowMs: number): void {
    this.#stamp(pod, nowMs);
    this.#activate(pod);
  }

  /** A pod comes in that waits for an event already. */
  addWaiting(pod: QueuedPod, nowMs: number): void {
    this.#stamp(pod, nowMs);
    this.#wait(pod);
  }

  /** The pod to be tried next; it is in no queue from then on. */
  pop(): QueuedPod | undefined {
    const pod = this.#active.pop() ?? (this.#options.popsFromBackoff ? this.#backoff.pop() : undefined);
    if (pod) pod.place = 'none';
    return pod;
  }

  /** A pod comes back that plugins rejected: it waits for an event. */
  rejected(pod: QueuedPod, rejectors: readonly string[], nowMs: number): void {
    pod.rejectors = rejectors;
    pod.gatedBy = undefined;
    pod.rejectedCount++;
    pod.errorCount = 0;
    this.#stamp(pod, nowMs);
    this.#wait(pod);
  }

  /** A pod comes back after an error: it backs off. */
  failed(pod: QueuedPod, nowMs: number): void {
    pod.rejectors = [];
    pod.gatedBy = undefined;
    pod.errorCount++;
    this.#stamp(pod, nowMs);
    pod.place = 'error-backoff';
    this.#errorBackoff.push(pod);
  }

  delete(pod: QueuedPod): void {
    if (pod.place === 'active') this.#active.remove(pod);
    else if (pod.place === 'backoff') this.#backoff.remove(pod);
    else if (pod.place === 'error-backoff') this.#errorBackoff.remove(pod);
    else if (pod.place === 'unschedulable') this.#unschedulable.delete(pod);
    pod.place = 'none';
  }

  /** Wakes the pods for which the event is worth another attempt. */
  moveAll(event: ClusterEvent, nowMs: number): void {
    if (this.#unschedulable.isEmpty || !this.#hints.interests(event)) return;
    for (const { pods } of [...this.#unschedulable.groups]) {
      const [first] = pods;
      if (!first || first.priority > (event.priorityAtMost ?? Number.POSITIVE_INFINITY)) continue;
      if (!this.#hints.isWorthRequeueing(first, event)) continue;
      for (const pod of [...pods]) this.#requeue(pod, nowMs);
    }
  }

  /** The waiting pod itself changed: wakes it if that is worth another attempt. `change` brings it up to date. */
  updated(pod: QueuedPod, events: readonly ClusterEvent[], nowMs: number, change: () => void): void {
    const { place } = pod;
    if (place === 'none') {
      change();
      return;
    }
    this.delete(pod);
    change();
    if (place === 'unschedulable') {
      this.#wait(pod);
      if (events.some((event) => this.#hints.isWorthRequeueing(pod, event))) this.#requeue(pod, nowMs);
      return;
    }
    pod.place = place;
    if (place === 'active') this.#active.push(pod);
    else if (place === 'backoff') this.#backoff.push(pod);
    else this.#errorBackoff.push(pod);
  }

  /** Brings pods whose backoff has ended to the front. */
  flushBackoff(nowMs: number): void {
    for (const heap of [this.#backoff, this.#errorBackoff]) {
      for (let pod = heap.peek(); pod && !this.#isBackingOff(pod, nowMs); pod = heap.peek()) {
        heap.remove(pod);
        this.#activate(pod);
      }
    }
  }

  /** Tries pods again that have waited for an event since `beforeMs` or longer. */
  flushWaiting(beforeMs: number, nowMs: number): void {
    for (const { pods } of [...this.#unschedulable.groups]) {
      for (const pod of [...pods]) if (pod.queuedMs <= beforeMs) this.#requeue(pod, nowMs);
    }
  }

  #requeue(pod: QueuedPod, nowMs: number): void {
    this.#unschedulable.delete(pod);
    if (!this.#isBackingOff(pod, nowMs)) {
      this.#activate(pod);
      return;
    }
    // A gate is asked before a backoff, too: a gated pod waits for its gate alone.
    if (this.#gated(pod)) return;
    pod.place = 'backoff';
    this.#backoff.push(pod);
  }

  #activate(pod: QueuedPod): void {
    if (this.#gated(pod)) return;
    pod.place = 'active';
    this.#active.push(pod);
  }

  /** Asks the gates; a gated pod is put aside. */
  #gated(pod: QueuedPod): boolean {
    pod.gatedBy = this.#options.gate(pod);
    if (pod.gatedBy === undefined) return false;
    if (!pod.rejectors.includes(pod.gatedBy)) pod.rejectors = [...pod.rejectors, pod.gatedBy].sort();
    this.#wait(pod);
    return true;
  }

  #wait(pod: QueuedPod): void {
    pod.place = 'unschedulable';
    this.#unschedulable.add(pod);
  }

  #stamp(pod: QueuedPod, nowMs: number): void {
    pod.queuedMs = nowMs;
    pod.sequence = this.#sequence++;
  }

  #isBackingOff(pod: QueuedPod, nowMs: number): boolean {
    return this.#backoffEndMs(pod) >= window(nowMs);
  }

  /** @source pkg/scheduler/backend/queue/backoff_queue.go → getBackoffTime, calculateBackoffDuration (v1.36.3) */
  #backoffEndMs(pod: QueuedPod): number {
    const { initialBackoffMs, maxBackoffMs } = this.#options;
    const attempts = pod.errorCount > 0 ? pod.errorCount : pod.rejectedCount;
    if (attempts === 0 || maxBackoffMs === 0) return Number.NEGATIVE_INFINITY;
    return window(pod.queuedMs + Math.min(maxBackoffMs, initialBackoffMs * 2 ** Math.min(attempts - 1, 40)));
  }

  /** Undefined when both backoffs end in the same second. */
  #endsBefore(a: QueuedPod, b: QueuedPod): boolean | undefined {
    const [endOfA, endOfB] = [this.#backoffEndMs(a), this.#backoffEndMs(b)];
    return endOfA === endOfB ? undefined : endOfA < endOfB;
  }
}

/** Priority first, then time of coming. @source pkg/scheduler/framework/plugins/queuesort/priority_sort.go → Less */
function isBefore(a: QueuedPod, b: QueuedPod): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  if (a.queuedMs !== b.queuedMs) return a.queuedMs < b.queuedMs;
  return a.sequence < b.sequence;
}

function window(atMs: number): number {
  return Math.floor(atMs / WINDOW_MS) * WINDOW_MS;
}
