import { type ObjectRef, type Recording, refKey } from '../history/index.ts';
import type { PastChangeEntry, PastChangesEntry } from '../impact/index.ts';
import { type AuthoredChange, authoredChanges } from './authored-changes.ts';
import { type Course, courseOf, outcomeIn } from './outcome.ts';
import { type EndpointCount, endpointCounts } from './service-endpoints.ts';

/** A change that somebody means to make, in the words of a report. */
export interface IntendedChange {
  readonly ref: ObjectRef;
  /** `replicas 3 → 5`, `Ready → Ready,SchedulingDisabled`, `deleted` */
  readonly words: string;
}

/** How long after a change what happened is put beside it. */
const AFTER_MS = 30 * 60_000;
const SLICE = 'EndpointSlice.discovery.k8s.io';
const SERVICE_LABEL = 'kubernetes.io/service-name';
/** Incidents that are told, the newest first. */
const SHOWN = 5;
const CONFIGURATION: ReadonlySet<string> = new Set(['ConfigMap', 'Secret']);

/** What is alike in two changes of one object, by their words. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/SchedulingDisabled|unschedulable/, 'cordon'],
  [/\breplicas\b/, 'replicas'],
  [/\bimage\b/, 'image'],
  [/\brestarted\b|restartedAt/, 'restart'],
  [/^deleted/, 'deletion'],
];

/**
 * What the same kind of change to the same objects was followed by before: correlated, not proven. Undefined when none of
 * them was ever changed like that.
 *
 * @param untilMs what happened later is not told.
 */
export function pastChanges(
  recording: Recording,
  intended: readonly IntendedChange[],
  untilMs: number,
): PastChangesEntry | undefined {
  const incidents: PastChangeEntry[] = [];
  let count = 0;
  for (const { ref, words } of uniqueOf(intended)) {
    const alike = authoredChanges(recording, ref, Number.NEGATIVE_INFINITY, untilMs).filter(
      ({ summary, who }) =>
        summary !== 'created' &&
        kindOfChange(ref, summary) === kindOfChange(ref, words) &&
        who?.role !== 'controller',
    );
    const course = alike.length > 0 && ref.kind !== 'Node' ? courseOf(recording, ref) : undefined;
    for (const change of alike) {
      count++;
      const incident = incidentAfter(recording, ref, change, course);
      if (incident) incidents.push(incident);
    }
  }
  if (count === 0) return undefined;
  incidents.sort((a, b) => (a.time < b.time ? 1 : -1));
  return {
    recording: recording.name,
    count,
    quiet: count - incidents.length,
    incidents: incidents.slice(0, SHOWN),
  };
}

function uniqueOf(intended: readonly IntendedChange[]): IntendedChange[] {
  return [
    ...new Map(
      intended.map((each) => [`${refKey(each.ref)} ${kindOfChange(each.ref, each.words)}`, each]),
    ).values(),
  ];
}

function kindOfChange({ kind }: ObjectRef, words: string): string {
  const alike = ALIKE.find(([pattern]) => pattern.test(words))?.[1];
  if (alike === 'deletion' || !CONFIGURATION.has(kind)) return alike ?? 'other';
  return 'data';
}

/** What followed one change, when it was more than nothing. */
function incidentAfter(
  recording: Recording,
  ref: ObjectRef,
  change: AuthoredChange,
  course: Course | undefined,
): PastChangeEntry | undefined {
  const fromMs = change.timeMs;
  const toMs = fromMs + AFTER_MS;
  const courses = course?.services ?? servicesOfWindow(recording, fromMs, toMs);
  const dark = [...courses].flatMap(([service, counts]) => {
    const zero = zeroIn(counts, fromMs, toMs);
    return zero ? [{ service, ...zero }] : [];
  });
  // What is said of Services stands in the figures; of one that was down before the change it says nothing.
  const sentences = (course ? outcomeIn(course, fromMs, toMs).sentences : []).filter(
    (sentence) => !sentence.includes('had no ready endpoint'),
  );
  if (dark.length === 0 && sentences.length === 0) return undefined;
  const isOver = dark.every(({ backMs }) => backMs !== undefined);
  const lastMs = Math.max(...dark.map(({ backMs }) => backMs ?? 0));
  return {
    time: change.time,
    object: refKey(ref),
    summary: change.summary,
    who: change.who?.name ?? null,
    services: dark.map(({ service, zeroFromMs, backMs }) => ({
      service: service.replace(/^Service\//, ''),
      zeroSeconds: backMs === undefined ? null : (backMs - zeroFromMs) / 1000,
    })),
    sentences,
    recoverySeconds: dark.length > 0 && isOver ? (lastMs - fromMs) / 1000 : null,
    evidence: change.evidence,
  };
}

/** When the last endpoint went first, and when the first one came back. */
function zeroIn(
  counts: readonly EndpointCount[],
  fromMs: number,
  toMs: number,
): { readonly zeroFromMs: number; readonly backMs: number | undefined } | undefined {
  const before = counts.findLast(({ timeMs }) => timeMs <= fromMs);
  if (!before || before.ready === 0) return undefined;
  const zero = counts.find(({ timeMs, ready }) => timeMs > fromMs && timeMs <= toMs && ready === 0);
  if (!zero) return undefined;
  return {
    zeroFromMs: zero.timeMs,
    backMs: counts.find(({ timeMs, ready }) => timeMs > zero.timeMs && ready > 0)?.timeMs,
  };
}

/** Of a node no Service is known beforehand: those whose endpoints changed meanwhile. */
function servicesOfWindow(
  recording: Recording,
  fromMs: number,
  toMs: number,
): ReadonlyMap<string, readonly EndpointCount[]> {
  const services = new Map<string, readonly EndpointCount[]>();
  for (const change of recording.objects.changes({ fromMs, toMs, kinds: [SLICE] })) {
    const name = recording.objects.bodyOf(change)?.metadata.labels?.[SERVICE_LABEL];
    if (name === undefined) continue;
    const ref = { kind: 'Service', namespace: change.ref.namespace, name };
    if (!services.has(refKey(ref))) services.set(refKey(ref), endpointCounts(recording, ref) ?? []);
  }
  return services;
}
