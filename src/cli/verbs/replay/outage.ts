import { InputError } from '../../../errors/index.ts';
import type { Recording } from '../../../history/index.ts';
import { type Difference, replayOutage, simulateOtherwise } from '../../../incidents/index.ts';
import { EXIT } from '../../exit-codes.ts';
import { fileReader } from '../../files.ts';
import { busy } from '../../interrupt.ts';
import { loadRecording } from '../../load-recording.ts';
import { wholeNumber } from '../../options/choices.ts';
import { collect } from '../../options/collect.ts';
import { durationMs } from '../../options/durations.ts';
import { knownEdges } from '../../options/known-edges.ts';
import { checkWindow } from '../../options/moment-within.ts';
import { recordedTime } from '../../options/recorded-time.ts';
import { addRecordingOptions } from '../../options/recording-options.ts';
import { renderAs } from '../../render-as.ts';
import { runContext } from '../../run-context.ts';
import { outputsOf, writeWhole } from '../../write-reports.ts';
import type { Verb } from '../verb.ts';

const FORMATS = ['text', 'wide', 'json', 'markdown'] as const;
const RENDERERS = {
  text: async () => (await import('../../../report/text/render-incident.ts')).renderIncident,
  markdown: async () => (await import('../../../report/markdown/render-incident.ts')).renderIncidentMarkdown,
};

type Options = Readonly<Record<string, unknown>>;

/** `replay outage`: what happened around a time, what led to it, and what would have been without it. */
export const outageVerb: Verb = {
  describe: (command) => {
    command.requiredOption(
      '--timestamp <time>',
      'when it was noticed: "2024-01-15 14:30", 14:30, "yesterday 14:00", -2h',
    );
    addRecordingOptions(command);
    command
      .option('--window <duration>', 'how far before and after the time to look', '30m')
      .option('--edges <file>', 'dependencies that no object shows: a list of {from, to}')
      .option(
        '--without <change>',
        'simulate the same hour without this change: an object, audit id or time of the chain',
      )
      .option('--with <command>', 'simulate the same hour with this command run just before the cause')
      .option('--with-at <time>', 'when the command of --with is run')
      .option('--seed <n>', 'seed of everything that is drawn in a simulation', '1')
      .option('-o, --output <format>', `output format: ${FORMATS.join(', ')}`, 'text')
      .option('--output-file <format=path>', 'write a further report to a file (repeatable)', collect, [])
      .option('--no-color', 'no colours')
      .addHelpText('after', HELP);
  },
  run: async (_positional, options) => {
    const outputs = outputsOf(FORMATS, String(options.output), options.outputFile as readonly string[]);
    const windowMs = durationMs('--window', String(options.window));
    const seed = wholeNumber('--seed', String(options.seed), 0, 2 ** 31 - 1);
    runContext.seed = seed;
    const edges = knownEdges(options.edges as string | undefined);
    checkDifference(options);
    const recording = await loadRecording(options);
    const report = busy(() => {
      const timeMs = recordedTime(recording, '--timestamp', String(options.timestamp), options);
      checkWindow(recording, timeMs, windowMs);
      const replayed = replayOutage(recording, { timeMs, windowMs, edges });
      const difference = differenceOf(recording, options);
      if (!difference) return replayed.report;
      return {
        ...replayed.report,
        counterfactual: simulateOtherwise(replayed, difference, { seed, files: fileReader }),
      };
    });
    for (const { format, path } of outputs) {
      const text = await renderAs(format, report, RENDERERS, path === undefined ? options : { color: false });
      if (path === undefined) process.stdout.write(text);
      else writeWhole(path, text);
    }
    recording.close();
    return EXIT.done;
  },
};

const HELP = `
Finds the outage nearest to the time: Services that lost their last ready endpoint, or else the worst that happened.
Prints what led to it, link by link, with the evidence of each: correlated, not proven.

Examples:
  kubectl smart replay outage --timestamp="2024-01-15 14:30" --recording incident.ksrec
  kubectl smart replay outage --timestamp 14:30 --recording audit.log.gz --recording watch.ndjson -o markdown
  kubectl smart replay outage --timestamp 14:30 --recording incident.ksrec --without ConfigMap/default/api-config
`;

/** @throws InputError when both differences are asked for. */
function checkDifference({ without, with: added, withAt }: Options): void {
  if (without !== undefined && added !== undefined) {
    throw new InputError('--without and --with are two differences: give one of them');
  }
  if (withAt !== undefined && added === undefined)
    throw new InputError('--with-at says when the command of --with is run');
}

function differenceOf(recording: Recording, options: Options): Difference | undefined {
  const { without, with: added, withAt } = options;
  if (typeof without === 'string') return { without };
  if (typeof added !== 'string') return undefined;
  return {
    with: added,
    ...(withAt === undefined
      ? {}
      : { timeMs: recordedTime(recording, '--with-at', String(withAt), options) }),
  };
}
