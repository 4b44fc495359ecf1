import { type FileReader, parseCommands } from '../commands/index.ts';
import { InputError } from '../errors/index.ts';
import { observeVariation, type RunOutcome } from '../impact/index.ts';
import { type AutoscalerOptions, baselineOf, type SchedulerOptions, timingsOf } from '../simulation/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import { World } from '../world/index.ts';

/** A file that a command line named, or the names in a folder. */
export interface ReadFiles {
  readonly texts: ReadonlyMap<string, string>;
  readonly folders: ReadonlyMap<string, readonly string[]>;
}

/** All that several runs of the same lines are told but the snapshot and their numbers: plain data. */
export interface VariationJob {
  readonly lines: readonly string[];
  /** What the lines named when they were first read: a thread reads nothing itself. */
  readonly files: ReadFiles;
  readonly seed: number;
  readonly horizonMs: number;
  readonly assumed: readonly (readonly [key: string, value: number])[];
  readonly scheduler: SchedulerOptions;
  readonly autoscaler?: AutoscalerOptions;
  readonly kubernetes: string | undefined;
}

/** What run `number` of the job comes to, in a world of the snapshot's that is built once. */
export function variationRunner(snapshot: Snapshot, job: VariationJob): (number: number) => RunOutcome {
  const world = new World(snapshot, job.kubernetes === undefined ? {} : { kubernetes: job.kubernetes });
  const overrides = new Map(job.assumed);
  const commands = parseCommands(job.lines, readerOf(job.files));
  const baseline = baselineOf(world, job.scheduler);
  const options = {
    seed: job.seed,
    horizonMs: job.horizonMs,
    scheduler: job.scheduler,
    timings: (phaseSeed?: number) =>
      timingsOf(world, { overrides, ...(phaseSeed === undefined ? {} : { phaseSeed }) }),
    ...(job.autoscaler ? { autoscaler: job.autoscaler } : {}),
  };
  return (number) => observeVariation(world, commands, options, number, baseline);
}

/** Reads through another reader and remembers what it gave. */
export function rememberingReader(reader: FileReader): {
  readonly reader: FileReader;
  readonly files: ReadFiles;
} {
  const texts = new Map<string, string>();
  const folders = new Map<string, readonly string[]>();
  return {
    files: { texts, folders },
    reader: {
      read: (path) => {
        const text = texts.get(path) ?? reader.read(path);
        texts.set(path, text);
        return text;
      },
      list: (path) => {
        const names = reader.list(path);
        if (names) folders.set(path, names);
        return names;
      },
    },
  };
}

function readerOf({ texts, folders }: ReadFiles): FileReader {
  return {
    read: (path) => {
      const text = texts.get(path);
      if (text === undefined) throw new InputError(`${path} was not read before`);
      return text;
    },
    list: (path) => folders.get(path),
  };
}
