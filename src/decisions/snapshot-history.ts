import { changeWords, decidedChanges, type ObjectRef, refKey } from '../history/index.ts';
import { instant, isEqual, type KubeObject } from '../kubernetes/index.ts';
import { API_VERSION, type Snapshot } from '../snapshot/index.ts';
import { CHANGE_CAUSE_KEY, REASON_KEY, TICKET_KEY } from './annotation-keys.ts';
import type {
  ChangeEntry,
  FieldHistory,
  HistoryReport,
  HistorySource,
  NoteEntry,
  ReasonEntry,
  RollbackEntry,
  ValueEntry,
} from './documents.ts';
import { valueAt } from './field-path.ts';
import { type HistoryOptions, isNamed, lastOf, notesOf } from './history-report.ts';

import { linksIn } from './reasons.ts';
import { type KeptRevision, keptRevisions } from './revisions.ts';
import { valueWords } from './value-words.ts';

/** What a snapshot alone holds of an object's history: the revisions that it still keeps, and annotations. */
export function snapshotHistory(
  snapshot: Snapshot,
  ref: ObjectRef,
  object: KubeObject,
  { decisions, field, notes = [], last }: Pick<HistoryOptions, 'decisions' | 'field' | 'notes' | 'last'>,
): HistoryReport {
  const key = refKey(ref);
  const revisions = keptRevisions(snapshot, ref, object);
  const isAsked = (path: string) => field === undefined || isNamed(path, field);
  const paths = new Set<string>();
  const changes = revisions.flatMap((revision, index) => {
    const before = revisions[index - 1];
    if (!before) return [];
    const fields = decidedChanges(before.state, revision.state).filter(({ path }) => isAsked(path));
    for (const { path } of fields) paths.add(path);
    return fields.length === 0 ? [] : [changeOf(key, ref, before, revision, fields)];
  });
  return {
    apiVersion: API_VERSION,
    kind: 'HistoryReport',
    object: key,
    source: snapshotSource(snapshot),
    decisionsOnly: decisions,
    changes: lastOf(changes, last),
    fields: decisions ? [...paths].map((path) => revisionValues(key, revisions, path)) : [],
    rollbacks: [...paths].flatMap((path) => rollbacksIn(key, revisions, path)),
    notes: [...snapshotNotes(object, revisions), ...notesOf(notes, ref)],
    unknown: snapshotUnknown(revisions.length),
  };
}

/** What a report of a snapshot rests on. */
export function snapshotSource({ metadata }: Snapshot): HistorySource {
  const taken = metadata.takenAtMs === undefined ? null : instant(metadata.takenAtMs);
  return {
    name: metadata.cluster ?? metadata.sources.join(', '),
    kind: 'snapshot',
    from: null,
    to: taken,
  };
}

function changeOf(
  object: string,
  ref: ObjectRef,
  before: KeptRevision,
  revision: KeptRevision,
  fields: ReturnType<typeof decidedChanges>,
): ChangeEntry {
  return {
    time: timeOf(revision),
    timeBasis: 'said',
    object,
    summary: `revision ${before.number} → ${revision.number}: ${changeWords(ref.kind, fields)}`,
    decided: true,
    fields: fields.map(({ path, before: was, after }) => ({
      path,
      before: was ?? null,
      after: after ?? null,
    })),
    who: null,
    reasons: causeOf(revision),
    evidence: [revision.keptBy],
  };
}

function timeOf({ createdMs }: KeptRevision): string | null {
  return createdMs === undefined ? null : instant(createdMs);
}

function causeOf(revision: KeptRevision): ReasonEntry[] {
  const { changeCause, keptBy } = revision;
  if (changeCause === undefined || changeCause === '') return [];
  return [
    {
      text: changeCause,
      origin: `annotation ${CHANGE_CAUSE_KEY}`,
      links: linksIn(changeCause),
      time: timeOf(revision),
      evidence: keptBy,
    },
  ];
}

/** The values that the kept revisions have of one field of the template. */
export function revisionValues(
  object: string,
  revisions: readonly KeptRevision[],
  path: string,
): FieldHistory {
  const values: ValueEntry[] = [];
  for (const revision of revisions) {
    const value = valueAt(revision.state, path);
    const last = values.at(-1);
    if (last && isEqual(last.value, value ?? null)) continue;
    const from = timeOf(revision);
    if (last) values[values.length - 1] = { ...last, to: from, heldSeconds: secondsBetween(last.from, from) };
    values.push({
      value: value ?? null,
      words: valueWords(value),
      from,
      to: null,
      heldSeconds: null,
      who: null,
      reasons: causeOf(revision),
      evidence: [`${revision.keptBy} (revision ${revision.number})`],
    });
  }
  return { object, path, values };
}

function secondsBetween(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1000;
}

function rollbacksIn(object: string, revisions: readonly KeptRevision[], path: string): RollbackEntry[] {
  const { values } = revisionValues(object, revisions, path);
  return values.flatMap((back, index) => {
    const tried = values[index - 1];
    const earlier = values[index - 2];
    if (!tried || !earlier || !isEqual(earlier.value, back.value)) return [];
    return [
      {
        object,
        fields: [{ path, tried: [tried.words], backTo: back.words }],
        from: tried.from,
        to: back.from,
        heldSeconds: tried.heldSeconds,
        triedBy: null,
        takenBackBy: null,
        triedReasons: tried.reasons,
        takenBackReasons: back.reasons,
        outcome: null,
      },
    ];
  });
}

/** Annotations that give reasons, and how many replicas earlier revisions were last wanted with. */
export function snapshotNotes(object: KubeObject, revisions: readonly KeptRevision[]): NoteEntry[] {
  const annotations: Readonly<Record<string, string>> = object.metadata.annotations ?? {};
  const left = [REASON_KEY, TICKET_KEY, CHANGE_CAUSE_KEY].flatMap((key) => {
    const text = annotations[key];
    return text === undefined || text === ''
      ? []
      : [note('', text, `annotation ${key}, set at a time that a snapshot does not tell`)];
  });
  const wanted = revisions.flatMap(({ number, desiredReplicas, keptBy }) =>
    desiredReplicas === undefined
      ? []
      : [
          note(
            'deployment-controller',
            `${desiredReplicas} replicas were wanted when revision ${number} was last scaled`,
            keptBy,
          ),
        ],
  );
  return [...left, ...wanted];
}

function note(author: string, text: string, origin: string): NoteEntry {
  return { time: null, author, text, origin, links: linksIn(text), evidence: origin };
}

/** What no snapshot tells. */
export function snapshotUnknown(revisionCount: number): string[] {
  return [
    'a snapshot is one moment: who changed this object, and what else it was before, is not in it (give a --recording)',
    ...(revisionCount === 0
      ? ['it holds no earlier revision of this object']
      : [
          `it holds ${revisionCount} revision${revisionCount === 1 ? '' : 's'} of the pod template; older ones were cleaned up, and values outside of the template are not kept`,
        ]),
  ];
}
