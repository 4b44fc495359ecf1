import {
  type AuthoredChange,
  authoredChanges,
  endpointCounts,
  type PodSymptom,
  textTemplate,
  whoOf,
  whoWords,
} from '../decisions/index.ts';
import { type Recording, refKey, uniqueRefs } from '../history/index.ts';
import type { Draft } from './entries.ts';
import { readyOf } from './node-ready.ts';
import type { Subject } from './subject.ts';
import { setOf, symptomDraft } from './symptom-draft.ts';

/** Normal events that tell what was done about trouble. */
const TELLING = new Set([
  'Killing',
  'Preempted',
  'TaintManagerEviction',
  'NodeNotReady',
  'NodeNotSchedulable',
  'NodeSchedulable',
  'ScalingReplicaSet',
  'SuccessfulRescale',
]);
/** Events that say what the status of a pod says as well. */
const SAID_BY_STATUS: Readonly<Record<string, PodSymptom['type']>> = {
  OOMKilling: 'oomKilled',
  BackOff: 'crashLoop',
  FailedScheduling: 'unschedulable',
  Evicted: 'evicted',
};

/** @source k8s.io/client-go/tools/record/events_cache.go → EventAggregator.EventAggregate (v0.36.3) */
const COMBINED = '(combined from similar events): ';

/** What people and controllers changed of everything that has to do with the subject. */
export function changeDrafts(recording: Recording, subject: Subject, fromMs: number, toMs: number): Draft[] {
  const refs = [
    ...subject.owners,
    ...subject.related.map(({ ref }) => ref),
    ...subject.nodes,
    ...subject.services,
  ];
  return uniqueRefs(refs).flatMap((ref) =>
    authoredChanges(recording, ref, fromMs - 1, toMs)
      .filter(isTold)
      .map((change) => ({
        timeMs: change.timeMs,
        type: 'change' as const,
        object: refKey(ref),
        summary: [change.summary, ...change.reasons.slice(0, 1).map(({ text }) => `"${text}"`)].join('   '),
        who: change.who ? whoWords(change.who) : null,
        count: 1,
        evidence: change.evidence[0] ?? '',
      })),
  );
}

/** What controllers keep in order by themselves is noise, but for what it does to pods. */
function isTold({ who, summary }: AuthoredChange): boolean {
  return who?.role !== 'controller' || /\b(taints|replicas|unschedulable)\b/.test(summary);
}

/** Pods that came and went, folded by what makes them. */
export function lifecycleDrafts(
  recording: Recording,
  subject: Subject,
  fromMs: number,
  toMs: number,
): Draft[] {
  return subject.pods.flatMap((pod) =>
    recording.objects
      .changesOf(pod)
      .filter(({ timeMs, operation }) => timeMs >= fromMs && timeMs <= toMs && isLife(operation))
      .map((change): Draft => {
        const action = change.actionId === undefined ? undefined : recording.actions.action(change.actionId);
        const isPerson = action?.actor.role === 'person';
        const verb = change.operation === 'ADDED' ? 'created' : 'gone';
        return {
          timeMs: change.timeMs,
          type: 'lifecycle',
          object: refKey(pod),
          summary: verb,
          who: isPerson ? action.actor.user : null,
          count: 1,
          fold: `${verb} ${setOf(pod.name)} ${isPerson ? action.actor.user : ''}`,
          evidence: change.evidence,
        };
      }),
  );
}

function isLife(operation: string): boolean {
  return operation === 'ADDED' || operation === 'DELETED';
}

/** What the pods went through, folded by what it is. */
export function symptomDrafts(symptoms: readonly PodSymptom[], fromMs: number, toMs: number): Draft[] {
  return symptoms
    .filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs)
    .flatMap((symptom) => symptomDraft(symptom, refKey(symptom.pod), symptom.evidence) ?? []);
}

/** Evictions that somebody asked for, folded by who and what came of it. */
export function evictionDrafts(
  recording: Recording,
  subject: Subject,
  fromMs: number,
  toMs: number,
): Draft[] {
  return subject.pods.flatMap((pod) =>
    recording.actions
      .actions({ ref: pod, fromMs, toMs })
      .filter(({ subresource }) => subresource === 'eviction')
      .map(({ timeMs, actor, status, message, evidence }): Draft => {
        const who = whoWords(whoOf(actor));
        const summary = status < 400 ? 'eviction asked for' : `eviction refused: ${message}`;
        const fold = `eviction ${who} ${textTemplate(summary)}`;
        return { timeMs, type: 'change', object: refKey(pod), summary, who, count: 1, fold, evidence };
      }),
  );
}

/** What was reported of the subject, folded by reason and words. */
export function eventDrafts(
  recording: Recording,
  subject: Subject,
  symptoms: readonly PodSymptom[],
  fromMs: number,
  toMs: number,
): Draft[] {
  const told = new Set(symptoms.map(({ type }) => type));
  const refs = [
    ...subject.pods,
    ...subject.owners,
    ...subject.nodes,
    ...subject.services,
    ...subject.related.map(({ ref }) => ref),
  ];
  return uniqueRefs(refs)
    .flatMap((ref) => recording.events.events({ ref, fromMs, toMs }))
    .filter(({ type, reason }) => (type === 'Warning' || TELLING.has(reason)) && !isSaid(reason, told))
    .map((event): Draft => {
      const { timeMs, regarding, reason, evidence } = event;
      const object = refKey(regarding);
      // Of messages that were combined for their number, the count is that of all of them.
      const isCombined = event.note.startsWith(COMBINED);
      const note = isCombined ? event.note.slice(COMBINED.length) : event.note;
      return {
        timeMs,
        type: 'event',
        object,
        summary: `${reason}: ${note}`,
        who: null,
        count: isCombined ? 1 : event.count,
        ...(isCombined ? {} : { series: `${object} ${note} ${event.firstMs}` }),
        fold: eventFold(reason, regarding.kind, note),
        evidence,
      };
    });
}

/** Scaling of one ReplicaSet is not that of another, whatever the sizes. */
function eventFold(reason: string, kind: string, note: string): string {
  const said = reason === 'ScalingReplicaSet' ? note.replace(/ \d+\b/g, ' <n>') : textTemplate(note);
  return `${reason} ${kind} ${said}`;
}

function isSaid(reason: string, told: ReadonlySet<PodSymptom['type']>): boolean {
  const type = SAID_BY_STATUS[reason];
  return type !== undefined && told.has(type);
}

/** Nodes that stopped and began to be Ready. */
export function nodeDrafts(recording: Recording, subject: Subject, fromMs: number, toMs: number): Draft[] {
  return subject.nodes.flatMap((node) => {
    let was: boolean | undefined;
    return recording.objects.changesOf(node).flatMap((change): Draft[] => {
      if (!change.isStateKnown) return [];
      const is = readyOf(recording.objects.stateAfter(change));
      const isNews = was !== undefined && is !== undefined && is !== was;
      was = is ?? was;
      if (!isNews || change.timeMs < fromMs || change.timeMs > toMs) return [];
      return [
        {
          timeMs: change.timeMs,
          type: 'node',
          object: refKey(node),
          summary: is ? 'Ready again' : 'not Ready',
          who: null,
          count: 1,
          evidence: change.evidence,
        },
      ];
    });
  });
}

/** Services that lost their last ready endpoint and got one again. */
export function endpointDrafts(
  recording: Recording,
  subject: Subject,
  fromMs: number,
  toMs: number,
): Draft[] {
  return subject.services.flatMap((service) => {
    const counts = endpointCounts(recording, service) ?? [];
    const firstUp = counts.findIndex(({ ready }) => ready > 0);
    return counts.flatMap(({ timeMs, ready }, index): Draft[] => {
      if (index <= firstUp) return [];
      const before = counts[index - 1]?.ready;
      if (before === undefined || timeMs < fromMs || timeMs > toMs || (ready > 0 && before > 0)) return [];
      return [
        {
          timeMs,
          type: 'endpoints',
          object: refKey(service),
          summary: `${before} → ${ready} ready endpoints`,
          who: null,
          count: 1,
          evidence: 'EndpointSlices',
        },
      ];
    });
  });
}
