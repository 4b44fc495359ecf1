import type { Command } from 'commander';
import { parseCommands } from '../../commands/index.ts';
import { InputError } from '../../errors/index.ts';
import { compareAftermath, type ImpactReport, simulateImpact } from '../../impact/index.ts';
import { FORMATS, type FormatName } from '../../report/index.ts';
import { type Command as SimulatedCommand, timingsOf } from '../../simulation/index.ts';
import { rememberingReader, runVariations, type VariationJob } from '../../workers/index.ts';
import { World, type WorldView } from '../../world/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { fileReader } from '../files.ts';
import { busy } from '../interrupt.ts';
import { loadAftermath } from '../load-aftermath.ts';
import { loadSnapshot } from '../load-snapshot.ts';
import { oneOf } from '../options/choices.ts';
import { collect } from '../options/collect.ts';
import {
  addSimulationOptions,
  type SimulationFlags,
  schedulerOptions,
  simulationFlags,
} from '../options/simulation-options.ts';
import { Progress } from '../progress.ts';
import { isBeside, quotePast } from '../quote-past.ts';
import { runContext } from '../run-context.ts';
import { textStyle } from '../text-style.ts';
import { outputsOf, writeWhole } from '../write-reports.ts';
import type { Verb } from './verb.ts';

const FORMAT_NAMES: readonly FormatName[] = FORMATS.map(({ name }) => name);
const AUTOSCALERS = ['cluster-autoscaler', 'karpenter'] as const;
type Autoscaler = (typeof AUTOSCALERS)[number];
/** From so many runs on they are shared out over threads: each has to build a world first. */
const POOL_FROM_RUNS = 8;
const FAIL_ON = ['critical', 'warning', 'info', 'none'] as const;

/** `simulate CMD…`: what happens if these commands are run. */
export const simulateVerb: Verb = {
  describe: (command: Command) => {
    command.argument(
      '<command...>',
      'command to simulate, quoted: "kubectl drain worker-5 --ignore-daemonsets"',
    );
    addSimulationOptions(command);
    command
      .option('-o, --output <format>', `output format: ${FORMAT_NAMES.join(', ')}`, 'text')
      .option('--output-file <format=path>', 'write a further report to a file (repeatable)', collect, [])
      .option(
        '--autoscaler <name>',
        `let this autoscaler take part: ${AUTOSCALERS.join(', ')} (off by default)`,
      )
      .option('--fail-on <severity>', `exit 1 from this severity on: ${FAIL_ON.join(', ')}`, 'critical')
      .option(
        '--compare <src>',
        'what really happened (a recording, or a snapshot taken afterwards): say how well the prediction held',
      )
      .option('--strict', 'exit 3 when something that the snapshot lacks touches the verdict')
      .option('--no-color', 'no colours')
      .addHelpText('after', HELP);
  },

  run: async (lines, options) => {
    const outputs = outputsOf(FORMAT_NAMES, String(options.output), options.outputFile as readonly string[]);
    const failOn = oneOf('--fail-on', FAIL_ON, String(options.failOn));
    const flags = simulationFlags(options);
    runContext.seed = flags.seed;
    checkQuotes(lines);
    const { reader, files } = rememberingReader(fileReader);
    const commands = parseCommands(lines, reader);
    refuseLooking(commands);
    const world = await worldOf(flags);
    checkNames(world, commands);
    const autoscaler =
      options.autoscaler === undefined
        ? undefined
        : oneOf('--autoscaler', AUTOSCALERS, String(options.autoscaler));
    const aftermath =
      options.compare === undefined
        ? undefined
        : await loadAftermath(String(options.compare), {
            takenAtMs: world.snapshot.metadata.takenAtMs,
            horizonMs: flags.horizonMs,
          });
    const others = await otherRuns(world, { lines, files }, flags, autoscaler);
    const foretold = simulate(world, commands, flags, { autoscaler, others });
    const compared =
      aftermath === undefined
        ? foretold
        : { ...foretold, comparison: compareAftermath(foretold, world.snapshot, aftermath) };
    const report = await quotePast(compared, flags);
    for (const { format, path } of outputs) {
      const render = await FORMATS.find(({ name }) => name === format)!.load();
      const style = textStyle(path === undefined ? options : { color: false });
      if (path === undefined) process.stdout.write(render(report, style));
      else writeWhole(path, render(report, { ...style, colour: false, unicode: true }));
    }
    return exitCode(report, failOn, options.strict === true);
  },
};

const HELP = `
Commands run one after another, each until it ends as the real one would; then the clock runs on until nothing more
happens. Beside kubectl's own commands: "fail node NAME", "recover node NAME", "sleep 30s".

Exit codes: 0 done, 1 findings at or above --fail-on, 2 wrong usage or input, 3 with --strict: the snapshot lacks
something that touches the verdict.

Examples:
  kubectl smart simulate "kubectl drain worker-5 --ignore-daemonsets" "kubectl uncordon worker-5" --snapshot c.ksnap
  kubectl smart simulate "kubectl scale deployment/web --replicas=20" --snapshot c.ksnap --runs 50
  kubectl smart simulate "kubectl drain worker-5" --snapshot before.ksnap --compare after.ksnap
  kubectl smart simulate "delete node worker-5" --snapshot c.ksnap -o json --output-file markdown=comment.md
`;

async function worldOf(flags: SimulationFlags): Promise<World> {
  const { snapshot, cluster, moment, kubernetesVersion } = flags;
  const loaded = await loadSnapshot(
    snapshot,
    cluster,
    isBeside(flags) ? { ...moment, recording: [] } : moment,
  );
  return new World(loaded, kubernetesVersion === undefined ? {} : { kubernetes: kubernetesVersion });
}

/** @throws InputError when no command could change anything: its report would say of a cluster at rest that it is safe. */
function refuseLooking(commands: readonly SimulatedCommand[]): void {
  const notes = commands.flatMap(({ looksOnly }) => looksOnly ?? []);
  if (notes.length < commands.length) return;
  throw new InputError(`there is nothing to simulate: ${notes[0]}`, {
    hint: 'among other commands such lines may stand: they are passed over',
  });
}

/** @throws InputError for a command whose words came as arguments of their own. */
function checkQuotes(lines: readonly string[]): void {
  if (lines.length < 2 || lines.some((line) => /\s/.test(line))) return;
  throw new InputError('each command is one argument: put it in quotes', {
    hint: `kubectl smart simulate "${lines.join(' ')}"`,
  });
}

/** @throws InputError when a command names something that the cluster does not have. */
function checkNames(world: WorldView, commands: readonly SimulatedCommand[]): void {
  for (const { line, check } of commands) {
    const [problem] = check(world);
    if (!problem) continue;
    const { message, nearest } = problem;
    throw new InputError(message, {
      where: line,
      ...(nearest.length > 0
        ? { hint: `Did you mean ${nearest.join(' or ')}?` }
        : message.startsWith('nodes ')
          ? { hint: thereAre(world) }
          : {}),
    });
  }
}

/** More names than these are counted. */
const NAMES = 5;

/** The nodes that there are, for who has no name in mind. */
function thereAre({ nodes }: WorldView): string {
  const names = [...nodes.rows()].map((row) => nodes.name(row));
  if (names.length === 0)
    return 'The snapshot holds no nodes, nor pods that have one. Export them too: kubectl get nodes,pods -A -o json';
  const rest = names.length > NAMES ? ` and ${names.length - NAMES} more` : '';
  return `There ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, NAMES).join(', ')}${rest}.`;
}

type OtherRuns = Awaited<ReturnType<typeof runVariations>> | undefined;

/** The runs after the first, over a pool of threads; undefined when they are too few for one. */
async function otherRuns(
  world: World,
  { lines, files }: Pick<VariationJob, 'lines' | 'files'>,
  flags: SimulationFlags,
  autoscaler: Autoscaler | undefined,
): Promise<OtherRuns> {
  const { seed, runs, horizonMs, workers, overrides, kubernetesVersion } = flags;
  if (runs < POOL_FROM_RUNS || workers < 2) return undefined;
  const progress = new Progress();
  const job: VariationJob = {
    lines,
    files,
    seed,
    horizonMs,
    assumed: [...overrides],
    scheduler: schedulerOptions(flags),
    ...(autoscaler === undefined ? {} : { autoscaler: { type: autoscaler } }),
    kubernetes: kubernetesVersion,
  };
  const outcomes = await runVariations(world.snapshot, job, runs, {
    workers: Math.min(workers, runs - 1),
    progress: (done, total) => progress.tellOf('simulating', 'run', done, total),
    warn: (message) => process.stderr.write(`warning: ${message}\n`),
  });
  progress.end();
  return outcomes;
}

function simulate(
  world: World,
  commands: readonly SimulatedCommand[],
  flags: SimulationFlags,
  { autoscaler, others }: { readonly autoscaler: Autoscaler | undefined; readonly others: OtherRuns },
): ImpactReport {
  const { seed, runs, horizonMs, overrides } = flags;
  const progress = new Progress();
  const report = busy(() =>
    simulateImpact(world, commands, {
      seed,
      runs,
      horizonMs,
      ignored: flags.ignored,
      ...(autoscaler === undefined ? {} : { autoscaler: { type: autoscaler } }),
      scheduler: schedulerOptions(flags),
      ...(others ? { others } : {}),
      timings: (phaseSeed) =>
        timingsOf(world, { overrides, ...(phaseSeed === undefined ? {} : { phaseSeed }) }),
      parse: (lines) => parseCommands(lines, fileReader),
      progress: (done, total) => progress.tellOf('simulating', 'run', done, total),
    }),
  );
  progress.end();
  return report;
}

function exitCode(
  { findings, summary }: ImpactReport,
  failOn: (typeof FAIL_ON)[number],
  strict: boolean,
): ExitCode {
  if (strict && summary.weakenedBy.length > 0) return EXIT.unknown;
  if (failOn === 'none') return EXIT.done;
  const counted = FAIL_ON.slice(0, FAIL_ON.indexOf(failOn) + 1);
  return findings.some(({ severity }) => counted.includes(severity)) ? EXIT.findings : EXIT.done;
}
