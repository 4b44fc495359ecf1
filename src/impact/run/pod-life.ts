import type { Actor } from '../../simulation/index.ts';
import type { PodMake, PodPhase } from '../../snapshot/index.ts';

/** Something that happened to a pod, with the log record that shows it. */
export interface Moment {
  readonly timeMs: number;
  readonly sequence: number;
}

export interface Loss extends Moment {
  readonly graceSeconds: number;
  readonly by: Actor;
}

/** One pod's way through a run: what the log says of its row. */
export interface PodLife {
  readonly row: number;
  /** `namespace/name`, with `#2`, `#3` … for a pod that came back under its name. */
  readonly key: string;
  readonly namespace: string;
  readonly make: PodMake;
  /** `Kind/name` of the controller. */
  readonly owner: string | undefined;
  readonly ownerUid: string | undefined;
  /** It stood in the snapshot. */
  readonly isOld: boolean;
  created?: Moment;
  node: string | undefined;
  scheduled?: Moment;
  unschedulable: (Moment & { readonly message: string })[];
  ready: boolean;
  /** When it first became Ready in the run. */
  firstReady?: Moment;
  /** When it first lost its readiness, before or without leaving. */
  unready?: Moment;
  phase: PodPhase;
  /** When its containers ended for good, if they did in the run. */
  ended?: Moment;
  disruption?: Moment & { readonly reason: string };
  terminating?: Loss;
  deleted?: Moment;
}

/** Whether the pod's containers have ended for good. */
export function hasEnded({ phase }: PodLife): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

/**
 * Whether the pod had ended before anybody took it away: nothing is lost with it. Who takes an orphan away fails it
 * first, in the same moment.
 */
export function hadEnded(life: PodLife): boolean {
  const { ended, disruption, terminating } = life;
  const lost = disruption ?? terminating;
  return hasEnded(life) && (ended === undefined || lost === undefined || ended.timeMs < lost.timeMs);
}

/** Whether the pod is there at the end, neither ended nor going. */
export function isAlive(life: PodLife): boolean {
  return !life.deleted && !life.terminating && !hasEnded(life);
}

/** Whether the pod waits for a node at the end of the run. */
export function isPending(life: PodLife): boolean {
  return isAlive(life) && life.node === undefined;
}
