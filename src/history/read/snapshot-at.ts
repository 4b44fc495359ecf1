import { compareTexts, type GroupKind, isoTime, type KubeObject, RESOURCES } from '../../kubernetes/index.ts';
import { creationRank, decodeObject, type Snapshot, SnapshotBuilder } from '../../snapshot/index.ts';
import type { Database } from '../file/database.ts';
import { OPERATIONS } from '../file/schema.ts';
import { refKey } from '../object-ref.ts';

import type { Names } from './names.ts';
import { readBody, readBodyText } from './object-history.ts';
import type { Recording } from './recording.ts';

/** How long the API server keeps events, and so how far back those of a snapshot go. */
const EVENT_TTL_MS = 3_600_000;

/**
 * The cluster at a time: the newest full state before it, and the changes since.
 *
 * Objects stand in the order in which the API server lists them. What was changed without anybody saying how is there
 * as it was last known, and a note says so.
 */
export function snapshotAt(database: Database, names: Names, recording: Recording, timeMs: number): Snapshot {
  const { live, stale } = liveAt(database, timeMs);
  const builder = new SnapshotBuilder();
  builder.beginSource(recording.name);
  builder.format('recording');
  builder.ledger.sayOtherwise('not in the recording');
  for (const row of database.all<{ kind: GroupKind; state: string; detail: string | null }>(
    'SELECT kind, state, detail FROM kinds ORDER BY kind',
  )) {
    if (row.state === 'complete') builder.ledger.asked(row.kind);
    else builder.ledger.partly(row.kind, row.detail ?? 'only what changed is known');
  }
  const kubernetes = recording.fact('kubernetes');
  const cluster = recording.fact('cluster');
  if (kubernetes !== undefined) builder.facts.serverVersion(kubernetes);
  if (cluster !== undefined) builder.facts.cluster(cluster);
  builder.facts.takenAt(timeMs);
  const rows = rowsInOrder(live, names, orderOf);
  rows.forEach(({ ref, bodyId }, index) => {
    const decode = (value: unknown) =>
      decodeObject(value, undefined, { file: recording.name, text: 0, index });
    if (ref.kind === 'Pod') takePod(builder, readBodyText(database, bodyId), decode);
    else builder.add(decode(readBody(database, bodyId)));
  });
  for (const event of eventsAt(recording, timeMs)) builder.add(event);
  if (stale.size > 0) {
    builder.note({
      code: 'STATE_MAY_BE_OLDER',
      message: `${stale.size} objects were changed by requests whose content the recording does not hold: they stand as they were before`,
      objects: [...stale].map((id) => refKey(names.refOf(id))).sort(),
    });
  }
  return builder.build().snapshot;
}

/** Every object at a time as the recording holds it, in the order of `creationRank`, then the events. */
export function* objectsAt(
  database: Database,
  names: Names,
  recording: Recording,
  timeMs: number,
): Generator<KubeObject> {
  for (const { bodyId } of rowsInOrder(liveAt(database, timeMs).live, names, creationRank)) {
    yield readBody(database, bodyId);
  }
  yield* eventsAt(recording, timeMs);
}

/** The objects by kind, and those of a kind as the API server lists them. */
function rowsInOrder(live: ReadonlyMap<number, number>, names: Names, rankOf: (kind: GroupKind) => number) {
  names.remember(live);
  const rows = [...live].map(([objectId, bodyId]) => ({ ref: names.refOf(objectId), bodyId }));
  return rows.sort(
    (a, b) =>
      rankOf(a.ref.kind) - rankOf(b.ref.kind) ||
      compareTexts(a.ref.kind, b.ref.kind) ||
      compareTexts(a.ref.namespace, b.ref.namespace) ||
      compareTexts(a.ref.name, b.ref.name),
  );
}

/** Most pods are like others: those are taken from their text without making objects of them. */
function takePod(builder: SnapshotBuilder, text: string, decode: (value: unknown) => KubeObject): void {
  const bytes = Buffer.from(text);
  const isTaken =
    builder.takeAlikePod(bytes, 0, bytes.length) >= 0 ||
    builder.takeNewPod(bytes, 0, bytes.length, true, decode) >= 0;
  if (!isTaken) builder.add(decode(JSON.parse(text)));
}

/** The body of every object that is there at a time, and the objects that were changed since in an unknown way. */
export function liveAt(
  database: Database,
  timeMs: number,
): { readonly live: ReadonlyMap<number, number>; readonly stale: ReadonlySet<number> } {
  const last = database.get<{ seq: number }>(
    'SELECT seq FROM records INDEXED BY records_by_time WHERE time_ms <= ? ORDER BY time_ms DESC, seq DESC LIMIT 1',
    timeMs,
  );
  const live = new Map<number, number>();
  const stale = new Set<number>();
  if (!last) return { live, stale };
  const checkpoint = database.get<{ id: number; seq: number }>(
    'SELECT id, seq FROM checkpoints WHERE seq <= ? ORDER BY seq DESC LIMIT 1',
    last.seq,
  );
  if (checkpoint) {
    for (const row of database.each<{ object_id: number; body_id: number; is_stale: number }>(
      'SELECT object_id, body_id, is_stale FROM checkpoint_members WHERE checkpoint_id = ?',
      checkpoint.id,
    )) {
      live.set(row.object_id, row.body_id);
      if (row.is_stale === 1) stale.add(row.object_id);
    }
  }
  for (const row of database.each<{ object_id: number; body_id: number | null; operation: number }>(
    'SELECT object_id, body_id, operation FROM records INDEXED BY records_by_seq WHERE seq > ? AND seq <= ? ORDER BY seq',
    checkpoint?.seq ?? 0,
    last.seq,
  )) {
    takeRecord(live, stale, row.object_id, row.body_id, row.operation);
  }
  return { live, stale };
}

/** What one record does to the state of the cluster. */
export function takeRecord(
  live: Map<number, number>,
  stale: Set<number>,
  objectId: number,
  bodyId: number | null,
  operation: number,
): void {
  if (OPERATIONS[operation] === 'DELETED') {
    live.delete(objectId);
    stale.delete(objectId);
  } else if (bodyId !== null) {
    live.set(objectId, bodyId);
    stale.delete(objectId);
  } else if (live.has(objectId)) stale.add(objectId);
}

function* eventsAt(recording: Recording, timeMs: number): Generator<KubeObject> {
  const newest = new Map<string, KubeObject>();
  for (const event of recording.events.events({ fromMs: timeMs - EVENT_TTL_MS, toMs: timeMs })) {
    const { kind, namespace, name } = event.regarding;
    const identity = JSON.stringify([kind, namespace, name, event.reason, event.note, event.firstMs]);
    newest.delete(identity);
    newest.set(identity, {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${newest.size.toString(16)}`, namespace: namespace || 'default' },
      involvedObject: { kind: kind.split('.', 1)[0], namespace, name },
      reason: event.reason,
      message: event.note,
      type: event.type,
      count: event.count,
      firstTimestamp: isoTime(event.firstMs),
      lastTimestamp: isoTime(event.timeMs),
      source: { component: event.reporter },
    });
  }
  yield* newest.values();
}

const ORDER = new Map([...RESOURCES.keys()].map((kind, index) => [kind, index]));

function orderOf(kind: GroupKind): number {
  return ORDER.get(kind) ?? ORDER.size;
}
