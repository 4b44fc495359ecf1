import { snapshotSource as historySource, sourceOf } from '../../decisions/index.ts';
import { InputError, nearest } from '../../errors/index.ts';
import { refKey } from '../../history/index.ts';
import { RelationGraph, snapshotSource } from '../../relations/index.ts';
import type { TextStyle } from '../../report/index.ts';
import {
  type DebugTimeline,
  type FoundSubject,
  findInSnapshot,
  findRecorded,
  nothingFound,
  recordedSubject,
  recordedTimeline,
  rulesFor,
  SYMPTOM_KINDS,
  type SymptomKind,
  snapshotTimeline,
  symptomNamed,
} from '../../timelines/index.ts';
import { EXIT } from '../exit-codes.ts';
import { addPastOptions, loadPast, type Past } from '../load-past.ts';
import { namingSource } from '../name-source.ts';
import { oneOf } from '../options/choices.ts';
import { durationMs } from '../options/durations.ts';
import { objectNamed } from '../options/object-names.ts';
import { addOutputOptions } from '../options/output-options.ts';
import { renderAs } from '../render-as.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['text', 'wide', 'json'] as const;
const SLICE = 'EndpointSlice.discovery.k8s.io';
const WORDS = SYMPTOM_KINDS.map(({ word }) => word);

type Options = Readonly<Record<string, unknown>>;
type RecordedPast = Extract<Past, { readonly type: 'recording' }>;
type SnapshotPast = Extract<Past, { readonly type: 'snapshot' }>;

/** `debug TARGET --timeline`: what a crashing pod and all around it went through. */
export const debugVerb: Verb = {
  describe: (command) => {
    command
      .argument('<target...>', `an object such as pod/api-0, or a symptom: ${WORDS.join(', ')}`)
      .option('--timeline', 'every change, sign, event and metric of the last hour in one order')
      .option('--since <duration>', 'how far back', '1h');
    addPastOptions(command);
    addOutputOptions(command, FORMATS, HELP);
  },
  run: async (words, options) => {
    const format = oneOf('--output', FORMATS, String(options.output));
    const sinceMs = durationMs('--since', String(options.since));
    const kind = symptomOf(words);
    const past = await loadPast(options);
    const timeline =
      past.type === 'recording'
        ? fromRecording(past, words, kind, sinceMs, options)
        : fromSnapshot(past, words, kind, sinceMs, options);
    past.close();
    process.stdout.write(
      await renderAs(format, namingSource(timeline, options), renderersOf(options), options),
    );
    return EXIT.done;
  },
};

const HELP = `
A symptom word finds the objects by itself and looks at the worst: ${WORDS.join(', ')}.
Times are relative to the last sign (0). Causes are what the rules of diag say of that moment: correlated, not proven.

Examples:
  kubectl smart debug pod-crash --timeline --recording incident.ksrec
  kubectl smart debug deployment/api --timeline --since 20m --at "14:30" --recording incident.ksrec
  kubectl smart debug pod/failing-pod -n production --timeline --snapshot cluster.ksnap
`;

/** @throws InputError for one word that is neither a symptom nor KIND/NAME. */
function symptomOf(words: readonly string[]): SymptomKind | undefined {
  const [word = '', second] = words;
  if (second !== undefined || word.includes('/')) return undefined;
  const kind = symptomNamed(word);
  if (kind) return kind;
  const near = nearest(word, WORDS);
  throw new InputError(`${JSON.stringify(word)} is neither KIND/NAME nor a symptom`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : `Symptoms are ${WORDS.join(', ')}; objects are written pod/NAME.`,
  });
}

function namespaceOf({ namespace }: Options): string | undefined {
  return namespace as string | undefined;
}

/** What was looked for, and where. */
function targetOf(words: readonly string[], options: Options): string {
  const namespace = namespaceOf(options);
  return `${words.join(' ')}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

function fromRecording(
  { recording, atMs, known }: RecordedPast,
  words: readonly string[],
  kind: SymptomKind | undefined,
  sinceMs: number,
  options: Options,
): DebugTimeline {
  const found = kind
    ? findRecorded(recording, kind, atMs - sinceMs, atMs, namespaceOf(options))
    : namedSubject();
  if (!found) {
    const missing = kind!.shownBy.filter((shown) => recording.objects.refs({ kind: shown }).length === 0);
    if (missing.length > 0) throw notKnown(kind!, missing, 'recording');
    const stretch = { fromMs: Math.max(atMs - sinceMs, recording.span.fromMs), toMs: atMs };
    return nothingFound(kind!, targetOf(words, options), sourceOf(recording), stretch, []);
  }
  return recordedTimeline(recording, words.join(' '), found, sinceMs, (zeroMs) => {
    const snapshot = recording.snapshotAt(zeroMs);
    return rulesFor(snapshot, new RelationGraph(snapshotSource(snapshot)), found.subject.key);
  });

  function namedSubject(): FoundSubject {
    const ref = objectNamed(words, namespaceOf(options), known);
    const subject = recordedSubject(recording, ref, atMs - sinceMs, atMs);
    const remarks = subject.pods.length === 0 ? [`${refKey(ref)} has no recorded pod in this window`] : [];
    return { subject, types: [], others: [], atMs, remarks };
  }
}

function fromSnapshot(
  { snapshot, known }: SnapshotPast,
  words: readonly string[],
  kind: SymptomKind | undefined,
  sinceMs: number,
  options: Options,
): DebugTimeline {
  const graph = new RelationGraph(snapshotSource(snapshot));
  const nowMs = snapshot.metadata.takenAtMs ?? 0;
  const affected = kind ? findInSnapshot(snapshot, graph, kind, nowMs, namespaceOf(options)) : [];
  const subject = kind ? affected[0]?.key : refKey(objectNamed(words, namespaceOf(options), known));
  if (subject === undefined) {
    // Without slices the pods of a Service tell.
    const telling = kind!.shownBy.map((shown) => (shown === SLICE ? 'Pod' : shown));
    const missing = telling.filter((shown) => graph.knowledgeOf(shown).state === 'unknown');
    if (missing.length > 0) throw notKnown(kind!, missing, 'snapshot');
    const source = historySource(snapshot);
    return nothingFound(kind!, targetOf(words, options), source, { fromMs: nowMs, toMs: nowMs }, []);
  }
  return snapshotTimeline(
    snapshot,
    graph,
    {
      target: words.join(' '),
      subject,
      types: kind?.types ?? [],
      others: affected.slice(1).map(({ key, count }) => ({ object: key, count })),
    },
    sinceMs,
    () => rulesFor(snapshot, graph, subject),
  );
}

function notKnown(kind: SymptomKind, missing: readonly string[], where: string): InputError {
  return new InputError(
    `no object of kind ${missing.join(', ')} is in the ${where}: whether there are ${kind.meaning} is not known`,
    { hint: 'Give an input that holds them, or look at one object instead (pod/NAME).' },
  );
}

/** The reader asks for the time line; without it the causes come first. */
function renderersOf(options: Options) {
  const text = async () => {
    const { renderDebug } = await import('../../report/text/render-debug.ts');
    return (timeline: DebugTimeline, style: TextStyle) =>
      renderDebug(timeline, { ...style, showsTimeline: options.timeline === true });
  };
  return { text };
}
