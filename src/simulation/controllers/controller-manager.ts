import { type Change, isObjectChange } from '../../world/index.ts';
import type { Component, Environment, Replaced } from '../component.ts';
import type { SimEvent } from '../kernel/index.ts';
import { type Controller, NO_KEYS } from './controller.ts';
import { isNews } from './machinery/news.ts';

/** Runs controllers: a change wakes the keys that watch it, each key once however often it is asked for. */
export class ControllerManager implements Component {
  readonly #environment: Environment;
  #moment = 0;
  readonly #queues: readonly WorkQueue[];
  /** The queues that a change concerns, by type or kind. */
  readonly #concerned = new Map<string, readonly WorkQueue[]>();

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
    for (const queue of this.#concernedBy(isObjectChange(change) ? change.kind : change.type)) {
      const keys = queue.controller.watch(change, world, replaced);
      if (keys === NO_KEYS) continue;
      for (const key of keys) queue.wake(key);
    }
  }

  #concernedBy(what: string): readonly WorkQueue[] {
    let queues = this.#concerned.get(what);
    if (!queues) {
      queues = this.#queues.filter(({ controller: { concerns, ignores } }) => {
        return (!concerns || concerns.has(what)) && !ignores?.has(what);
      });
      this.#concerned.set(what, queues);
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
