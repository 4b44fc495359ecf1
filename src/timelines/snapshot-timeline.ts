import { type SymptomType, snapshotSource, symptomsBetween, textTemplate } from '../decisions/index.ts';
import { isObject, isoTime, type KubeObject } from '../kubernetes/index.ts';
import { type ObjectKey, parseKey, type RelationGraph } from '../relations/index.ts';
import { API_VERSION, type Snapshot } from '../snapshot/index.ts';
import type { DebugObject, DebugTimeline } from './documents.ts';
import { type Draft, entriesOf, isSign, precededBy } from './entries.ts';
import type { AskRules } from './recorded-timeline.ts';
import { symptomDraft } from './symptom-draft.ts';

const ROLES: Readonly<Record<string, string>> = {
  runsOn: 'node',
  reads: 'reads',
  mounts: 'mounts',
  scales: 'scaled by',
  guards: 'guarded by',
  selects: 'selected by',
};
const CHANGE_CAUSE = 'kubernetes.io/change-cause';

/** What is looked at in a snapshot. */
export interface SnapshotTarget {
  readonly target: string;
  readonly subject: ObjectKey;
  readonly types: readonly SymptomType[];
  readonly others: DebugTimeline['others'];
}

/** The time line that one snapshot still holds: events, states and times of containers, pods, ReplicaSets and nodes. */
export function snapshotTimeline(
  snapshot: Snapshot,
  graph: RelationGraph,
  { target, subject, types, others }: SnapshotTarget,
  sinceMs: number,
  rules: AskRules,
): DebugTimeline {
  const nowMs = snapshot.metadata.takenAtMs ?? newestTime(snapshot);
  const objects = objectsAround(graph, subject);
  const drafts = draftsOf(snapshot, graph, objects, nowMs);
  const last = drafts
    .filter((draft) => isSign(draft, types))
    .reduce((latest, { timeMs }) => Math.max(latest, timeMs), Number.NEGATIVE_INFINITY);
  const zeroMs = Number.isFinite(last) ? last : nowMs;
  const fromMs = zeroMs - sinceMs;
  const inside = drafts.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= nowMs);
  const left = drafts.length - inside.length;
  const { cause, suggestions, unseen } = rules(zeroMs);
  return {
    apiVersion: API_VERSION,
    kind: 'DebugTimeline',
    target,
    subject,
    source: snapshotSource(snapshot),
    window: { from: isoTime(fromMs), to: isoTime(nowMs) },
    zero: {
      time: isoTime(zeroMs),
      what: Number.isFinite(last) ? 'the last sign that the snapshot shows' : 'the moment of the snapshot',
    },
    objects,
    entries: entriesOf(inside, zeroMs),
    logs: [],
    cause,
    precededBy: precededBy(inside, types, zeroMs),
    others,
    suggestions,
    unknown: [
      'a snapshot is one moment: of what went before it holds only what states and events still tell, and not who changed anything',
      ...(left > 0 ? [`${left} things that happened before this window are left out (--since)`] : []),
      ...unseen,
    ],
  };
}

function newestTime({ events }: Snapshot): number {
  const times = events.map(({ lastTimestamp, metadata }) =>
    Date.parse(String(lastTimestamp ?? metadata.creationTimestamp)),
  );
  return times.filter((time) => !Number.isNaN(time)).reduce((a, b) => Math.max(a, b), 0);
}

/** The object, its pods and owners, and what these run on, read, mount and are guarded by. */
function objectsAround(graph: RelationGraph, subject: ObjectKey): DebugObject[] {
  const found = new Map<string, string>();
  const add = (key: string, role: string) => {
    if (!found.has(key)) found.set(key, role);
  };
  const isNode = subject.startsWith('Node/');
  const pods = isNode
    ? graph.dependentsOf(subject).flatMap(({ type, dependent }) => (type === 'runsOn' ? [dependent] : []))
    : graph
        .walk(subject, { direction: 'dependencies', types: ['owns', 'selects'], maxHops: 3 })
        .map(({ key }) => key);
  for (const key of pods) if (key.startsWith('Pod/')) add(key, 'pod');
  if (isNode) add(subject, 'node');
  for (const { key } of graph.walk(subject, { direction: 'dependents', types: ['owns'], maxHops: 3 }))
    if (!key.startsWith('Pod/') && !isNode) add(key, key.startsWith('Service/') ? 'selected by' : 'owner');
  for (const key of pods) if (!key.startsWith('Pod/') && key !== subject) add(key, 'owner');
  if (!isNode) {
    for (const key of [...found.keys()]) {
      for (const { type, dependency } of graph.dependenciesOf(key))
        if (ROLES[type] !== undefined && type !== 'selects') add(dependency, ROLES[type]);
      for (const { type, dependent } of graph.dependentsOf(key))
        if (type === 'scales' || type === 'guards' || type === 'selects') add(dependent, ROLES[type]!);
    }
  }
  return [...found].map(([object, role]) => ({ object, role }));
}

function draftsOf(
  snapshot: Snapshot,
  graph: RelationGraph,
  objects: readonly DebugObject[],
  nowMs: number,
): Draft[] {
  const keys = new Set(objects.map(({ object }) => object));
  return [
    ...objects.flatMap(({ object, role }) => objectDrafts(graph.object(object), object, role, nowMs)),
    ...snapshot.events.flatMap((event) => eventDraft(event, keys)),
  ];
}

function objectDrafts(object: KubeObject | undefined, key: string, role: string, nowMs: number): Draft[] {
  if (!object) return [];
  const base = { object: key, who: null, count: 1, evidence: key };
  const createdMs = Date.parse(String(object.metadata.creationTimestamp));
  const drafts: Draft[] = [];
  if (role === 'pod') {
    if (!Number.isNaN(createdMs))
      drafts.push({
        ...base,
        timeMs: createdMs,
        type: 'lifecycle',
        summary: 'created',
        fold: `created ${setOfPods(key)}`,
      });
    for (const symptom of symptomsBetween(undefined, object, nowMs)) {
      const draft = symptomDraft(symptom, key, key);
      if (draft) drafts.push(draft);
    }
  } else if (role === 'node') drafts.push(...conditionDrafts(object, base));
  else if (!Number.isNaN(createdMs)) {
    const cause = object.metadata.annotations?.[CHANGE_CAUSE];
    drafts.push({
      ...base,
      timeMs: createdMs,
      type: 'change',
      summary: cause === undefined ? 'created' : `created   "${cause}"`,
    });
  }
  return drafts;
}

function setOfPods(key: string): string {
  return key.slice(0, key.lastIndexOf('-') + 1);
}

/** When a node's conditions last changed for the worse. */
function conditionDrafts(node: KubeObject, base: Omit<Draft, 'timeMs' | 'type' | 'summary'>): Draft[] {
  const conditions =
    isObject(node.status) && Array.isArray(node.status.conditions) ? node.status.conditions : [];
  return conditions.flatMap((condition: unknown): Draft[] => {
    if (!isObject(condition)) return [];
    const { type, status, reason, lastTransitionTime } = condition;
    const isBad = type === 'Ready' ? status !== 'True' : status === 'True';
    const timeMs = Date.parse(String(lastTransitionTime));
    if (!isBad || Number.isNaN(timeMs)) return [];
    return [
      {
        ...base,
        timeMs,
        type: 'node',
        summary: `${String(type)} ${String(status)}: ${String(reason ?? '')}`,
      },
    ];
  });
}

function eventDraft(event: KubeObject, keys: ReadonlySet<string>): Draft[] {
  const { involvedObject, reason, message, type, count, lastTimestamp, eventTime } = event;
  if (!isObject(involvedObject) || type !== 'Warning') return [];
  const { kind, namespace, name } = involvedObject;
  const key = [kind, kind === 'Node' ? '' : (namespace ?? ''), name].filter((part) => part !== '').join('/');
  const timeMs = Date.parse(String(lastTimestamp ?? eventTime ?? event.metadata.creationTimestamp));
  if (!keys.has(key) || Number.isNaN(timeMs) || !parseKey(key)) return [];
  return [
    {
      timeMs,
      type: 'event',
      object: key,
      summary: `${String(reason)}: ${String(message)}`,
      who: null,
      count: typeof count === 'number' ? count : 1,
      fold: `${String(reason)} ${String(kind)} ${textTemplate(String(message))}`,
      evidence: `Event ${event.metadata.name ?? ''}`,
    },
  ];
}
