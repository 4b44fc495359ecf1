import { findPatterns, patternReport } from '../../trends/index.ts';
import { EXIT } from '../exit-codes.ts';
import { busy } from '../interrupt.ts';
import { loadRecording } from '../load-recording.ts';
import { namingSource } from '../name-source.ts';
import { oneOf, wholeNumber } from '../options/choices.ts';
import { longDurationMs } from '../options/long-durations.ts';
import { addOutputOptions } from '../options/output-options.ts';
import { addRecordingOptions } from '../options/recording-options.ts';
import { zoneName, zoneOffset } from '../options/times.ts';
import { renderAs } from '../render-as.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'json', 'markdown'] as const;
/** Fewest times more often than by chance, and the share of what is shown that may be chance. */
const MIN_LIFT = 2;
const FALSE_DISCOVERIES = 0.05;

const RENDERERS = {
  text: async () => (await import('../../report/trends/render-patterns.ts')).renderPatterns,
  markdown: async () =>
    (await import('../../report/trends/render-patterns-markdown.ts')).renderPatternsMarkdown,
};

/** `patterns`: what goes wrong again and again, when, after which change, and who does what about it. */
export const patternsVerb: Verb = {
  describe: (command) => {
    command
      .option('--operational', 'only what somebody can act on, what weighs most first', false)
      .option('--min-support <n>', 'fewest hits of a pattern', '3')
      .option(
        '--window <duration>',
        'within which time an effect follows (default: 10, 30 and 60 minutes are tried)',
      );
    addOutputOptions(command, FORMATS, HELP);
    addRecordingOptions(command);
  },
  run: async (_positional, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const timezone = options.timezone as string | undefined;
    const limits = {
      minSupport: wholeNumber('--min-support', String(options.minSupport), 2, 1_000_000),
      minLift: MIN_LIFT,
      falseDiscoveries: FALSE_DISCOVERIES,
      windowMs: options.window === undefined ? undefined : longDurationMs('--window', String(options.window)),
    };
    const offsetAt = zoneOffset(timezone);
    const recording = await loadRecording(options);
    const findings = busy(() => findPatterns(recording, limits, offsetAt));
    const report = namingSource(
      patternReport(recording, findings, {
        timezone: zoneName(timezone),
        operational: options.operational === true,
      }),
      options,
    );
    recording.close();
    process.stdout.write(await renderAs(format, report, RENDERERS, options));
    return EXIT.done;
  },
};

const HELP = `
Everything is counted against what chance gives; how is written in docs/verbs/patterns.md.

Examples:
  kubectl smart patterns --operational --recording cluster.ksrec
  kubectl smart patterns --window 5m --min-support 5 -o json
`;
