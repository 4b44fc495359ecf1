import { type Change, isObjectChange, type RecordedEvent, type WorldView } from '../../world/index.ts';
import type { Component, Environment, Replaced } from '../component.ts';
import type { SimEvent } from '../kernel/index.ts';
import { type Controller, type ControllerContext, NO_KEYS } from './controller.ts';
import { isNews } from './machinery/news.ts';

/** Runs controllers: a change wakes the keys that watch it, each key once however often it is asked for. */
export class ControllerManager implements Component {
  readonly #environment: Environment;
  #moment = 0;
  /** Whether a controller works: what changes now is its doing. */
  #isWorking = false;
  readonly #noteDrawn: ControllerContext['noteDrawn'];
  readonly #queues: readonly WorkQueue[];
  /** The queues that a change concerns, by type or kind, and then by the kind of the pod's controller. */
  readonly #concerned = new Map<string, Map<string | undefined, readonly WorkQueue[]>>();

  constructor(
    environment: Environment,
    controllers: readonly Controller[],
    unsettled: readonly (readonly string[])[],
    noteDrawn: ControllerContext['noteDrawn'],
  ) {
    this.#environment = environment;
    this.#noteDrawn = noteDrawn;
    this.#queues = controllers.map(
      (controller, index) =>
        new WorkQueue(environment, controller, unsettled[index] ?? [], (key, requeueAfter) =>
          this.#work(controller, key, requeueAfter),
        ),
    );
  }

  start(): void {
    for (const queue of this.#queues) queue.start();
  }

  changed(change: Change, replaced: Replaced): void {
    if (change.type === 'recordEvent') return;
    if (isNews(change)) this.#moment++;
    const { world, kernel, timings } = this.#environment;
    const seenMs = this.#isWorking ? kernel.nowMs + timings.controllerMs : kernel.nowMs;
    for (const queue of this.#concernedBy(change, world)) {
      const keys = queue.controller.watch(change, world, replaced);
      if (keys === NO_KEYS) continue;
      for (const key of keys) queue.wake(key, seenMs);
    }
  }

  #work(controller: Controller, key: string, requeueAfter: ControllerContext['requeueAfter']): void {
    const { world, api, kernel, timings, random } = this.#environment;
    this.#isWorking = true;
    controller.sync(key, {
      world,
      api,
      actor: { name: controller.name, subject: key },
      nowMs: kernel.nowMs,
      timings,
      moment: this.#moment,
      requeueAfter,
      random,
      noteDrawn: this.#noteDrawn,
    });
    this.#isWorking = false;
  }

  #concernedBy(change: Exclude<Change, RecordedEvent>, world: WorldView): readonly WorkQueue[] {
    const what = isObjectChange(change) ? change.kind : change.type;
    const ownerKind =
      isObjectChange(change) || change.type === 'updatePod'
        ? undefined
        : world.pods.template(change.row).controller?.kind;
    let byOwnerKind = this.#concerned.get(what);
    if (!byOwnerKind) {
      byOwnerKind = new Map();
      this.#concerned.set(what, byOwnerKind);
    }
    let queues = byOwnerKind.get(ownerKind);
    if (!queues) {
      queues = this.#queues.filter(({ controller: { concerns, ignores, makesPodsOf = ownerKind } }) => {
        return (
          (!concerns || concerns.has(what)) &&
          !ignores?.has(what) &&
          (ownerKind === undefined || makesPodsOf === ownerKind)
        );
      });
      byOwnerKind.set(ownerKind, queues);
    }
    return queues;
  }
}

/** Work goes before what else happens at its moment. */
const WORK_FIRST = -1;

/**
 * The keys of one controller that wait to be worked on, each with the event that will do it.
 *
 * A key that nobody works on is taken at once: the first of many changes is worked on alone. What changes while a key is
 * in work is one piece of work afterwards. How long work takes (`controllerMs`) is how long its requests take: until then
 * other controllers do not see them.
 *
 * A key that is to be worked on later waits apart from that, once, for the earliest of the times: work in between does not
 * call it off.
 *
 * @source k8s.io/client-go/util/workqueue/queue.go → Typed.Add, Typed.Get, Typed.Done (v0.36.3)
 * @source k8s.io/client-go/util/workqueue/delaying_queue.go → AddAfter, insert (v0.36.3)
 */
class WorkQueue {
  readonly controller: Controller;
  readonly #environment: Environment;
  readonly #unsettled: readonly string[];
  readonly #sync: (key: string, requeueAfter: ControllerContext['requeueAfter']) => void;
  readonly #pending = new Map<string, SimEvent>();
  readonly #delayed = new Map<string, SimEvent>();
  /** When the work on a key is done, for keys that were worked on. */
  readonly #doneMs = new Map<string, number>();

  constructor(
    environment: Environment,
    controller: Controller,
    unsettled: readonly string[],
    sync: (key: string, requeueAfter: ControllerContext['requeueAfter']) => void,
  ) {
    this.#environment = environment;
    this.controller = controller;
    this.#unsettled = unsettled;
    this.#sync = sync;
  }

  start(): void {
    const seenMs = this.#environment.kernel.nowMs + this.#environment.timings.controllerMs;
    for (const key of this.#unsettled) this.wake(key, seenMs);
  }

  /** Works on the key as soon as the controller sees the change. */
  wake(key: string, seenMs: number): void {
    this.#workAt(key, Math.max(seenMs, this.#doneMs.get(key) ?? 0));
  }

  #workAt(key: string, atMs: number): void {
    const pending = this.#pending.get(key);
    if (pending && pending.timeMs <= atMs) return;
    const { kernel } = this.#environment;
    if (pending) kernel.cancel(pending);
    this.#pending.set(
      key,
      kernel.post(atMs, () => this.#work(key), { priority: WORK_FIRST }),
    );
  }

  #wakeAfter(key: string, delayMs: number, background = false): void {
    const { kernel } = this.#environment;
    if (delayMs <= 0) {
      this.#workAt(key, kernel.nowMs);
      return;
    }
    const waiting = this.#delayed.get(key);
    const atMs = Math.min(kernel.nowMs + delayMs, waiting?.timeMs ?? Number.POSITIVE_INFINITY);
    const isBackground = background && (waiting?.background ?? true);
    if (waiting?.timeMs === atMs && waiting.background === isBackground) return;
    if (waiting) kernel.cancel(waiting);
    const fire = () => {
      this.#delayed.delete(key);
      this.#workAt(key, kernel.nowMs);
    };
    this.#delayed.set(key, kernel.post(atMs, fire, { background: isBackground, priority: WORK_FIRST }));
  }

  #work(key: string): void {
    const { kernel, timings } = this.#environment;
    this.#pending.delete(key);
    this.#doneMs.set(key, kernel.nowMs + timings.controllerMs);
    this.#sync(key, (again, delayMs, background) => this.#wakeAfter(again, delayMs, background));
  }
}
