/** What the simulated kube-scheduler runs with, and what no snapshot can tell about it. */
export interface SchedulerOptions {
  /** A KubeSchedulerConfiguration in v1 form; absent: the defaults of the version. */
  readonly configuration?: unknown;
  /** How the choice among equals is made: by the version's own rule, by name, or at random from the seed. */
  readonly tieBreak: 'kubernetes' | 'name' | 'random';
  /** Where the scheduler's next search begins in its node list; it lives in the scheduler's memory only. */
  readonly startIndex: number;
}
