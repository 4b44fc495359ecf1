import type { Change, WorldView } from '../../world/index.ts';
import type { Actor, Api } from '../api-server/api.ts';
import type { Replaced } from '../component.ts';
import type { Timings } from '../timings.ts';

/** The answer of a `watch` that nothing has to be done about. */
export const NO_KEYS: readonly string[] = [];

/** What a controller has while it works on one key. */
export interface ControllerContext {
  readonly world: WorldView;
  readonly api: Api;
  /** This controller, working on this key. */
  readonly actor: Actor;
  /** Milliseconds since the first command; `world.startMs + nowMs` is the date. */
  readonly nowMs: number;
  readonly timings: Timings;
  /** Counts what has happened in the cluster: equal at two times when nothing new has. */
  readonly moment: number;
  /**
   * Works on `key` again after a while, unless it is asked to do so earlier. With `background` (the next run of a
   * CronJob) the wait does not keep a run going that is over otherwise.
   */
  readonly requeueAfter: (key: string, delayMs: number, background?: boolean) => void;
  /** A number in [0, 1), from a stream keyed by seed, purpose and object. */
  readonly random: (purpose: string, object: string) => number;
  /** Notes rows of pods that chance chose among equals: another could have been taken as well. */
  readonly noteDrawn: (rows: Iterable<number>) => void;
}

/**
 * A controller: what it watches, and what it does for one key. The first of many changes of one key is worked on at once;
 * those that come while its requests take their time are one piece of work afterwards.
 *
 * Nothing in it may run for ever: it asks to be called again only while there is something to wait for.
 */
export interface Controller {
  /** As kube-controller-manager names it: `replicaset-controller`. */
  readonly name: string;
  /**
   * What `watch` is asked about: types of changes of pods (`bindPod`) and kinds of objects (`Node`); everything but
   * Events when it is absent.
   */
  readonly concerns?: ReadonlySet<string>;
  /** Of all that is left, what `watch` is never asked about. */
  readonly ignores?: ReadonlySet<string>;
  /**
   * The kind of the owners that it makes pods for. Of a pod that an owner of another kind controls it is told only when
   * the pod's owners may have changed.
   */
  readonly makesPodsOf?: string;
  /** The keys to work on after a change. It is called for every change but Events: cheap, by what changed alone. */
  readonly watch: (change: Change, world: WorldView, replaced: Replaced) => Iterable<string>;
  /** The keys that are not at rest in a snapshot; called once for a world, may look at all of it. */
  readonly unsettled: (world: WorldView) => Iterable<string>;
  readonly sync: (key: string, context: ControllerContext) => void;
}

/** A controller of its own for every run, so that it may remember (expectations, recommendations, backoffs). */
export type ControllerFactory = () => Controller;
