/** What every section of the bench is given. */
export interface BenchContext {
  /** Small sizes, one round: for a test of whether everything still works, not for figures. */
  readonly isQuick: boolean;
  readonly rounds: number;
  /** Most cases of one sweep, where time is short. */
  readonly casesMax: number;
  /** A folder for files that are made once. */
  readonly folder: string;
}

/** Something that has to hold whatever the times are: equal decisions, numbers of cases. */
export interface BenchCheck {
  readonly what: string;
  readonly holds: boolean;
}

export interface SectionResult {
  /** Markdown below the section's heading. */
  readonly lines: readonly string[];
  readonly checks: readonly BenchCheck[];
}

/** One table of the bench, under a heading of its own. */
export interface Section {
  /** As `--only` names it. */
  readonly name: string;
  readonly title: string;
  readonly run: (context: BenchContext) => Promise<SectionResult>;
}
