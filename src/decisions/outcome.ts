import {
  type EventRecord,
  type LogLine,
  type ObjectRef,
  type Recording,
  refKey,
  uniqueRefs,
} from '../history/index.ts';
import { instant, isObject, type KubeObject } from '../kubernetes/index.ts';
import type { OutcomeEntry, ServiceOutcome } from './documents.ts';
import {
  eventSentences,
  logSentences,
  type Readiness,
  readinessOf,
  readinessSentences,
} from './outcome-sentences.ts';
import { ownedBy } from './owned-pods.ts';
import type { SymptomType } from './pod-symptoms.ts';
import { type PodSymptom, PodTracks } from './pod-tracks.ts';
import { readersOf } from './related-objects.ts';
import { type EndpointCount, endpointCounts, serviceOutcome, servicesOf } from './service-endpoints.ts';
import { spanWords } from './span-words.ts';

/** What pods and Services of one object went through, asked for stretches of time; nothing is read before it is. */
export interface Course {
  readonly symptoms: (fromMs: number, toMs: number) => readonly PodSymptom[];
  readonly services: ReadonlyMap<string, readonly EndpointCount[]>;
  /** Whether the endpoints of all its Services were recorded. */
  readonly servicesKnown: boolean;
  /** Of its pods, of what makes them, and of itself. */
  readonly events: (fromMs: number, toMs: number) => readonly EventRecord[];
  /** How many pods it wanted and how many were ready, as its own status says. */
  readonly readiness: readonly Readiness[];
  /** What its pods wrote in a stretch of time. */
  readonly logLines: (fromMs: number, toMs: number) => readonly LogLine[];
}

/** Evidence beyond this many places is left out. */
const EVIDENCE = 8;
const CONFIGURATION = new Set(['ConfigMap', 'Secret']);

/**
 * What pods of an object and the Services that select them went through while it was recorded; of configuration, the
 * pods of the workloads that read it.
 */
export function courseOf(recording: Recording, ref: ObjectRef): Course {
  const workloads = CONFIGURATION.has(ref.kind) ? readersOf(recording, ref) : [ref];
  const owned = workloads.map((workload) => ownedBy(recording, workload));
  const pods = owned.flatMap((each) => each.pods);
  const services = uniqueRefs(
    workloads.flatMap((workload) =>
      servicesOf(recording, ref.namespace, podLabels(recording.objects.lastKnown(workload))),
    ),
  );
  const counts = new Map<string, readonly EndpointCount[]>();
  for (const service of services) {
    const known = endpointCounts(recording, service);
    if (known) counts.set(refKey(service), known);
  }
  const makers = [...owned.flatMap(({ between }) => between), ...workloads];
  const tracks = new PodTracks(recording, pods);
  return {
    symptoms: (fromMs, toMs) => tracks.symptoms(fromMs, toMs),
    services: counts,
    servicesKnown: counts.size === services.length,
    events: (fromMs, toMs) =>
      uniqueRefs([...tracks.podsIn(fromMs, toMs), ...makers]).flatMap((each) =>
        recording.events.events({ ref: each, fromMs, toMs }),
      ),
    readiness: workloads.length === 1 ? readinessOf(recording, workloads[0]!) : [],
    logLines: (fromMs, toMs) =>
      tracks.podsIn(fromMs, toMs).flatMap((pod) => recording.logLines({ ref: pod, fromMs, toMs })),
  };
}

/** The labels that pods of a workload get. */
function podLabels(state: KubeObject | undefined): Readonly<Record<string, string>> {
  const template = isObject(state?.spec) ? state.spec.template : undefined;
  const metadata = isObject(template) ? template.metadata : state?.metadata;
  const labels = isObject(metadata) ? metadata.labels : undefined;
  return isObject(labels) ? (labels as Readonly<Record<string, string>>) : {};
}

/** What happened in a stretch of time: facts that follow each other, not what caused them. */
export function outcomeIn(course: Course, beganMs: number, toMs: number): OutcomeEntry {
  // Most sources tell times to the second.
  const fromMs = Math.floor(beganMs / 1000) * 1000;
  const inside = course.symptoms(fromMs, toMs);
  const warnings = course.events(fromMs, toMs).filter(({ type }) => type === 'Warning');
  const of = (type: SymptomType) => inside.filter((symptom) => symptom.type === type);
  const sum = (symptoms: readonly PodSymptom[]) => symptoms.reduce((total, { count }) => total + count, 0);
  const services = [...course.services]
    .map(([name, counts]) => serviceOutcome(name, counts, fromMs, toMs))
    .filter(isDip);
  const counts = {
    restarts: sum(of('restarted')),
    oomKills: of('oomKilled').length,
    crashLooping: podsIn(of('crashLoop')),
    unschedulable: podsIn(of('unschedulable')),
    evicted: podsIn(of('evicted')),
  };
  const told = inside.filter(({ type }) => type !== 'ready');
  return {
    from: instant(beganMs),
    to: instant(toMs),
    ...counts,
    services,
    servicesKnown: course.servicesKnown,
    sentences: [
      ...services.map((service) => serviceSentence(service)),
      ...symptomSentences(of, fromMs),
      ...eventSentences(warnings, new Set(inside.map(({ type }) => type))),
      ...readinessSentences(course.readiness, fromMs, toMs),
      ...logSentences(course, fromMs, toMs),
    ],
    evidence: [...new Set([...told, ...warnings].map(({ evidence }) => evidence))].slice(0, EVIDENCE),
  };
}

/** Fewer endpoints than before and after: what a scale-down takes away is no dip. */
function isDip({ before, lowest, after, zeroSeconds }: ServiceOutcome): boolean {
  return zeroSeconds > 0 || (before !== null && after !== null && lowest < Math.min(before, after));
}

function podsIn(symptoms: readonly PodSymptom[]): number {
  return new Set(symptoms.map(({ pod }) => refKey(pod))).size;
}

function serviceSentence({ service, before, lowest, zeroSeconds }: ServiceOutcome): string {
  const from = before === null ? '' : ` (${before} before)`;
  if (zeroSeconds > 0) return `${service} had no ready endpoint for ${spanWords(zeroSeconds * 1000)}${from}`;
  return `${service} went down to ${lowest} ready endpoints${from}`;
}

const SENTENCES: readonly (readonly [SymptomType, (count: number, pods: string) => string])[] = [
  ['oomKilled', (count, pods) => `${count} OOM kill${count === 1 ? '' : 's'} in ${pods}`],
  ['crashLoop', (_count, pods) => `${pods} in CrashLoopBackOff`],
  ['failed', (count, pods) => `${count} container${count === 1 ? '' : 's'} ended with an error in ${pods}`],
  ['restarted', (count, pods) => `${count} restart${count === 1 ? '' : 's'} in ${pods}`],
  ['unschedulable', (_count, pods) => `${pods} without a node for a time`],
  ['imagePull', (_count, pods) => `${pods} could not pull an image`],
  ['cannotStart', (_count, pods) => `${pods} could not start a container`],
  ['evicted', (_count, pods) => `${pods} evicted`],
];

function symptomSentences(of: (type: SymptomType) => readonly PodSymptom[], fromMs: number): string[] {
  return SENTENCES.flatMap(([type, words]) => {
    const symptoms = of(type);
    const [first] = symptoms;
    if (!first) return [];
    const count = symptoms.reduce((total, each) => total + each.count, 0);
    const pods = podsIn(symptoms);
    const after = `first after ${spanWords(first.timeMs - fromMs)}`;
    return [`${words(count, `${pods} pod${pods === 1 ? '' : 's'}`)}, ${after}`];
  });
}
