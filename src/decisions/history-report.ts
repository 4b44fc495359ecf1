import { changeWords, type Decision, type ObjectRef, type Recording, refKey } from '../history/index.ts';
import { instant } from '../kubernetes/index.ts';
import { API_VERSION, diffFields } from '../snapshot/index.ts';
import type { ChangeEntry, FieldHistory, HistoryReport, HistorySource, NoteEntry } from './documents.ts';
import { isWithin } from './field-path.ts';

import { decidedPaths, decisionsOf, fieldHistory, type ObjectDecisions } from './object-decisions.ts';
import { type Course, courseOf } from './outcome.ts';
import { SYMPTOM_WORDS, symptomsBetween } from './pod-symptoms.ts';
import { isDecision, isHidden, isReasonField, linksIn } from './reasons.ts';
import { decidingObjects } from './related-objects.ts';
import { rollbacksOf } from './rollbacks.ts';
import type { Step } from './steps.ts';
import { timeOrder } from './time-order.ts';
import { unknownOf } from './unknown.ts';
import { unseenWords } from './unseen-words.ts';
import { evidenceOf } from './value-history.ts';
import { valueWords } from './value-words.ts';

/** What is said of a write of a Secret. */
export const HIDDEN_WORDS = 'written; the values of Secrets are not kept, so what changed is not known';

/** What of an object's history is asked for. */
export interface HistoryOptions {
  /** Only what somebody decided, field by field. */
  readonly decisions: boolean;
  /** One field, or all below it: `spec.replicas`, `replicas`, `CACHE_SIZE`. */
  readonly field?: string;
  readonly fromMs?: number;
  /** Until when; the end of the recording unless given. */
  readonly toMs?: number;
  /** What people left elsewhere than in the recording. */
  readonly notes?: readonly Decision[];
  /** Only so many of the last changes, and nothing beside them. */
  readonly last?: number;
}

/** The recorded history of one object. */
export function historyReport(
  recording: Recording,
  ref: ObjectRef,
  { decisions: decisionsOnly, field, fromMs, toMs, notes = [], last }: HistoryOptions,
): HistoryReport {
  const endMs = toMs ?? recording.span.toMs;
  const own = decisionsOf(recording, ref, endMs, notes);
  const states = own.steps.flatMap(({ after }) => (after ? [after] : []));
  const others = decisionsOnly
    ? decidingObjects(recording, ref, states).map((each) => decisionsOf(recording, each, endMs, notes))
    : [];
  const all = [own, ...others];
  const isAsked = (path: string) => field === undefined || isNamed(path, field);
  const isInside = ({ timeMs }: Step) => timeMs >= (fromMs ?? Number.NEGATIVE_INFINITY);
  let known: Course | undefined;
  const course = () => (known ??= courseOf(recording, ref));
  return {
    apiVersion: API_VERSION,
    kind: 'HistoryReport',
    object: own.key,
    source: sourceOf(recording),
    decisionsOnly,
    changes: lastOf(
      all
        .flatMap((each) => changesOf(each, decisionsOnly, isAsked, isInside))
        .sort((a, b) => timeOrder(a.time, b.time)),
      last,
    ),
    fields: decisionsOnly && last === undefined ? all.flatMap((each) => fieldsOf(each, isAsked)) : [],
    rollbacks: (last === undefined ? all : [])
      .flatMap((each) => rollbacksOf(each, course))
      .filter(({ fields, to }) => fields.some(({ path }) => isAsked(path)) && isAfter(to, fromMs)),
    notes:
      last === undefined
        ? notesOf([...recording.decisions({ ref, toMs: endMs }), ...notes], ref, fromMs)
        : [],
    unknown: unknownOf(recording, own),
  };
}

/** What a report of a recording rests on. */
export function sourceOf(recording: Recording): HistorySource {
  const { fromMs, toMs } = recording.span;
  return { name: recording.name, kind: 'recording', from: instant(fromMs), to: instant(toMs) };
}

/** The last entries; all without a number. */
export function lastOf<Entry>(entries: readonly Entry[], count: number | undefined): readonly Entry[] {
  return count === undefined ? entries : entries.slice(-count);
}

function isAfter(time: string | null, fromMs: number | undefined): boolean {
  return fromMs === undefined || time === null || Date.parse(time) >= fromMs;
}

/** Whether a word of the user names a path: the path itself, one above it, or its last step. */
export function isNamed(path: string, word: string): boolean {
  return (
    isWithin(word, path) ||
    path.endsWith(`.${word}`) ||
    path.endsWith(`[${word}]`) ||
    path.includes(`[${word}].`)
  );
}

function fieldsOf(decisions: ObjectDecisions, isAsked: (path: string) => boolean): FieldHistory[] {
  return decidedPaths(decisions.steps)
    .filter(isAsked)
    .map((path) => fieldHistory(decisions, path));
}

/** The changes in words, oldest first. */
function changesOf(
  decisions: ObjectDecisions,
  decisionsOnly: boolean,
  isAsked: (path: string) => boolean,
  isInside: (step: Step) => boolean,
): ChangeEntry[] {
  return decisions.steps.flatMap((step, index) => {
    if (!isInside(step)) return [];
    const fields = step.fields.filter(({ path }) => isAsked(path) && !isReasonField(path));
    const hidden = isHidden(step) && isAsked('data');
    const decided = hidden || (fields.length > 0 && isDecision(step)) || isUnseenDecision(step);
    const { operation } = step.change;
    const isWhole = operation === 'DELETED' || (operation === 'ADDED' && step.before === undefined);
    if (decisionsOnly && !decided && !isWhole && operation !== 'TOUCHED') return [];
    const summary =
      decided && !hidden && fields.length > 0 ? changeWords(decisions.ref.kind, fields) : plainWords(step);
    if (summary === undefined) return [];
    return [
      {
        time: instant(step.timeMs),
        timeBasis: step.change.timeBasis,
        object: decisions.key,
        summary,
        decided: decided || isWhole,
        fields: fields.map(({ path, before, after }) => ({
          path,
          before: before ?? null,
          after: after ?? null,
        })),
        who: decisions.whoMade(step, fields[0]?.path ?? '') ?? null,
        reasons: decisions.reasons.get(index) ?? [],
        evidence: evidenceOf(step),
      },
    ];
  });
}

/** Whether a person wrote something that the recording does not show. */
function isUnseenDecision({ change, action }: Step): boolean {
  return change.operation === 'TOUCHED' && action?.actor.role === 'person' && action.subresource !== 'status';
}

/** Changes that decide nothing, in words; undefined for those that change nothing that anybody would miss. */
function plainWords(step: Step): string | undefined {
  const { change, before, after, fields } = step;
  switch (change.operation) {
    case 'DELETED':
      return 'deleted';
    case 'TOUCHED':
      return unseenWords(step);
    default:
  }
  if (!before) return change.operation === 'ADDED' ? 'created' : 'first seen';
  if (isHidden(step)) return HIDDEN_WORDS;
  if (fields.length > 0)
    return fields.map(({ path, after: value }) => `${path} ${valueWords(value)}`).join(', ');
  if (change.ref.kind === 'Pod' && after) {
    const symptoms = symptomsBetween(before, after, change.timeMs);
    if (symptoms.length > 0)
      return `status: ${symptoms.map(({ type, detail }) => `${SYMPTOM_WORDS[type]} (${detail})`).join(', ')}`;
  }
  const reported = diffFields(before, after).filter(({ path }) => path.startsWith('status'));
  if (reported.length === 0) return undefined;
  return `status: ${reported
    .map(
      (field) =>
        `${field.path.replace(/^status\.?/, '')} ${valueWords(field.before)} → ${valueWords(field.after)}`,
    )
    .join(', ')}`;
}

/** What people left about the object, oldest first. */
export function notesOf(
  decisions: readonly Decision[],
  ref: ObjectRef,
  fromMs = Number.NEGATIVE_INFINITY,
): NoteEntry[] {
  return decisions
    .filter((decision) => decision.ref && refKey(decision.ref) === refKey(ref) && decision.timeMs >= fromMs)
    .sort((a, b) => a.timeMs - b.timeMs)
    .map((decision) => ({
      time: instant(decision.timeMs),
      author: decision.author,
      text: decision.text,
      origin: decision.origin,
      links: linksIn(`${decision.text} ${decision.origin}`),
      evidence: decision.evidence,
    }));
}
