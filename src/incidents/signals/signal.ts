import type { ObjectRef } from '../../history/index.ts';

/**
 * What went wrong with a pod, the most telling first: of several signs of one trouble, the first of these names it.
 * Documented in docs/incident-classes.md.
 */
export const SIGNAL_CLASSES = [
  'oom',
  'config',
  'imagePull',
  'start',
  'mount',
  'refused',
  'preempted',
  'nodePressure',
  'nodeLost',
  'tainted',
  'evicted',
  'deleted',
  'pending',
  'crash',
  'probe',
  'removed',
  'unready',
] as const;

export type SignalClass = (typeof SIGNAL_CLASSES)[number];

/** One sign of trouble of one pod, or of what should make pods. */
export interface Signal {
  readonly timeMs: number;
  readonly class: SignalClass;
  /** The pod; for `refused` the object whose pods are not made. */
  readonly ref: ObjectRef;
  /** In the words of the component that said it, where one did. */
  readonly message: string;
  /** Who did it, for what was asked of the API server by somebody. */
  readonly who?: string;
  /** A node that it is about. */
  readonly node?: string;
  readonly evidence: readonly string[];
}

/** How a class reads in a sentence: `OOMKilled`, `refused`. */
export const CLASS_WORDS: Readonly<Record<SignalClass, string>> = {
  oom: 'OOMKilled',
  config: 'cannot start: configuration is missing',
  imagePull: 'image cannot be pulled',
  start: 'container cannot be started',
  mount: 'volume cannot be mounted',
  refused: 'creation refused',
  preempted: 'preempted',
  nodePressure: 'evicted by its node',
  nodeLost: 'on a node that stopped reporting',
  tainted: 'evicted by a taint',
  evicted: 'evicted',
  deleted: 'deleted',
  pending: 'no node fits',
  crash: 'crashing',
  probe: 'probe failing',
  removed: 'removed by the controller',
  unready: 'not ready',
};

/** Whether `a` tells more than `b`. */
export function tellsMore(a: SignalClass, b: SignalClass): boolean {
  return SIGNAL_CLASSES.indexOf(a) < SIGNAL_CLASSES.indexOf(b);
}
