import { type FileReader, parseCommands } from '../commands/index.ts';
import { InputError } from '../errors/index.ts';
import { CaseRunner, type SweepCommand } from '../impact/index.ts';
import { type SchedulerOptions, timingsOf } from '../simulation/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import { World } from '../world/index.ts';

/** All that a sweep is told but the snapshot and its cases: plain data, the same in every thread and shard. */
export interface SweepJob {
  readonly command: SweepCommand;
  readonly seed: number;
  readonly horizonMs: number;
  /** How many runs over ties and orders each case is given; 1 when absent. */
  readonly runs?: number;
  /** Values of `--assume`, by key. */
  readonly assumed: readonly (readonly [key: string, value: number])[];
  readonly scheduler: SchedulerOptions;
  readonly kubernetes: string | undefined;
}

/** The commands of a sweep read no file. */
const NO_FILES: FileReader = {
  read: (path) => {
    throw new InputError(`a sweep reads no file: ${path}`);
  },
  list: () => undefined,
};

/** A world of the snapshot's, ready to run cases of the job. */
export function caseRunner(snapshot: Snapshot, job: SweepJob): CaseRunner {
  const world = new World(snapshot, job.kubernetes === undefined ? {} : { kubernetes: job.kubernetes });
  const overrides = new Map(job.assumed);
  return new CaseRunner(world, {
    command: job.command,
    seed: job.seed,
    horizonMs: job.horizonMs,
    runs: job.runs ?? 1,
    timings: timingsOf(world, { overrides }),
    drawnTimings: (phaseSeed) => timingsOf(world, { overrides, phaseSeed }),
    scheduler: job.scheduler,
    parse: (lines) => parseCommands(lines, NO_FILES),
  });
}
