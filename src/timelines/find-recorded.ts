import { endpointCounts, symptomsOf } from '../decisions/index.ts';
import { type ObjectRef, type Recording, refKey } from '../history/index.ts';
import { isoTime } from '../kubernetes/index.ts';
import { readyOf } from './node-ready.ts';
import { ownersOf, recordedSubject } from './recorded-subject.ts';
import type { FoundSubject } from './subject.ts';
import type { SymptomKind } from './symptom-words.ts';

/** More pods than these that changed within the window are looked through only where an event speaks of them. */
const POD_COUNT = 5_000;
const MINUTE_MS = 60_000;

interface Affected {
  readonly ref: ObjectRef;
  readonly count: number;
  readonly lastMs: number;
}

/**
 * The objects of a recording that show a symptom in a stretch of time, the worst one to be looked at; when there are none,
 * the last ones before it.
 *
 * @param namespace where to look; every namespace when it is undefined. Nodes are in none.
 */
export function findRecorded(
  recording: Recording,
  kind: SymptomKind,
  fromMs: number,
  toMs: number,
  namespace?: string,
): FoundSubject | undefined {
  const isWithin = (ref: ObjectRef) =>
    namespace === undefined || ref.namespace === undefined || ref.namespace === namespace;
  const inside = affectedBy(recording, kind, fromMs, toMs, isWithin);
  if (inside.length > 0) return found(recording, kind, inside, toMs - fromMs, toMs, []);
  const lastMs = lastBefore(recording, kind, fromMs, isWithin);
  if (lastMs === undefined) return undefined;
  const untilMs = Math.min(lastMs + MINUTE_MS, recording.span.toMs);
  const earlier = affectedBy(recording, kind, lastMs - (toMs - fromMs), untilMs, isWithin);
  if (earlier.length === 0) return undefined;
  const hours = Math.round((toMs - fromMs) / 360_000) / 10;
  return found(recording, kind, earlier, toMs - fromMs, untilMs, [
    `no ${kind.meaning} in the ${hours === 1 ? 'hour' : `${hours} hours`} before ${isoTime(toMs)}: these are the last ones before`,
  ]);
}

function found(
  recording: Recording,
  kind: SymptomKind,
  affected: readonly Affected[],
  sinceMs: number,
  atMs: number,
  remarks: readonly string[],
): FoundSubject {
  const [worst, ...others] = affected;
  return {
    subject: recordedSubject(recording, worst!.ref, atMs - sinceMs, atMs),
    types: kind.types,
    others: others.map(({ ref, count }) => ({ object: refKey(ref), count })),
    atMs,
    lastMs: worst!.lastMs,
    remarks,
  };
}

type IsWithin = (ref: ObjectRef) => boolean;

/** The worst first: most signs, then the latest. */
function affectedBy(
  recording: Recording,
  kind: SymptomKind,
  fromMs: number,
  toMs: number,
  isWithin: IsWithin,
): Affected[] {
  const affected =
    kind.word === 'node-down'
      ? nodesDown(recording, fromMs, toMs)
      : kind.word === 'service-down'
        ? servicesDown(recording, fromMs, toMs)
        : podsWith(recording, kind, fromMs, toMs);
  return affected
    .filter(({ ref }) => isWithin(ref))
    .sort((a, b) => b.count - a.count || b.lastMs - a.lastMs || (refKey(a.ref) < refKey(b.ref) ? -1 : 1));
}

function podsWith(recording: Recording, kind: SymptomKind, fromMs: number, toMs: number): Affected[] {
  const groups = Map.groupBy(podSigns(recording, kind, fromMs, toMs), ({ pod }) =>
    refKey(topOwner(recording, pod, toMs)),
  );
  return [...groups.values()].map((group) => ({
    ref: topOwner(recording, group[0]!.pod, toMs),
    count: group.reduce((sum, { count }) => sum + count, 0),
    lastMs: Math.max(...group.map(({ timeMs }) => timeMs)),
  }));
}

interface PodSign {
  readonly pod: ObjectRef;
  readonly timeMs: number;
  readonly count: number;
}

/** What the status of pods shows; of other pods, what events and requests tell. */
function podSigns(recording: Recording, kind: SymptomKind, fromMs: number, toMs: number): PodSign[] {
  const shown: PodSign[] = symptomsOf(recording, podsChanged(recording, kind, fromMs, toMs)).filter(
    ({ type, timeMs }) => kind.types.includes(type) && timeMs >= fromMs && timeMs <= toMs,
  );
  const known = new Set(shown.map(({ pod }) => refKey(pod)));
  return [...shown, ...toldSigns(recording, kind, fromMs, toMs).filter(({ pod }) => !known.has(refKey(pod)))];
}

/** Events about pods that tell of the symptom, and evictions that somebody asked for. */
function toldSigns(recording: Recording, kind: SymptomKind, fromMs: number, toMs: number): PodSign[] {
  const events = recording.events
    .events({ fromMs, toMs, kinds: ['Pod'] })
    .filter(({ reason, note }) => kind.reasons.includes(reason) && (kind.says?.test(note) ?? true))
    .map(({ regarding, timeMs }) => ({ pod: regarding, timeMs, count: 1 }));
  if (kind.word !== 'evictions') return events;
  const asked = recording.actions
    .actions({ fromMs, toMs, kinds: ['Pod'] })
    .flatMap(({ ref, subresource, status, timeMs }) =>
      ref && subresource === 'eviction' && status < 400 ? [{ pod: ref, timeMs, count: 1 }] : [],
    );
  return [...events, ...asked];
}

/** The workload of a pod, or the pod itself where no recorded object owns it. */
function topOwner(recording: Recording, pod: ObjectRef, atMs: number): ObjectRef {
  const owners = ownersOf(recording, pod, atMs).filter(({ kind }) => kind !== 'Node');
  return owners.at(-1) ?? pod;
}

function podsChanged(recording: Recording, kind: SymptomKind, fromMs: number, toMs: number): ObjectRef[] {
  const pods = new Map<string, ObjectRef>();
  for (const { ref } of recording.objects.changes({ fromMs, toMs, kinds: ['Pod'] }))
    pods.set(refKey(ref), ref);
  if (pods.size <= POD_COUNT) return [...pods.values()];
  const told = new Map<string, ObjectRef>();
  for (const { regarding, reason } of recording.events.events({ fromMs, toMs, kinds: ['Pod'] }))
    if (kind.reasons.includes(reason)) told.set(refKey(regarding), regarding);
  return [...told.values()];
}

function nodesDown(recording: Recording, fromMs: number, toMs: number): Affected[] {
  return recording.objects.refs({ kind: 'Node' }).flatMap((ref) => {
    const notReady = recording.objects
      .changesOf(ref)
      .filter(({ timeMs, isStateKnown }) => isStateKnown && timeMs >= fromMs && timeMs <= toMs)
      .filter((change) => readyOf(recording.objects.stateAfter(change)) === false);
    const last = notReady.at(-1);
    return last ? [{ ref, count: notReady.length, lastMs: last.timeMs }] : [];
  });
}

function servicesDown(recording: Recording, fromMs: number, toMs: number): Affected[] {
  return recording.objects.refs({ kind: 'Service' }).flatMap((ref) => {
    const counts = endpointCounts(recording, ref) ?? [];
    const zeros = counts.filter(
      ({ timeMs, ready }, index) =>
        ready === 0 &&
        timeMs >= fromMs &&
        timeMs <= toMs &&
        counts.slice(0, index).some((each) => each.ready > 0),
    );
    const last = zeros.at(-1);
    return last ? [{ ref, count: zeros.length, lastMs: last.timeMs }] : [];
  });
}

/** When the symptom was last seen before a time, as far as events or states of pods tell. */
function lastBefore(
  recording: Recording,
  kind: SymptomKind,
  beforeMs: number,
  isWithin: IsWithin,
): number | undefined {
  if (kind.word === 'node-down')
    return latest(nodesDown(recording, recording.span.fromMs, beforeMs).map(({ lastMs }) => lastMs));
  if (kind.word === 'service-down')
    return latest(
      servicesDown(recording, recording.span.fromMs, beforeMs)
        .filter(({ ref }) => isWithin(ref))
        .map(({ lastMs }) => lastMs),
    );
  for (const backMs of [6, 24, 24 * 7, 24 * 31, 24 * 366 * 10].map((hours) => hours * 60 * MINUTE_MS)) {
    const fromMs = beforeMs - backMs;
    const found = latest(
      toldSigns(recording, kind, fromMs, beforeMs)
        .filter(({ pod }) => isWithin(pod))
        .map(({ timeMs }) => timeMs),
    );
    if (found !== undefined) return found;
    if (fromMs < recording.span.fromMs) break;
  }
  return undefined;
}

function latest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));
}
