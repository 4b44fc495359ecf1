import type { Profile, VolumeDecision } from '../../../scheduler-model/index.ts';
import type { QueuedPod } from './queued-pod.ts';

/** How one attempt to schedule a pod ended. */
export type Outcome =
  | {
      readonly type: 'chosen';
      readonly nodeRow: number;
      /** What has to be bound first, if anything. */
      readonly volumes?: VolumeDecision;
      /** Why another node could have been chosen just as well, if it could. */
      readonly openness?: Openness;
    }
  | {
      readonly type: 'rejected';
      readonly message: string;
      /** The plugins whose rejection an event must lift. */
      readonly rejectors: readonly string[];
      /** The node to be cleared and the pods to leave it; `none` clears an older nomination. */
      readonly nomination: Nomination | 'none' | 'unchanged';
    }
  | { readonly type: 'error'; readonly message: string };

/**
 * What leaves a choice open: several nodes had the top score, only part of the nodes was looked at, from a place on that
 * no snapshot holds, or the pods of several nodes could have been made to leave.
 */
export type Openness = 'tie' | 'sample' | 'preemption';

export interface Nomination {
  readonly nodeRow: number;
  /** Rows of the pods that have to leave, in the order in which they are deleted. */
  readonly victims: readonly number[];
  /** Another node could have been cleared just as well. */
  readonly isOpen: boolean;
}

/** The decisions of kube-scheduler over the world's scheduling mirror: what the queue and the clock are put around. */
export interface SchedulingModel {
  /** By the name that pods ask for in spec.schedulerName. */
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
  /** One scheduling cycle. It changes nothing but the place where the next search begins. */
  attempt(pod: QueuedPod): Outcome;
  /** Something happened that decisions may depend on. */
  worldChanged(): void;
  /** The plugin that keeps a pod out of the queue, if any. */
  gate(pod: QueuedPod): string | undefined;
}
