import {
  createMergePatch,
  isEqual,
  isObject,
  type JsonObject,
  jsonPatch,
  mergePatch,
  strategicMergePatch,
  typeOfKind,
} from '../../kubernetes/index.ts';
import type { Database } from '../file/database.ts';
import { OPERATIONS } from '../file/schema.ts';
import type { Effect } from './staging.ts';

interface OrderedRow {
  readonly staged_id: number;
  readonly object_id: number;
  readonly seq: number;
  readonly time_ms: number;
  readonly basis: number;
  readonly uid: string | null;
  readonly rv_text: string | null;
  readonly operation: number;
  readonly action_id: number | null;
  readonly source_id: number;
  readonly line: number;
  readonly json: string | null;
  readonly effect: string | null;
}

/** A record whose body is not written yet. */
interface Pending {
  readonly row: OrderedRow;
  /** Its body, or that of a record before it, by its place in the group; undefined where none is known. */
  readonly bodyIndex: number | undefined;
}

/** The object that is being written. */
interface Current {
  readonly objectId: number;
  /** Its newest body. */
  body: JsonObject | undefined;
  isGone: boolean;
  /** Bodies that will be written together: one whole, the others as what is different in them. */
  readonly bodies: { readonly body: JsonObject; readonly fromMs: number }[];
  readonly pending: Pending[];
}

/** Bodies of one group: the most that have to be held, and differences from one whole body. */
const GROUP_SIZE = 16;

const SEEN = OPERATIONS.indexOf('SEEN');
const DELETED = OPERATIONS.indexOf('DELETED');

/** Numbers the ordered changes through and writes them with their bodies, object after object. */
export function writeRecords(database: Database): void {
  database.exec(`
    CREATE TEMP TABLE numbered AS SELECT ordered.*, row_number() OVER (ORDER BY time_ms, rv, kind, namespace, name, place)
      AS seq FROM ordered JOIN objects ON objects.id = object_id;
  `);
  let current = begin(0);
  for (const row of database.each<OrderedRow>(
    `SELECT n.staged_id, n.object_id, n.seq, n.time_ms, n.basis, n.uid, n.rv_text, n.operation, n.action_id, n.source_id,
       n.line, s.json, s.effect FROM numbered n JOIN staged s ON s.id = n.staged_id ORDER BY n.object_id, n.seq`,
  )) {
    if (row.object_id !== current.objectId) {
      writeGroup(database, current);
      current = begin(row.object_id);
    }
    takeRow(database, row, current);
  }
  writeGroup(database, current);
}

function begin(objectId: number): Current {
  return { objectId, body: undefined, isGone: false, bodies: [], pending: [] };
}

function takeRow(database: Database, row: OrderedRow, current: Current): void {
  const next = nextBody(row, current);
  const isSame = next !== undefined && isEqual(next, current.body);
  if (row.operation === SEEN && !current.isGone && isSame) return;
  current.isGone = row.operation === DELETED;
  if (next !== undefined && (!isSame || current.bodies.length === 0)) {
    if (current.bodies.length === GROUP_SIZE) writeGroup(database, current);
    current.bodies.push({ body: next, fromMs: row.time_ms });
    current.body = next;
  }
  current.pending.push({ row, bodyIndex: next === undefined ? undefined : current.bodies.length - 1 });
}

/** Writes the records of a group. The body that held longest is the whole one: it is the one that reads ask for. */
function writeGroup(database: Database, current: Current): void {
  const ids = writeBodies(database, current.bodies);
  for (const { row, bodyIndex } of current.pending) {
    database.run(
      'INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      row.object_id,
      row.seq,
      row.time_ms,
      row.basis,
      row.uid,
      row.rv_text,
      row.operation,
      bodyIndex === undefined ? null : ids[bodyIndex]!,
      row.action_id,
      row.source_id,
      row.line,
    );
  }
  current.bodies.length = 0;
  current.pending.length = 0;
}

function writeBodies(database: Database, bodies: Current['bodies']): number[] {
  const durationOf = (index: number) =>
    (bodies[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY) - bodies[index]!.fromMs;
  let longest = 0;
  for (let index = 1; index < bodies.length; index++)
    if (durationOf(index) > durationOf(longest)) longest = index;
  const base = bodies[longest]?.body;
  if (base === undefined) return [];
  const whole = (body: JsonObject) =>
    database.run('INSERT INTO bodies (base_id, json) VALUES (NULL, ?)', JSON.stringify(body));
  const baseId = whole(base);
  return bodies.map(({ body }, index) => {
    if (index === longest) return baseId;
    const patch = hasNull(body) ? undefined : createMergePatch(base, body);
    if (patch === undefined || isLarge(patch, body)) return whole(body);
    return database.run('INSERT INTO bodies (base_id, json) VALUES (?, ?)', baseId, JSON.stringify(patch));
  });
}

/** Whether a difference is hardly smaller than the body itself. */
function isLarge(patch: JsonObject, body: JsonObject): boolean {
  return JSON.stringify(patch).length * 2 > JSON.stringify(body).length;
}

function nextBody(row: OrderedRow, current: Current): JsonObject | undefined {
  if (row.json !== null) return JSON.parse(row.json) as JsonObject;
  if (row.operation === DELETED) return current.body;
  if (row.effect === null || (current.body === undefined && row.operation !== OPERATIONS.indexOf('TOUCHED')))
    return undefined;
  return applyEffect(current.body, JSON.parse(row.effect) as Effect);
}

/** A custom resource takes strategic patches as plain merges. */
function strategic(body: JsonObject, patch: unknown): unknown {
  const typeName = typeOfKind(String(body.apiVersion), String(body.kind));
  return typeName === undefined || !isObject(patch)
    ? mergePatch(body, patch)
    : strategicMergePatch(body, patch, typeName);
}

/** The state that a request leads to, when it can be told from the state before. */
function applyEffect(body: JsonObject | undefined, { type, patch }: Effect): JsonObject | undefined {
  if (body === undefined) return undefined;
  const result =
    type === 'json'
      ? patched(body, patch)
      : type === 'strategic'
        ? strategic(body, patch)
        : mergePatch(body, patch);
  return isObject(result) ? result : undefined;
}

/** Undefined for a patch that does not fit the last known state: it was made to one that nobody saw. */
function patched(body: JsonObject, patch: unknown): unknown {
  const outcome = jsonPatch(body, Array.isArray(patch) ? patch : []);
  return 'value' in outcome ? outcome.value : undefined;
}

/** Whether a value holds null, which a merge patch would take for a removal. */
function hasNull(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  return Object.values(value as object).some(hasNull);
}
