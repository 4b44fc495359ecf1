import type { WorldView } from '../world/index.ts';

/** Where the value of an assumption comes from. */
export interface Assumption {
  /** `pod-ready`, `pod-termination`, … */
  readonly key: string;
  /** Seconds, unless the key says otherwise. */
  readonly value: number;
  readonly source: 'flag' | 'observed' | 'default';
  /** Why this value, as a reader should hear it. */
  readonly detail: string;
}

/** How long things take that no snapshot tells. Milliseconds. */
export interface Timings {
  /** From scheduled to Ready. */
  readonly podReadyMs: (podRow: number, world: WorldView) => number;
  /** From the start of a deletion until the kubelet has stopped everything. */
  readonly podTerminationMs: (podRow: number, world: WorldView) => number;
  /** The same for a pod none of whose containers has run yet: there is nothing to stop. */
  readonly startingPodTerminationMs: number;
  /** From the start of a Job's pod until it has done its work. */
  readonly jobDurationMs: (podRow: number, world: WorldView) => number;
  /** From the decision to add a node until it is Ready. */
  readonly nodeProvisionMs: number;
  /** From a claim that waits for its volume until the volume is there. */
  readonly volumeProvisionMs: number;
  /** From the deletion of a Node object until the pod garbage collector takes the node's pods. */
  readonly podGcMs: number;
  /** How long the requests of a controller's piece of work take, until other controllers see what they did. */
  readonly controllerMs: number;
  /** From a pending pod until it is bound. */
  readonly schedulerMs: number;
  /** From starting kubectl until its first request. */
  readonly kubectlMs: number;
  /**
   * Where in its period a loop stands when the run begins, or where something comes among its equals, in [0, 1): it
   * lives in the memory of a process. The middle, unless runs are drawn.
   */
  readonly phase: (purpose: string, object?: string) => number;
  /** What all of this rests on, for the report. */
  readonly assumptions: readonly Assumption[];
}
