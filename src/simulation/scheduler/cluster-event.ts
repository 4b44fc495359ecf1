import type { Action, EventObjects, EventResource } from '../../../scheduler-model/index.ts';

/** Something happened that may make a waiting pod schedulable. */
export interface ClusterEvent {
  readonly resource: EventResource;
  readonly action: Action;
  /** The objects; made when a hint asks for them. */
  readonly objects: EventObjects;
  /** Only pods of at most this priority are woken. */
  readonly priorityAtMost?: number;
}

/** The objects of an event, each made once, when it is asked for. */
export function lazily(
  before: (() => unknown) | undefined,
  after: (() => unknown) | undefined,
): EventObjects {
  let [madeBefore, madeAfter]: unknown[] = [];
  return {
    get before() {
      madeBefore ??= before?.();
      return madeBefore;
    },
    get after() {
      madeAfter ??= after?.();
      return madeAfter;
    },
  };
}
