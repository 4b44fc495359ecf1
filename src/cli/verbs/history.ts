import {
  type HistoryReport,
  historyReport,
  type ObjectState,
  recordedState,
  snapshotHistory,
  snapshotState,
} from '../../decisions/index.ts';
import { InputError } from '../../errors/index.ts';
import type { ObjectRef } from '../../history/index.ts';
import { EXIT } from '../exit-codes.ts';
import { addPastOptions, loadPast, type Past } from '../load-past.ts';
import { oneOf, wholeNumber } from '../options/choices.ts';
import { momentWithin } from '../options/moment-within.ts';
import { objectIn } from '../options/object-in-snapshot.ts';
import { objectNamed } from '../options/object-names.ts';
import { addOutputOptions } from '../options/output-options.ts';
import { renderAs } from '../render-as.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'wide', 'json', 'markdown'] as const;
const RENDERERS = {
  text: async () => (await import('../../report/text/render-history.ts')).renderHistory,
  markdown: async () => (await import('../../report/markdown/history-markdown.ts')).historyMarkdown,
};
const STATE_RENDERERS = { text: async () => (await import('../../report/text/render-state.ts')).renderState };

type Options = Readonly<Record<string, unknown>>;

/** `history KIND/NAME`: what an object was, who changed it and why. */
export const historyVerb: Verb = {
  describe: (command) => {
    command
      .argument('<object...>', 'the object: deployment/api, or deployment api')
      .option(
        '--decisions',
        'only what somebody decided, field by field, with reasons and what was taken back',
      )
      .option('--field <path>', 'only this field: spec.replicas, replicas, CACHE_SIZE')
      .option('--since <time>', 'only changes from this time on')
      .option('--last <n>', 'only the last changes, and nothing else')
      .option('--state', 'the object itself as it was at --at instead of its changes');
    addPastOptions(command);
    addOutputOptions(command, FORMATS, HELP);
  },
  run: async (words, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    if (options.state === true && format === 'markdown')
      throw new InputError('--state has no markdown', { hint: 'Take -o text or -o json.' });
    const past = await loadPast(options);
    const ref = objectNamed(words, options.namespace as string | undefined, past.known);
    const text =
      options.state === true
        ? await renderAs(format, stateOf(past, ref), STATE_RENDERERS, options)
        : await renderAs(format, reportOf(past, ref, options), RENDERERS, options);
    process.stdout.write(text);
    past.close();
    return EXIT.done;
  },
};

const HELP = `
Reasons are read from the annotations smart.kubectl/reason, smart.kubectl/ticket and kubernetes.io/change-cause, from
commits that a change names, and from notes (kubectl smart note). What follows a change is correlated, not proven.

Examples:
  kubectl smart history deployment/api --decisions --recording incident.ksrec
  kubectl smart history deployment/api --field replicas --since -7d --recording incident.ksrec
  kubectl smart history configmap/api-config -n shop --recording audit.log -o json
`;

function stateOf(past: Past, ref: ObjectRef): ObjectState {
  return past.type === 'recording'
    ? recordedState(past.recording, ref, past.atMs)
    : snapshotState(past.snapshot, ref, objectIn(past.snapshot, ref));
}

function reportOf(past: Past, ref: ObjectRef, options: Options): HistoryReport {
  const field = options.field as string | undefined;
  const asked = {
    decisions: options.decisions === true || field !== undefined,
    ...(field === undefined ? {} : { field }),
    notes: past.notes,
    ...(options.last === undefined
      ? {}
      : { last: wholeNumber('--last', String(options.last), 1, 1_000_000) }),
  };
  if (past.type === 'snapshot')
    return snapshotHistory(past.snapshot, ref, objectIn(past.snapshot, ref), asked);
  const fromMs = momentWithin(past.recording, '--since', options.since, options.timezone);
  return historyReport(past.recording, ref, {
    ...asked,
    toMs: past.atMs,
    ...(fromMs === undefined ? {} : { fromMs }),
  });
}
