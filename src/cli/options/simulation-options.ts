import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { decodeSchedulerConfiguration } from '../../../scheduler-model/index.ts';
import { InputError } from '../../errors/index.ts';
import { kubernetesVersion, NEWEST_MINOR, OLDEST_MINOR, parseYaml } from '../../kubernetes/index.ts';
import type { ClusterOptions } from '../../snapshot/index.ts';
import { fileReader } from '../files.ts';
import { oneOf, wholeNumber } from './choices.ts';
import { addClusterOptions, clusterFlags } from './cluster-options.ts';
import { collect } from './collect.ts';
import { assumptions, durationMs } from './durations.ts';
import { addMomentOptions, type Moment, momentOf } from './recording-options.ts';

/** Options of every verb that schedules. */
export interface SchedulingFlags {
  readonly snapshot: readonly string[];
  /** The moment of a recording to take the snapshot from. */
  readonly moment: Moment;
  /** The live cluster to read when there is no snapshot. */
  readonly cluster: ClusterOptions;
  readonly seed: number;
  readonly tieBreak: 'kubernetes' | 'name' | 'random';
  readonly startIndex: number;
  readonly kubernetesVersion: string | undefined;
  readonly configuration: unknown;
  /** What the scheduler configuration asks for and nobody models, allowed by `--ignore-unsupported`. */
  readonly ignored: readonly string[];
}

/** Options of every verb that runs the clock. */
export interface SimulationFlags extends SchedulingFlags {
  readonly runs: number;
  readonly horizonMs: number;
  /** Threads for what can be shared out. */
  readonly workers: number;
  readonly overrides: ReadonlyMap<string, number>;
}

const TIE_BREAKS = ['kubernetes', 'name', 'random'] as const;
const MINORS = [OLDEST_MINOR, NEWEST_MINOR] as const;
const WORKERS_MAX = 256;

export function addSchedulingOptions(command: Command): void {
  command
    .option(
      '--snapshot <src>',
      'cluster export to work on instead of the live cluster, - for standard input (repeatable)',
      collect,
      [],
    )
    .option('--tie-break <rule>', 'choice among equal nodes: kubernetes, name or random', 'kubernetes')
    .option('--seed <n>', 'seed of everything that is drawn', '1')
    .option('--scheduler-start <n>', "where the scheduler's next search begins in its node list", '0')
    .option('--kubernetes-version <v>', 'behave as this version instead of the snapshot’s own')
    .option('--scheduler-config <file>', 'KubeSchedulerConfiguration v1')
    .option(
      '--ignore-unsupported',
      'go on without what the scheduler configuration asks for and is not modelled',
    );
  addMomentOptions(command);
  addClusterOptions(command);
}

export function addSimulationOptions(command: Command): void {
  addSchedulingOptions(command);
  command
    .option(
      '--assume <key=duration>',
      'how long something takes that no snapshot tells (repeatable)',
      collect,
      [],
    )
    .option('--horizon <duration>', 'when the clock stops if things still happen', '30m')
    .option('--runs <n>', 'seeded runs over ties and orders; each outcome says in how many it held', '1')
    .option('--workers <n>', 'threads; the answer does not depend on it');
}

type Options = Readonly<Record<string, unknown>>;

/** @throws InputError for values that cannot be meant. */
export function schedulingFlags(options: Options): SchedulingFlags {
  const text = (name: string) => options[name] as string | undefined;
  const version = versionOf(text('kubernetesVersion'));
  const path = text('schedulerConfig');
  const { configuration, ignored } =
    path === undefined
      ? { configuration: undefined, ignored: [] }
      : readConfiguration(path, kubernetesVersion(version).minor, options.ignoreUnsupported === true);
  return {
    snapshot: (options.snapshot ?? []) as readonly string[],
    moment: momentOf(options),
    cluster: clusterFlags(options),
    seed: wholeNumber('--seed', text('seed') ?? '1', 0, 2 ** 31 - 1),
    tieBreak: oneOf('--tie-break', TIE_BREAKS, text('tieBreak') ?? 'kubernetes'),
    startIndex: wholeNumber('--scheduler-start', text('schedulerStart') ?? '0', 0, 2 ** 31 - 1),
    kubernetesVersion: version,
    configuration,
    ignored,
  };
}

/** @throws InputError for values that cannot be meant. */
export function simulationFlags(options: Options): SimulationFlags {
  return {
    ...schedulingFlags(options),
    runs: wholeNumber('--runs', (options.runs as string | undefined) ?? '1', 1, 100_000),
    workers:
      options.workers === undefined
        ? availableParallelism()
        : wholeNumber('--workers', options.workers as string, 1, WORKERS_MAX),
    horizonMs: durationMs('--horizon', (options.horizon as string | undefined) ?? '30m'),
    overrides: assumptions((options.assume ?? []) as readonly string[]),
  };
}

/** What the scheduler of a run is told. */
export function schedulerOptions({ tieBreak, startIndex, configuration }: SchedulingFlags) {
  return { tieBreak, startIndex, ...(configuration === undefined ? {} : { configuration }) };
}

function versionOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const { minor, assumed } = kubernetesVersion(text);
  if (!assumed && minor >= MINORS[0] && minor <= MINORS[1]) return text;
  throw new InputError(
    `--kubernetes-version takes v1.${MINORS[0]} to v1.${MINORS[1]}, not ${JSON.stringify(text)}`,
  );
}

function readConfiguration(path: string, minor: number, ignoreUnsupported: boolean) {
  const documents = parseYaml(fileReader.read(path), path);
  const value = documents[0]?.value;
  const { problems, unsupported } = decodeSchedulerConfiguration(value, minor);
  if (problems.length > 0) {
    throw new InputError(
      [
        'kube-scheduler would refuse this configuration:',
        ...problems.map((each) => `  ${each.path}: ${each.message}`),
      ].join('\n'),
      { where: path },
    );
  }
  const ignored = unsupported.map(({ what, name, path: at }) => `${what} ${name} (${at})`);
  if (ignored.length > 0 && !ignoreUnsupported) {
    throw new InputError(`the scheduler configuration asks for what is not modelled: ${ignored.join(', ')}`, {
      where: path,
      hint: 'With --ignore-unsupported the run goes on without it and the report says so.',
    });
  }
  return { configuration: value, ignored };
}
