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

/** The state of the object that is being written. */
interface Current {
  readonly objectId: number;
  /** Its newest body, and the number under which it stands. */
  body: JsonObject | undefined;
  bodyId: number | null;
  isGone: boolean;
  /** The newest body that is written whole, against which later ones are differences. */
  base: { readonly id: number; readonly body: JsonObject; readonly length: number } | undefined;
}

const SEEN = OPERATIONS.indexOf('SEEN');
const DELETED = OPERATIONS.indexOf('DELETED');

/** Numbers the ordered changes through and writes them with their bodies, object after object. */
export function writeRecords(database: Database): void {
  database.exec(`
    CREATE TEMP TABLE numbered AS SELECT *, row_number() OVER (ORDER BY time_ms, rv, object_id, place) AS seq FROM ordered;
  `);
  let current: Current = { objectId: 0, body: undefined, bodyId: null, isGone: false, base: undefined };
  for (const row of database.each<OrderedRow>(
    `SELECT n.staged_id, n.object_id, n.seq, n.time_ms, n.basis, n.uid, n.rv_text, n.operation, n.action_id, n.source_id,
       n.line, s.json, s.effect FROM numbered n JOIN staged s ON s.id = n.staged_id
     ORDER BY n.object_id, n.seq`,
  )) {
    if (row.object_id !== current.objectId) {
      current = { objectId: row.object_id, body: undefined, bodyId: null, isGone: false, base: undefined };
    }
    writeRow(database, row, current);
  }
}

function writeRow(database: Database, row: OrderedRow, current: Current): void {
  const next = nextBody(row, current);
  const isRepeated =
    row.operation === SEEN && !current.isGone && next !== undefined && isEqual(next, current.body);
  if (isRepeated) return;
  const bodyId = next === undefined ? null : writeBody(database, next, current);
  current.isGone = row.operation === DELETED;
  database.run(
    'INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    row.object_id,
    row.seq,
    row.time_ms,
    row.basis,
    row.uid,
    row.rv_text,
    row.operation,
    bodyId,
    row.action_id,
    row.source_id,
    row.line,
  );
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
  try {
    const result =
      type === 'json'
        ? jsonPatch(body, Array.isArray(patch) ? patch : [])
        : type === 'strategic'
          ? strategic(body, patch)
          : mergePatch(body, patch);
    return isObject(result) ? result : undefined;
  } catch {
    // A patch that does not fit the last known state was made to one that nobody saw.
    return undefined;
  }
}

function writeBody(database: Database, body: JsonObject, current: Current): number {
  if (current.body !== undefined && current.bodyId !== null && isEqual(body, current.body))
    return current.bodyId;
  const whole = JSON.stringify(body);
  const patch =
    current.base && !hasNull(body) ? JSON.stringify(createMergePatch(current.base.body, body)) : undefined;
  const isDifference = current.base !== undefined && patch !== undefined && patch.length * 2 < whole.length;
  const id = isDifference
    ? database.run('INSERT INTO bodies (base_id, json) VALUES (?, ?)', current.base!.id, patch)
    : database.run('INSERT INTO bodies (base_id, json) VALUES (NULL, ?)', whole);
  if (!isDifference) current.base = { id, body, length: whole.length };
  current.body = body;
  current.bodyId = id;
  return id;
}

/** Whether a value holds null, which a merge patch would take for a removal. */
function hasNull(value: unknown): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  return Object.values(value as object).some(hasNull);
}
