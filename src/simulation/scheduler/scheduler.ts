import type { WaitingPod } from '../../../scheduler-model/index.ts';
import { type Change, isPodChange, type ObjectReference } from '../../world/index.ts';
import type { Actor } from '../api-server/api.ts';
import type { Component, Environment, Replaced } from '../component.ts';
import type { SimEvent } from '../kernel/index.ts';
import { queuedPodOf, type SchedulerBaseline } from './baseline.ts';
import { lazily } from './cluster-event.ts';
import { Preemption } from './preemption.ts';
import type { QueuedPod } from './queued-pod.ts';
import { QueueingHints } from './queueing-hints.ts';
import { RateLimit } from './rate-limit.ts';
import type { Nomination, Openness, Outcome, SchedulingModel } from './scheduling-model.ts';
import { SchedulingQueue } from './scheduling-queue.ts';
import { VolumeBinding } from './volume-binding.ts';
import { podEvents, worldEvents } from './world-events.ts';

const NONE = -1;
/** From one scheduling cycle to the next while pods are waiting. */
const CYCLE_MS = 2;
/** @source pkg/scheduler/apis/config/v1/defaults.go → SetDefaults_KubeSchedulerConfiguration, clientConnection (v1.36.3) */
const REQUESTS_PER_SECOND = 50;
const REQUEST_BURST = 100;
/** @source pkg/scheduler/backend/queue/scheduling_queue.go → DefaultPodMaxInUnschedulablePodsDuration (v1.36.3) */
const LONGEST_WAIT_MS = 5 * 60_000;
const FLUSH_INTERVAL_MS = 30_000;
/** @source pkg/apis/events/validation/validation.go → NoteLengthLimit (v1.36.3) */
const LONGEST_NOTE = 1024;

/**
 * kube-scheduler: takes pending pods one after another, lets the model decide and tells the API server.
 *
 * A decision and the binding that follows from it are one moment; the time both take lies before it.
 *
 * @source pkg/scheduler/schedule_one.go → ScheduleOne (v1.36.3)
 */
export class Scheduler implements Component {
  readonly #environment: Environment;
  readonly #model: SchedulingModel;
  readonly #baseline: SchedulerBaseline;
  readonly #actor: Actor = { name: 'kube-scheduler' };
  readonly #queue: SchedulingQueue;
  readonly #preemption: Preemption;
  readonly #volumes: VolumeBinding;
  /** The pods of this scheduler that have no node, by row. */
  readonly #pods = new Map<number, QueuedPod>();
  readonly #openChoices = new Map<number, Openness>();
  readonly #limit = new RateLimit(REQUESTS_PER_SECOND, REQUEST_BURST);
  #cycle: SimEvent | undefined;
  #backoffFlush: SimEvent | undefined;
  #waitFlush: SimEvent | undefined;

  constructor(environment: Environment, model: SchedulingModel, baseline: SchedulerBaseline) {
    this.#environment = environment;
    this.#model = model;
    this.#baseline = baseline;
    this.#preemption = new Preemption(environment, this.#actor);
    this.#volumes = new VolumeBinding(environment, this.#actor);
    const { initialBackoffMs, maxBackoffMs, profiles } = model;
    const { cluster } = environment.world.scheduling;
    const hints = new QueueingHints(cluster, profiles.values(), (pod) => this.#waiting(pod));
    const gate = (pod: QueuedPod) =>
      this.#preemption.isPreempting(pod.row) ? 'DefaultPreemption' : model.gate(pod);
    const popsFromBackoff = environment.world.version.minor >= 33;
    this.#queue = new SchedulingQueue({ initialBackoffMs, maxBackoffMs, popsFromBackoff, gate }, hints);
  }

  /** The pods whose node was one of several possible ones, by row. */
  get openChoices(): ReadonlyMap<number, Openness> {
    return this.#openChoices;
  }

  start(): void {
    for (const row of this.#baseline.fresh) this.#enter(row);
    for (const { row, rejectors } of this.#baseline.waiting) {
      const pod = this.#known(row);
      if (!pod) continue;
      pod.rejectors = rejectors;
      this.#queue.addWaiting(pod, this.#nowMs);
    }
    this.#wake(this.#environment.timings.schedulerMs);
  }

  changed(change: Change, replaced: Replaced): void {
    const { world } = this.#environment;
    if (change.type === 'recordEvent') return;
    if (mayMatter(change)) this.#model.worldChanged();
    if (this.#queue.hasWaiting) {
      for (const event of worldEvents(world, change, replaced)) this.#queue.moveAll(event, this.#nowMs);
    }
    if (isPodChange(change)) this.#podChanged(change, replaced);
    else this.#volumes.objectChanged(change);
    this.#wake(this.#environment.timings.schedulerMs);
  }

  // ── pods that have no node ──

  #podChanged(change: Extract<Change, { readonly row: number }>, replaced: Replaced): void {
    const { world } = this.#environment;
    const { row } = change;
    if (change.type === 'createPod') {
      if (world.pods.nodeRow(row) === NONE) this.#enter(row);
      return;
    }
    const pod = this.#pods.get(row);
    if (!pod) return;
    switch (change.type) {
      case 'bindPod':
      case 'removePod':
        this.#pods.delete(row);
        this.#queue.delete(pod);
        this.#volumes.forget(row);
        if (change.type === 'removePod') this.#nominationLost(pod);
        return;
      case 'updatePod':
        this.#queue.updated(pod, podEvents(world, row, replaced), this.#nowMs, () => {
          pod.classId = world.scheduling.classOf(row);
          pod.priority = world.pods.template(row).make.spec.priority ?? 0;
        });
        return;
      case 'nominatePod':
        this.#nominationLost(pod);
        pod.nominatedTo = change.nodeRow;
        return;
    }
  }

  #enter(row: number): void {
    const pod = this.#known(row);
    if (pod) this.#queue.add(pod, this.#nowMs);
  }

  /** The pod of a row, from now on one of this scheduler's; undefined when it asks for another. */
  #known(row: number): QueuedPod | undefined {
    const pod = queuedPodOf(this.#environment.world, this.#model, row);
    if (pod) this.#pods.set(row, pod);
    return pod;
  }

  /**
   * Room that was kept for a pod is free for pods of at most its priority: they hear of it as of the end of a pod that was
   * nominated to the node, which the world has forgotten by now.
   *
   * @source pkg/scheduler/eventhandlers.go → updatePodInSchedulingQueue, deletePodFromSchedulingQueue (v1.36.3)
   */
  #nominationLost({ row, priority, nominatedTo }: QueuedPod): void {
    if (nominatedTo === NONE) return;
    const { world } = this.#environment;
    const objects = lazily(() => {
      const pod = world.podObject(row);
      return { ...pod, status: { ...pod.status, nominatedNodeName: world.nodes.name(nominatedTo) } };
    }, undefined);
    this.#queue.moveAll(
      { resource: 'Pod', action: 'Delete', objects, priorityAtMost: priority },
      this.#nowMs,
    );
  }

  // ── scheduling cycles ──

  /** Takes the next pod after a while, and minds the timers of those that wait. */
  #wake(delayMs: number): void {
    const { kernel } = this.#environment;
    if (!this.#cycle && this.#queue.hasNext) {
      this.#cycle = kernel.after(Math.max(delayMs, this.#limit.waitMs(kernel.nowMs)), () => {
        this.#limit.take(kernel.nowMs);
        this.#scheduleNext();
        this.#cycle = undefined;
        this.#wake(CYCLE_MS);
      });
    }
    this.#watchBackoff();
    this.#watchWaiting();
  }

  #scheduleNext(): void {
    const pod = this.#queue.pop();
    if (!pod) return;
    const { pods } = this.#environment.world;
    if (pods.isTerminating(pod.row)) {
      this.#record(pod, 'Warning', 'FailedScheduling', `skip schedule deleting pod: ${pods.key(pod.row)}`);
      return;
    }
    this.#conclude(pod, this.#model.attempt(pod));
  }

  #conclude(pod: QueuedPod, outcome: Outcome): void {
    switch (outcome.type) {
      case 'chosen': {
        const { nodeRow, volumes, openness } = outcome;
        // That other pods could have had to leave for it says more than that it could have got another node.
        if (openness && !this.#openChoices.has(pod.row)) this.#openChoices.set(pod.row, openness);
        const bind = () => this.#bind(pod, nodeRow);
        if (volumes) this.#volumes.begin(pod, nodeRow, volumes, bind, (message) => this.#error(pod, message));
        else bind();
        return;
      }
      case 'rejected':
        this.#queue.rejected(pod, outcome.rejectors, this.#nowMs);
        this.#fail(pod, 'Unschedulable', outcome.message);
        this.#nominate(pod, outcome.nomination);
        return;
      case 'error':
        this.#error(pod, outcome.message);
        return;
    }
  }

  #nominate(pod: QueuedPod, nomination: Nomination | 'none' | 'unchanged'): void {
    if (nomination === 'unchanged') return;
    const nodeRow = nomination === 'none' ? NONE : nomination.nodeRow;
    this.#environment.api.nominate(pod.row, nodeRow, this.#actor);
    if (nomination === 'none') return;
    if (nomination.isOpen) this.#openChoices.set(pod.row, 'preemption');
    this.#preemption.start(pod, nomination);
  }

  /** The attempt failed for a reason that is nobody's rejection: the pod backs off. */
  #error(pod: QueuedPod, message: string): void {
    if (!this.#pods.has(pod.row)) return;
    this.#queue.failed(pod, this.#nowMs);
    this.#fail(pod, 'SchedulerError', message);
    this.#environment.api.nominate(pod.row, NONE, this.#actor);
  }

  #bind(pod: QueuedPod, nodeRow: number): void {
    const { world, api } = this.#environment;
    if (!this.#pods.has(pod.row)) return;
    const answer = api.bind(pod.row, nodeRow, this.#actor);
    if (!answer.ok) {
      this.#error(pod, `binding rejected: ${answer.status.message}`);
      return;
    }
    const [key, node] = [world.pods.key(pod.row), world.nodes.name(nodeRow)];
    this.#record(pod, 'Normal', 'Scheduled', `Successfully assigned ${key} to ${node}`);
  }

  /** @source pkg/scheduler/schedule_one.go → handleSchedulingFailure (v1.36.3) */
  #fail(pod: QueuedPod, reason: 'Unschedulable' | 'SchedulerError', message: string): void {
    const suffix = ' ...';
    const note =
      message.length <= LONGEST_NOTE ? message : message.slice(0, LONGEST_NOTE - suffix.length) + suffix;
    this.#record(pod, 'Warning', 'FailedScheduling', note);
    const condition = { type: 'PodScheduled', status: 'False', reason, message } as const;
    this.#environment.api.setPodCondition(pod.row, condition, this.#actor);
  }

  #record(pod: QueuedPod, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { world, api } = this.#environment;
    const reference: ObjectReference = {
      kind: 'Pod',
      namespace: world.pods.namespace(pod.row),
      name: world.pods.name(pod.row),
    };
    api.recordEvent(reference, type, reason, message, this.#actor);
  }

  // ── timers ──

  #watchBackoff(): void {
    const { kernel, world } = this.#environment;
    const endMs = this.#queue.nextBackoffEndMs;
    if (endMs === undefined || (this.#backoffFlush && this.#backoffFlush.timeMs <= endMs - world.startMs))
      return;
    if (this.#backoffFlush) kernel.cancel(this.#backoffFlush);
    this.#backoffFlush = kernel.post(endMs - world.startMs, () => {
      this.#backoffFlush = undefined;
      this.#queue.flushBackoff(this.#nowMs);
      this.#wake(0);
    });
  }

  /** Pods that wait too long are tried again all the same; that alone does not keep a run going. */
  #watchWaiting(): void {
    if (this.#waitFlush || !this.#queue.hasWaiting) return;
    const oldestMs = this.#queue.oldestWaitMs;
    if (oldestMs === undefined) return;
    const { kernel, world } = this.#environment;
    const dueMs = oldestMs - world.startMs + LONGEST_WAIT_MS;
    const tickMs = Math.floor(dueMs / FLUSH_INTERVAL_MS + 1) * FLUSH_INTERVAL_MS;
    const flush = () => {
      this.#waitFlush = undefined;
      this.#queue.flushWaiting(this.#nowMs - LONGEST_WAIT_MS, this.#nowMs);
      this.#wake(0);
    };
    this.#waitFlush = kernel.post(tickMs, flush, { background: true });
  }

  #waiting(pod: QueuedPod): WaitingPod {
    const { world } = this.#environment;
    const { pods } = world;
    return {
      classId: pod.classId,
      name: pods.name(pod.row),
      uid: pods.uid(pod.row),
      get pod() {
        return world.podObject(pod.row);
      },
    };
  }

  /** Milliseconds since the epoch. */
  get #nowMs(): number {
    const { world, kernel } = this.#environment;
    return world.startMs + kernel.nowMs;
  }
}

/** Changes of pods that no decision depends on. */
const IRRELEVANT: ReadonlySet<Change['type']> = new Set(['setPodReady', 'restartPod', 'setPodFinalizers']);

/** Whether decisions may depend on a change. */
function mayMatter(change: Change): boolean {
  if (change.type === 'setPodCondition') return change.condition.type === 'DisruptionTarget';
  if (change.type === 'createPod') return change.nodeRow !== undefined;
  return !IRRELEVANT.has(change.type);
}
