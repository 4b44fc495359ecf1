import type { Decision, ObjectRef, Recording } from '../history/index.ts';
import { instant, isEqual, isObject, type KubeObject } from '../kubernetes/index.ts';
import { API_VERSION } from '../snapshot/index.ts';
import type { AttemptEntry, SimulatedValue, WhyReport } from './documents.ts';
import { valueAt } from './field-path.ts';
import { notesOf, sourceOf } from './history-report.ts';

import { decisionsOf, type ObjectDecisions, spansWithWho } from './object-decisions.ts';
import { type Course, courseOf, outcomeIn } from './outcome.ts';
import { autoscalersOf } from './related-objects.ts';
import { unknownOf } from './unknown.ts';
import { valueEntry } from './value-history.ts';
import { valueWords } from './value-words.ts';

/** How long after a change what happens is told with it, unless it was taken back later. */
const WATCHED_MS = 24 * 3_600_000;

/** What is asked of one field. */
export interface WhyQuestion {
  readonly path: string;
  /** The value that is asked about; undefined: the one that it has. */
  readonly asked: unknown;
  readonly atMs: number;
  /** What the value would do now, or why nobody tried. */
  readonly simulated: SimulatedValue | string;
  /** What people left elsewhere than in the recording. */
  readonly notes: readonly Decision[];
}

/** Why a field is as it is, what came of the asked value before, and what it would do now. */
export function whyReport(recording: Recording, ref: ObjectRef, question: WhyQuestion): WhyReport {
  const { path, atMs } = question;
  const decisions = decisionsOf(recording, ref, atMs, question.notes);
  const state = recording.objects.objectAt(ref, atMs);
  const current = valueAt(state, path);
  const isGone = decisions.steps.at(-1)?.change.operation === 'DELETED';
  const currentWords = state ? valueWords(current) : isGone ? '(object deleted)' : 'not known';
  const asked = question.asked === undefined ? current : question.asked;
  const course = courseOf(recording, ref);
  const spans = spansWithWho(decisions, path);
  return {
    apiVersion: API_VERSION,
    kind: 'WhyReport',
    object: decisions.key,
    path,
    source: sourceOf(recording),
    at: instant(atMs),
    current: { value: current ?? null, words: currentWords },
    asked: { value: asked ?? null, words: question.asked === undefined ? currentWords : valueWords(asked) },
    values: spans.map(({ span }) => valueEntry(span, path, decisions)),
    attempts: attemptsOf(decisions, path, asked, course),
    alsoSetBy: path === 'spec.replicas' ? scalersAt(recording, ref, atMs) : [],
    ...simulationOf(question.simulated),
    notes: notesOf([...recording.decisions({ ref, toMs: atMs }), ...question.notes], ref),
    unknown: unknownOf(recording, decisions),
  };
}

/** The two fields that say what a simulation gave, or why there was none. */
export function simulationOf(
  simulated: SimulatedValue | string,
): Pick<WhyReport, 'simulation' | 'notSimulated'> {
  return typeof simulated === 'string'
    ? { simulation: null, notSimulated: simulated }
    : { simulation: simulated, notSimulated: null };
}

/** Every time the field had the value. */
function attemptsOf(
  decisions: ObjectDecisions,
  path: string,
  asked: unknown,
  course: Course,
): AttemptEntry[] {
  const spans = spansWithWho(decisions, path);
  return spans.flatMap(({ span }, index) => {
    if (!span.exists || !isEqual(span.value, asked)) return [];
    const next = spans[index + 1];
    const before = spans[index - 1]?.span;
    const isBack = next !== undefined && before !== undefined && isEqual(before.value, next.span.value);
    const end = next === undefined ? 'holds' : isBack ? 'taken back' : 'replaced';
    const lastMs = span.toMs ?? decisions.endMs;
    const { fromMs } = span;
    const untilMs = fromMs === undefined || isBack ? lastMs : Math.min(lastMs, fromMs + WATCHED_MS);
    return [
      {
        ...valueEntry(span, path, decisions),
        end,
        next: next ? (next.span.exists ? valueWords(next.span.value) : '(object deleted)') : null,
        nextWho: next?.who ?? null,
        nextReasons: (next && decisions.reasons.get(next.span.stepIndex)) ?? [],
        outcome: fromMs === undefined ? null : outcomeIn(course, fromMs, untilMs),
      },
    ];
  });
}

function scalersAt(recording: Recording, ref: ObjectRef, atMs: number): string[] {
  return autoscalersOf(recording, ref).flatMap((scaler) => {
    const state = recording.objects.objectAt(scaler, atMs);
    return state ? [scalerWords(state)] : [];
  });
}

/** `HorizontalPodAutoscaler/default/api sets it by itself, between 2 and 10`. */
export function scalerWords({ metadata, spec }: KubeObject): string {
  const { minReplicas, maxReplicas } = isObject(spec) ? spec : {};
  return `HorizontalPodAutoscaler/${metadata.namespace ?? 'default'}/${metadata.name ?? ''} sets it by itself, between ${String(minReplicas ?? 1)} and ${String(maxReplicas)}`;
}
