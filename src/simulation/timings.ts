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
  /** From the decision to add a node until it is Ready. */
  readonly nodeProvisionMs: number;
  /** From a change until a controller has seen it and acted. */
  readonly controllerMs: number;
  /** From a pending pod until it is bound. */
  readonly schedulerMs: number;
  /** From starting kubectl until its first request. */
  readonly kubectlMs: number;
  /** What all of this rests on, for the report. */
  readonly assumptions: readonly Assumption[];
}
