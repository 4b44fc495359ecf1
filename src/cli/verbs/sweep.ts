import { readdirSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../errors/index.ts';
import {
  mergeSweeps,
  SWEEP_COMMANDS,
  SWEEP_UNITS,
  type SweepReport,
  shardOf,
  sweepCases,
  sweepManifests,
  sweepReport,
} from '../../impact/index.ts';
import { parseSelector, selects } from '../../kubernetes/index.ts';
import { renderSweep } from '../../report/index.ts';
import { runSweep } from '../../workers/index.ts';
import { World } from '../../world/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadSnapshot } from '../load-snapshot.ts';
import { oneOf, wholeNumber } from '../options/choices.ts';
import { collect } from '../options/collect.ts';
import { addSimulationOptions, simulationFlags } from '../options/simulation-options.ts';
import { Progress } from '../progress.ts';
import { runContext } from '../run-context.ts';
import { textStyle } from '../text-style.ts';
import { outputsOf, writeWhole } from '../write-reports.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'wide', 'json', 'ndjson'] as const;
const FAIL_ON = ['blocked', 'risky', 'unknown', 'none'] as const;
const WORKERS_MAX = 256;

type Options = Readonly<Record<string, unknown>>;

/** `sweep`: what happens if each node, zone, pair or pool goes; `sweep merge`: one answer from the shards of a sweep. */
export const sweepVerb: Verb = {
  describe: (command: Command) => {
    command
      .argument('[merge]', 'merge: join the parts that shards wrote')
      .argument('[parts...]', 'files or folders of parts');
    addSimulationOptions(command);
    command
      .option('--each <unit>', `what goes, case by case: ${SWEEP_UNITS.join(', ')}`, 'node')
      .option('--command <command>', `how it goes: ${SWEEP_COMMANDS.join(', ')}`, 'drain')
      .option('-l, --selector <labels>', 'only nodes with these labels')
      .option('--workers <n>', 'threads; the answer does not depend on it')
      .option('--shard <i/n>', 'run every n-th case only, from the i-th on (i from 0)')
      .option('--as-job <n>', 'print the manifests that run the sweep as n shards in a cluster, and stop')
      .option('--image <image>', 'with --as-job: the image to run', 'kubectl-smart:latest')
      .option('--claim <name>', 'with --as-job: the claim of the volume with the snapshot', 'sweep')
      .option('-o, --output <format>', `output format: ${FORMATS.join(', ')}`, 'text')
      .option('--output-file <format=path>', 'write a further report to a file (repeatable)', collect, [])
      .option('--fail-on <verdict>', `exit 1 when a case is this or worse: ${FAIL_ON.join(', ')}`, 'blocked')
      .option('--no-color', 'no colours')
      .addHelpText('after', HELP);
  },

  run: async ([word, ...parts], options) => {
    const outputs = outputsOf(FORMATS, String(options.output), options.outputFile as readonly string[]);
    const failOn = oneOf('--fail-on', FAIL_ON, String(options.failOn));
    if (word !== undefined && word !== 'merge') {
      throw new InputError(`sweep takes no command ${JSON.stringify(word)}`, {
        hint: 'Use --each and --command, or: sweep merge PART…',
      });
    }
    if (options.asJob !== undefined) return await printManifests(options);
    const report = word === 'merge' ? mergeSweeps(readParts(parts)) : await sweep(options);
    for (const { format, path } of outputs) {
      const text = render(report, format, options);
      if (path === undefined) process.stdout.write(text);
      else writeWhole(path, text);
    }
    return exitCode(report, failOn);
  },
};

const HELP = `
Each case is a run of its own on the same cluster. Rows do not depend on the number of workers or shards.

Examples:
  kubectl smart sweep --snapshot cluster.ksnap                                which nodes can be drained?
  kubectl smart sweep --each zone --command fail --snapshot cluster.ksnap     can we lose a zone?
  kubectl smart sweep --each pair --command fail -l pool=db --snapshot c.ksnap
  kubectl smart sweep --shard 0/4 --snapshot c.ksnap -o json > part-0.json
  kubectl smart sweep merge part-*.json
`;

async function sweep(options: Options): Promise<SweepReport> {
  const flags = simulationFlags(options);
  const each = oneOf('--each', SWEEP_UNITS, String(options.each));
  const command = oneOf('--command', SWEEP_COMMANDS, String(options.command));
  const shard = options.shard === undefined ? undefined : shardFlag(String(options.shard));
  const workers =
    options.workers === undefined
      ? availableParallelism()
      : wholeNumber('--workers', String(options.workers), 1, WORKERS_MAX);
  runContext.seed = flags.seed;
  const snapshot = await loadSnapshot(flags.snapshot, flags.cluster, flags.moment);
  const world = new World(
    snapshot,
    flags.kubernetesVersion === undefined ? {} : { kubernetes: flags.kubernetesVersion },
  );
  const all = sweepCases(world, each, included(options.selector as string | undefined));
  const cases = shard ? shardOf(all, shard.index, shard.count) : all;
  const progress = new Progress();
  const started = performance.now();
  const { rows, lost } = await runSweep(
    snapshot,
    cases,
    {
      command,
      seed: flags.seed,
      horizonMs: flags.horizonMs,
      assumed: [...flags.overrides],
      scheduler: {
        tieBreak: flags.tieBreak,
        startIndex: flags.startIndex,
        ...(flags.configuration === undefined ? {} : { configuration: flags.configuration }),
      },
      kubernetes: flags.kubernetesVersion,
    },
    {
      workers,
      progress: (done, total) =>
        progress.tell(`sweeping: ${done} of ${total} cases${remaining(started, done, total)}`),
      warn: (message) => process.stderr.write(`warning: ${message}\n`),
    },
  );
  progress.end();
  return sweepReport(world, {
    each,
    command,
    seed: flags.seed,
    ...(shard ? { shard } : {}),
    totalCases: all.length,
    rows,
    lost,
  });
}

function remaining(startedMs: number, done: number, total: number): string {
  const secondsLeft = Math.ceil((((performance.now() - startedMs) / done) * (total - done)) / 1000);
  return secondsLeft > 1 ? `, about ${secondsLeft} s left` : '';
}

function included(selector: string | undefined): (labels: Readonly<Record<string, string>>) => boolean {
  if (selector === undefined) return () => true;
  const parsed = parseSelector(selector);
  if ('problem' in parsed) throw new InputError(`--selector: ${parsed.problem}`);
  return (labels) => selects(parsed.selector, labels);
}

function shardFlag(text: string): { readonly index: number; readonly count: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match && count >= 1 && index < count) return { index, count };
  throw new InputError(`--shard takes i/n with i from 0 to n-1, not ${JSON.stringify(text)}`);
}

async function printManifests(options: Options): Promise<ExitCode> {
  const shardCount = wholeNumber('--as-job', String(options.asJob), 1, 10_000);
  const [snapshot = 'cluster.ksnap'] = options.snapshot as readonly string[];
  const flags = [
    `--each=${options.each}`,
    `--command=${options.command}`,
    `--seed=${options.seed}`,
    `--horizon=${options.horizon}`,
  ];
  if (options.selector !== undefined) flags.push(`--selector=${options.selector}`);
  const { dump } = await import('js-yaml');
  const manifests = sweepManifests({
    name: 'kubectl-smart-sweep',
    image: String(options.image),
    claim: String(options.claim),
    snapshot,
    shardCount,
    flags,
  });
  process.stdout.write(manifests.map((each) => dump(each)).join('---\n'));
  return EXIT.done;
}

/** @throws InputError when a part cannot be read or is none. */
function readParts(paths: readonly string[]): SweepReport[] {
  const files = paths.flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => name.endsWith('.json'));
    return names.sort().map((name) => join(path, name));
  });
  return files.map((path) => {
    try {
      const part = JSON.parse(readFileSync(path, 'utf8')) as SweepReport;
      if (part.kind === 'SweepReport' && Array.isArray(part.cases)) return part;
    } catch (error) {
      throw new InputError('the part cannot be read', { where: path, hint: String(error), cause: error });
    }
    throw new InputError('this is no part of a sweep', {
      where: path,
      hint: 'Parts are written by: sweep --shard i/n -o json',
    });
  });
}

function render(report: SweepReport, format: (typeof FORMATS)[number], options: Options): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'ndjson':
      return report.cases.map((row) => `${JSON.stringify(row)}\n`).join('');
    default:
      return renderSweep(report, { ...textStyle(options), wide: format === 'wide' });
  }
}

function exitCode({ readiness: { verdicts } }: SweepReport, failOn: (typeof FAIL_ON)[number]): ExitCode {
  if (failOn === 'none') return EXIT.done;
  const counted = (['blocked', 'risky', 'unknown'] as const).slice(0, FAIL_ON.indexOf(failOn) + 1);
  return counted.some((verdict) => verdicts[verdict] > 0) ? EXIT.findings : EXIT.done;
}
