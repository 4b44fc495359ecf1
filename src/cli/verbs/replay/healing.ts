import { parseCommands } from '../../../commands/index.ts';
import { InputError } from '../../../errors/index.ts';
import type { Recording, Span } from '../../../history/index.ts';
import { simulateImpact } from '../../../impact/index.ts';
import { parseYaml } from '../../../kubernetes/index.ts';
import { decodePolicy, evaluatePolicy, type HealingReport, type SimulateAt } from '../../../policy/index.ts';
import { renderJson } from '../../../report/index.ts';
import { timingsOf } from '../../../simulation/index.ts';
import { World } from '../../../world/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { fileReader } from '../../files.ts';
import { busy } from '../../interrupt.ts';
import { loadRecording } from '../../load-recording.ts';
import { oneOf } from '../../options/choices.ts';
import { durationMs } from '../../options/durations.ts';
import { addOutputOptions } from '../../options/output-options.ts';
import { recordedTime } from '../../options/recorded-time.ts';
import { addRecordingOptions } from '../../options/recording-options.ts';
import { textStyle } from '../../text-style.ts';
import type { Verb } from '../verb.ts';

const FORMATS = ['text', 'json'] as const;
/** How far a simulated action is followed. */
const HORIZON_MS = 600_000;

/** `replay healing -f POLICY`: what a healing policy would have done over a recording. */
export const healingVerb: Verb = {
  describe: (command) => {
    command
      .requiredOption(
        '-f, --filename <file>',
        'the HealingPolicy (kubeskippy.io/v1alpha1), - for standard input',
      )
      .option('--from <time>', 'where to begin; a day before the end by default')
      .option('--to <time>', 'where to end; the end of the recording by default')
      .option('--window <duration>', 'how long to look, instead of --from');
    addRecordingOptions(command);
    addOutputOptions(command, FORMATS, HELP);
  },
  run: async (_positional, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const file = String(options.filename);
    const policies = parseYaml(fileReader.read(file), file).map((document) => decodePolicy(document, file));
    if (policies.length === 0) throw new InputError('the file holds no HealingPolicy', { where: file });
    const recording = await loadRecording(options);
    const window = windowOf(recording, options);
    const reports = busy(() =>
      policies.map((policy) => evaluatePolicy(policy, recording, window, simulationsOf(recording))),
    );
    recording.close();
    process.stdout.write(await rendered(reports, format, options));
    return EXIT.done;
  },
};

const HELP = `
Evaluates triggers against the metrics, events and conditions of the recording, applies cooldowns and safetyRules, and
simulates each action on the cluster as it was. It acts on nothing, and the recording goes on as it did.

Example:
  kubectl smart replay healing -f healing-policy.yaml --recording incident.ksrec
`;

const DAY_MS = 86_400_000;

function windowOf(recording: Recording, options: Readonly<Record<string, unknown>>): Span {
  const { span } = recording;
  const read = (option: '--from' | '--to', value: unknown) =>
    recordedTime(recording, option, String(value), options);
  const toMs = options.to === undefined ? span.toMs : read('--to', options.to);
  const lengthMs = options.window === undefined ? DAY_MS : durationMs('--window', String(options.window));
  const fromMs =
    options.from === undefined ? Math.max(span.fromMs, toMs - lengthMs) : read('--from', options.from);
  if (fromMs <= toMs) return { fromMs, toMs };
  throw new InputError('--from is later than --to');
}

/** Simulates commands on the cluster at a time; each only once. */
function simulationsOf(recording: Recording): SimulateAt {
  const known = new Map<string, ReturnType<SimulateAt>>();
  let world: { readonly timeMs: number; readonly world: World } | undefined;
  return (timeMs, command) => {
    const key = `${timeMs} ${command}`;
    if (known.has(key)) return known.get(key);
    if (world?.timeMs !== timeMs) world = { timeMs, world: new World(recording.snapshotAt(timeMs)) };
    const outcome = simulated(world.world, command);
    known.set(key, outcome);
    return outcome;
  };
}

function simulated(world: World, command: string): ReturnType<SimulateAt> {
  const commands = parseCommands([command], fileReader);
  if (commands.some(({ check }) => check(world).length > 0)) return undefined;
  const { summary, services, findings } = simulateImpact(world, commands, {
    seed: 1,
    runs: 1,
    horizonMs: HORIZON_MS,
    scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
    timings: () => timingsOf(world, {}),
    parse: (lines) => parseCommands(lines, fileReader),
  });
  return {
    verdict: summary.verdict,
    evicted: summary.evicted,
    pending: summary.pending,
    servicesAtZero: services
      .filter(({ before, lowest }) => before > 0 && lowest === 0)
      .map(({ service }) => service),
    findings: [...new Set(findings.map(({ code }) => code))].sort(),
  };
}

async function rendered(
  reports: readonly HealingReport[],
  format: (typeof FORMATS)[number],
  options: Readonly<Record<string, unknown>>,
): Promise<string> {
  const [only, ...others] = reports;
  if (format === 'json') return renderJson(only && others.length === 0 ? only : reports);
  const { renderHealing } = await import('../../../report/text/render-healing.ts');
  return reports.map((report) => renderHealing(report, textStyle(options))).join('\n');
}
