/** One node's answer for one pod. Absent and empty are the same. */
export interface NodeVerdict {
  readonly feasible: boolean;
  readonly plugin?: string;
  readonly code?: string;
  readonly reasons?: readonly string[];
  readonly scores?: Readonly<Record<string, number>>;
  readonly totalScore?: number;
}

/** One pod's scheduling cycle, as in `schedule -o json`. */
export interface PodResult {
  readonly pod: string;
  readonly gated?: string;
  readonly preFilter?: string;
  readonly nodes?: Readonly<Record<string, NodeVerdict>>;
  readonly best?: readonly string[];
  readonly chosen?: string;
  readonly message?: string;
  readonly nominated?: string;
  readonly victims?: readonly string[];
  /** What kept the real scheduler from an answer. */
  readonly error?: string;
}

/** The real scheduler's answer to a scenario; with `error` there are no results. */
export interface OracleAnswer {
  readonly scenario: string;
  readonly kubernetes: string;
  readonly results: readonly PodResult[];
  readonly error?: string;
}
