import { type Change, isObjectChange, type RecordedEvent, type WorldView } from '../../world/index.ts';
import type { Component, Environment, Replaced } from '../component.ts';
import type { SimEvent } from '../kernel/index.ts';
import { type Controller, NO_KEYS } from './controller.ts';
import { isNews } from './machinery/news.ts';

/** Runs controllers: a change wakes the keys that watch it, each key once however often it is asked for. */
export class ControllerManager implements Component {
  readonly #environment: Environment;
  #moment = 0;
  readonly #queues: readonly WorkQueue[];
  /** The queues that a change concerns, by type or kind, and then by the kind of the pod's controller. */
  readonly #concerned = new Map<string, Map<string | undefined, readonly WorkQueue[]>>();

  constructor(
    environment: Environment,
    controllers: readonly Controller[],
    unsettled: readonly (readonly string[])[],
  ) {
    this.#environment = environment;
    this.#queues = controllers.map(
      (controller, index) =>
        new WorkQueue(environment, controller, unsettled[index] ?? [], () => this.#moment),
    );
  }

  start(): void {
    for (const queue of this.#queues) queue.start();
  }

  changed(change: Change, replaced: Replaced): void {
    if (change.type === 'recordEvent') return;
    if (isNews(change)) this.#moment++;
    const { world } = this.#environment;
    for (const queue of this.#concernedBy(change, world)) {
      const keys = queue.controller.watch(change, world, replaced);
      if (keys === NO_KEYS) continue;
      for (const key of keys) queue.wake(key);
    }
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

/** The keys of one controller that wait to be worked on, each with the event that will do it. */
class WorkQueue {
  readonly controller: Controller;
  readonly #environment: Environment;
  readonly #unsettled: readonly string[];
  readonly #moment: () => number;
  readonly #pending = new Map<string, SimEvent>();

  constructor(
    environment: Environment,
    controller: Controller,
    unsettled: readonly string[],
    moment: () => number,
  ) {
    this.#environment = environment;
    this.controller = controller;
    this.#unsettled = unsettled;
    this.#moment = moment;
  }

  start(): void {
    for (const key of this.#unsettled) this.wake(key);
  }

  /** Works on the key as soon as the controller reacts. */
  wake(key: string): void {
    this.#workAt(key, this.#environment.kernel.nowMs + this.#environment.timings.controllerMs);
  }

  #workAt(key: string, atMs: number, background = false): void {
    const pending = this.#pending.get(key);
    if (pending && pending.timeMs <= atMs) return;
    if (pending) this.#environment.kernel.cancel(pending);
    this.#pending.set(
      key,
      this.#environment.kernel.post(atMs, () => this.#work(key), { background }),
    );
  }

  #work(key: string): void {
    const { world, api, kernel, timings, random } = this.#environment;
    this.#pending.delete(key);
    this.controller.sync(key, {
      world,
      api,
      actor: { name: this.controller.name, subject: key },
      nowMs: kernel.nowMs,
      timings,
      moment: this.#moment(),
      requeueAfter: (again, delayMs, background) => this.#workAt(again, kernel.nowMs + delayMs, background),
      random,
    });
  }
}
