import { controllerOf, type ObjectRef, refId } from '../../history/index.ts';

import type { ObjectStates } from './object-states.ts';

/** Levels of ownership that are followed: a pod of a Job of a CronJob has two. */
const DEPTH = 5;

/** Who owns whom over the whole time of the scene: an owner that is gone by now still is one. */
export class Ownership {
  readonly #states: ObjectStates;
  readonly #toMs: number;
  readonly #controllers = new Map<string, ObjectRef | undefined>();

  constructor(states: ObjectStates, toMs: number) {
    this.#states = states;
    this.#toMs = toMs;
  }

  /** The controller of an object, by its owner references. */
  controllerOf(ref: ObjectRef): ObjectRef | undefined {
    const id = refId(ref);
    if (!this.#controllers.has(id)) {
      const object = this.#states.lastKnown(ref, this.#toMs);
      this.#controllers.set(id, object && controllerOf(object));
    }
    return this.#controllers.get(id);
  }

  /** The workload at the top: a pod's Deployment, a Job's CronJob; the object itself when nobody owns it. */
  workloadOf(ref: ObjectRef): ObjectRef {
    let top = ref;
    for (let level = 0; level < DEPTH; level++) {
      const owner = this.controllerOf(top);
      if (owner === undefined || owner.kind === 'Node') return top;
      top = owner;
    }
    return top;
  }
}
