import { type PodSymptom, sourceOf, symptomsOf } from '../decisions/index.ts';
import { type Recording, refKey } from '../history/index.ts';
import { isoTime } from '../kubernetes/index.ts';
import { API_VERSION } from '../snapshot/index.ts';
import type { DebugCause, DebugObject, DebugTimeline } from './documents.ts';
import { type Draft, entriesOf, precededBy } from './entries.ts';
import {
  changeDrafts,
  endpointDrafts,
  eventDrafts,
  evictionDrafts,
  lifecycleDrafts,
  nodeDrafts,
  symptomDrafts,
} from './recorded-drafts.ts';
import { logsOf, memoryDrafts } from './recorded-signals.ts';
import type { FoundSubject, Subject } from './subject.ts';

/** What the rules of `diag` say of the subject at a time; asked when the moment 0 is known. */
export type AskRules = (atMs: number) => {
  readonly cause: DebugCause | null;
  readonly suggestions: DebugTimeline['suggestions'];
  readonly unseen: readonly string[];
};

/** The time line of a subject in a recording: everything in the last hour that has to do with it, in one order. */
export function recordedTimeline(
  recording: Recording,
  target: string,
  { subject, types, others, atMs, lastMs, remarks }: FoundSubject,
  sinceMs: number,
  rules: AskRules,
): DebugTimeline {
  const symptoms = symptomsOf(recording, subject.pods).filter(
    ({ timeMs }) => timeMs >= atMs - sinceMs && timeMs <= atMs,
  );
  const zero = zeroOf(symptoms, types, lastMs, atMs);
  const fromMs = Math.max(zero.timeMs - sinceMs, recording.span.fromMs);
  const drafts = [
    ...changeDrafts(recording, subject, fromMs, atMs),
    ...lifecycleDrafts(recording, subject, fromMs, atMs),
    ...symptomDrafts(symptoms, fromMs, atMs),
    ...eventDrafts(recording, subject, symptoms, fromMs, atMs),
    ...nodeDrafts(recording, subject, fromMs, atMs),
    ...endpointDrafts(recording, subject, fromMs, atMs),
    ...memoryDrafts(recording, subject, fromMs, atMs),
    ...evictionDrafts(recording, subject, fromMs, atMs),
  ];
  const { cause, suggestions, unseen } = rules(zero.timeMs);
  return {
    apiVersion: API_VERSION,
    kind: 'DebugTimeline',
    target,
    subject: subject.key,
    source: sourceOf(recording),
    window: { from: isoTime(fromMs), to: isoTime(atMs) },
    zero: { time: isoTime(zero.timeMs), what: zero.what },
    objects: objectsOf(subject),
    entries: entriesOf(drafts, zero.timeMs),
    logs: logsOf(recording, subject, { fromMs, toMs: atMs, troubleMs: troubleFrom(drafts, fromMs) }),
    cause,
    precededBy: precededBy(drafts, types, zero.timeMs),
    others,
    suggestions,
    unknown: [
      ...remarks,
      ...unseen.filter((each) => !isSeen(recording, each)),
      ...unknownOf(recording, subject),
    ],
  };
}

/** The last sign of what is looked at, or the moment itself when there is none. */
function zeroOf(
  symptoms: readonly PodSymptom[],
  types: FoundSubject['types'],
  lastMs: number | undefined,
  atMs: number,
): { readonly timeMs: number; readonly what: string } {
  const isAny = types.length === 0 && lastMs === undefined;
  const last = symptoms.findLast(({ type }) => types.includes(type) || (isAny && type !== 'ready'));
  if (!last && lastMs !== undefined) return { timeMs: lastMs, what: 'the last sign' };
  if (!last) return { timeMs: atMs, what: 'the moment that is looked at' };
  return { timeMs: last.timeMs, what: `the last sign: ${last.pod.name} ${last.detail}` };
}

/** Everything that has to do with the subject, and how. */
export function objectsOf(subject: Subject): DebugObject[] {
  const of = (role: string, refs: Subject['pods']) => refs.map((ref) => ({ object: refKey(ref), role }));
  return [
    ...of('pod', subject.pods),
    ...of('owner', subject.owners),
    ...of('node', subject.nodes),
    ...subject.related.map(({ ref, role }) => ({ object: refKey(ref), role })),
    ...of('selected by', subject.services),
  ];
}

/** The first change or sign of trouble; what was written before is not new. */
function troubleFrom(drafts: readonly Draft[], fromMs: number): number {
  const times = drafts
    .filter(({ type, timeMs }) => type !== 'lifecycle' && timeMs > fromMs)
    .map(({ timeMs }) => timeMs);
  return times.length === 0 ? Number.POSITIVE_INFINITY : times.reduce((a, b) => Math.min(a, b));
}

/** A snapshot has no logs; a recording may. */
function isSeen(recording: Recording, sentence: string): boolean {
  return sentence.startsWith('Logs of containers') && recording.counts().logLines > 0;
}

function unknownOf(recording: Recording, subject: Subject): string[] {
  const counts = recording.counts();
  const missing = [
    ...(counts.requests === 0 ? ['no audit log: who changed something is not known'] : []),
    ...(counts.events === 0 ? ['no events: what kubelets and controllers reported is not known'] : []),
    ...(counts.samples === 0 ? ['no metrics: how near to their limits containers were is not known'] : []),
    ...(counts.logLines === 0 ? ['no container logs: what the programs wrote is not known'] : []),
  ];
  const absent = subject.related
    .filter(({ ref }) => recording.objects.changesOf(ref).length === 0)
    .map(({ ref, role }) => `${refKey(ref)} (${role}) is not in the recording`);
  return [...missing, ...absent];
}
