import {
  type ClusterDiff,
  type RelationsAsked,
  recordedDifference,
  snapshotDifference,
} from '../../differences/index.ts';
import { InputError } from '../../errors/index.ts';
import { type ObjectRef, refKey } from '../../history/index.ts';
import { EXIT } from '../exit-codes.ts';
import { loadRecording } from '../load-recording.ts';
import { loadSnapshot } from '../load-snapshot.ts';
import { oneOf, wholeNumber } from '../options/choices.ts';
import { momentWithin } from '../options/moment-within.ts';
import { type KnownObjects, objectNamed, recordedObjects, snapshotObjects } from '../options/object-names.ts';
import { addOutputOptions } from '../options/output-options.ts';
import { addRecordingOptions } from '../options/recording-options.ts';
import { renderAs } from '../render-as.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'wide', 'json'] as const;
const RENDERERS = { text: async () => (await import('../../report/text/render-diff.ts')).renderDiff };

type Options = Readonly<Record<string, unknown>>;

/** `diff --from T1 --to T2` and `diff A B`: what changed, by meaning, and who changed it. */
export const diffVerb: Verb = {
  describe: (command) => {
    command
      .argument('[args...]', 'two snapshots; with --hops the object whose relations are compared')
      .option('--from <time>', 'the earlier time of the recording (default: its begin)')
      .option('--to <time>', 'the later time (default: its end)')
      .option('--hops <n>', 'compare the relations of KIND/NAME within so many steps')
      .option('-n, --namespace <name>', 'namespace of the object');
    addRecordingOptions(command);
    command.option('--exit-code', 'exit 1 when there are differences');
    addOutputOptions(command, FORMATS, HELP);
  },
  run: async (words, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const diff = await diffOf(words, options);
    process.stdout.write(await renderAs(format, diff, RENDERERS, options));
    const differs = diff.summary.objects > 0 || diff.placement.length > 0;
    return options.exitCode === true && differs ? EXIT.findings : EXIT.done;
  },
};

const HELP = `
Examples:
  kubectl smart diff --from "14:00" --to "14:30" --recording incident.ksrec
  kubectl smart diff monday.ksnap friday.ksnap
  kubectl smart diff deployment/api --hops 3 --from 14:00 --to 14:30 --recording incident.ksrec
`;

async function diffOf(words: readonly string[], options: Options): Promise<ClusterDiff> {
  const hops = options.hops === undefined ? undefined : wholeNumber('--hops', String(options.hops), 1, 20);
  const { sources, object } = argumentsOf(words, hops !== undefined);
  const relations = (known: KnownObjects): RelationsAsked | undefined =>
    hops === undefined ? undefined : { object: keyIn(known, object, options), hops };
  if (sources) {
    if (options.from !== undefined || options.to !== undefined) {
      throw new InputError('--from and --to are times of a recording; two snapshots are two times already');
    }
    const [before, after] = [await loadSnapshot([sources[0]]), await loadSnapshot([sources[1]])];
    return snapshotDifference(before, after, relations(snapshotObjects(after)));
  }
  const recording = await loadRecording(options);
  const { span } = recording;
  const fromMs = momentWithin(recording, '--from', options.from, options.timezone) ?? span.fromMs;
  const toMs = momentWithin(recording, '--to', options.to, options.timezone) ?? span.toMs;
  if (fromMs > toMs)
    throw new InputError('--from is later than --to', { hint: 'Give the earlier time first.' });
  const diff = recordedDifference(recording, fromMs, toMs, relations(recordedObjects(recording)));
  recording.close();
  return diff;
}

/** Two sources, or with `--hops` an object before or after which they stand. */
function argumentsOf(
  words: readonly string[],
  hasObject: boolean,
): { readonly sources: readonly [string, string] | undefined; readonly object: readonly string[] } {
  const object = hasObject ? words.slice(-1) : [];
  const [before, after, ...rest] = hasObject ? words.slice(0, -1) : words;
  if (hasObject && object.length === 0) {
    throw new InputError('--hops needs the object whose relations are compared', {
      hint: 'For example: kubectl smart diff --hops 2 deployment/api --from 14:00 --to 14:30',
    });
  }
  if (rest.length > 0 || (before !== undefined && after === undefined)) {
    throw new InputError('diff compares two snapshots, or two times of a recording', {
      hint: 'kubectl smart diff BEFORE AFTER, or kubectl smart diff --from T1 --to T2 --recording RECORDING',
    });
  }
  return { sources: before !== undefined && after !== undefined ? [before, after] : undefined, object };
}

function keyIn(known: KnownObjects, words: readonly string[], options: Options): string {
  const ref: ObjectRef = objectNamed(words, options.namespace as string | undefined, known);
  return refKey(ref);
}
