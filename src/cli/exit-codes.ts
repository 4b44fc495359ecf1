/** What the process returns: scripts and pipelines hold us to these numbers. */
export const EXIT = {
  /** Done, and nothing at or above `--fail-on`. */
  done: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  /** Wrong usage or input. */
  usage: 2,
  /** With `--strict`: something the snapshot lacks touches the verdict. */
  unknown: 3,
  /** A bug of ours. */
  bug: 70,
  /** Interrupted by the user. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
