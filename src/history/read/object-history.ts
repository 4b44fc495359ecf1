import { invariant } from '../../errors/index.ts';
import { type GroupKind, type KubeObject, mergePatch } from '../../kubernetes/index.ts';
import type { Database } from '../file/database.ts';
import { OPERATIONS, TIME_BASES } from '../file/schema.ts';
import type { ChangeRecord, ObjectRef, RecordQuery } from '../records.ts';
import type { Names } from './names.ts';

interface RecordRow {
  readonly object_id: number;
  readonly seq: number;
  readonly time_ms: number;
  readonly basis: number;
  readonly uid: string | null;
  readonly resource_version: string | null;
  readonly operation: number;
  readonly body_id: number | null;
  readonly action_id: number | null;
  readonly source_id: number;
  readonly line: number;
}

const COLUMNS =
  'object_id, seq, time_ms, basis, uid, resource_version, operation, body_id, action_id, source_id, line';

/** Every recorded change of every object. */
export class ObjectHistory {
  readonly #database: Database;
  readonly #names: Names;

  constructor(database: Database, names: Names) {
    this.#database = database;
    this.#names = names;
  }

  /** The changes of one object, oldest first. */
  changesOf(ref: ObjectRef): ChangeRecord[] {
    const id = this.#names.idOf(ref);
    if (id === undefined) return [];
    return this.#database
      .all<RecordRow>(`SELECT ${COLUMNS} FROM records WHERE object_id = ? ORDER BY seq`, id)
      .map((row) => this.#recordOf(row));
  }

  /** The changes of all objects in a stretch of time, oldest first. */
  *changes({ fromMs, toMs, kinds, namespace, ref }: RecordQuery = {}): Generator<ChangeRecord> {
    const rows = this.#database.each<RecordRow>(
      `SELECT ${COLUMNS} FROM records INDEXED BY records_by_time WHERE time_ms BETWEEN ? AND ? ORDER BY time_ms, seq`,
      fromMs ?? Number.MIN_SAFE_INTEGER,
      toMs ?? Number.MAX_SAFE_INTEGER,
    );
    const wanted = ref === undefined ? undefined : this.#names.idOf(ref);
    if (ref !== undefined && wanted === undefined) return;
    for (const row of rows) {
      if (wanted !== undefined && row.object_id !== wanted) continue;
      const record = this.#recordOf(row);
      if (kinds && !kinds.includes(record.ref.kind)) continue;
      if (namespace !== undefined && record.ref.namespace !== namespace) continue;
      yield record;
    }
  }

  /** The newest known state of an object up to a time, by default of all times; of one that is gone by then too. */
  lastKnown(ref: ObjectRef, timeMs = Number.POSITIVE_INFINITY): KubeObject | undefined {
    const last = this.changesOf(ref).findLast((change) => change.isStateKnown && change.timeMs <= timeMs);
    return last && this.bodyOf(last);
  }

  /** The object after the change; undefined when it is gone, or when its state is not known. */
  stateAfter(change: ChangeRecord): KubeObject | undefined {
    if (change.operation === 'DELETED') return undefined;
    return this.bodyOf(change);
  }

  /** The object before the change, as far as an earlier record shows it. */
  stateBefore(change: ChangeRecord): KubeObject | undefined {
    const id = this.#names.idOf(change.ref);
    if (id === undefined) return undefined;
    const row = this.#database.get<{ body_id: number | null; operation: number }>(
      'SELECT body_id, operation FROM records WHERE object_id = ? AND seq < ? AND body_id IS NOT NULL ORDER BY seq DESC LIMIT 1',
      id,
      change.seq,
    );
    if (row?.body_id == null || OPERATIONS[row.operation] === 'DELETED') return undefined;
    return readBody(this.#database, row.body_id);
  }

  /** What the record carries: of a deletion, the object as it last was. */
  bodyOf(change: ChangeRecord): KubeObject | undefined {
    const id = this.#names.idOf(change.ref);
    const row =
      id === undefined
        ? undefined
        : this.#database.get<{ body_id: number | null }>(
            'SELECT body_id FROM records WHERE object_id = ? AND seq = ?',
            id,
            change.seq,
          );
    return row?.body_id == null ? undefined : readBody(this.#database, row.body_id);
  }

  /** The object as it last was known to be at that time; undefined when it was not there or nothing tells. */
  objectAt(ref: ObjectRef, timeMs: number): KubeObject | undefined {
    const last = this.lastChange(ref, timeMs);
    if (!last || last.operation === 'DELETED') return undefined;
    return this.bodyOf(last) ?? this.stateBefore(last);
  }

  /** The newest change of an object up to that time. */
  lastChange(ref: ObjectRef, timeMs: number): ChangeRecord | undefined {
    const id = this.#names.idOf(ref);
    if (id === undefined) return undefined;
    const row = this.#database.get<RecordRow>(
      `SELECT ${COLUMNS} FROM records WHERE object_id = ? AND time_ms <= ? ORDER BY seq DESC LIMIT 1`,
      id,
      timeMs,
    );
    return row && this.#recordOf(row);
  }

  /**
   * Every recorded change of the objects of a kind with the state after it, object by object and each oldest first: one
   * pass, where asking change by change would look up each.
   */
  *states(query: { readonly kind: GroupKind; readonly namespace?: string }): Generator<{
    readonly change: ChangeRecord;
    readonly state: KubeObject | undefined;
  }> {
    for (const ref of this.refs(query)) {
      const bases = new Map<number, unknown>();
      const rows = this.#database.all<
        RecordRow & { readonly base_id: number | null; readonly json: string | null }
      >(
        `SELECT ${COLUMNS}, base_id, json FROM records LEFT JOIN bodies ON bodies.id = body_id WHERE object_id = ? ORDER BY seq`,
        this.#names.idOf(ref) ?? -1,
      );
      for (const row of rows) {
        const change = this.#recordOf(row);
        const { json } = row;
        const isGone = json === null || change.operation === 'DELETED';
        yield { change, state: isGone ? undefined : this.#bodyFrom(json, row.base_id, bases) };
      }
    }
  }

  /** A body of which the row is at hand; `bases` keeps what several differences start from. */
  #bodyFrom(json: string, baseId: number | null, bases: Map<number, unknown>): KubeObject {
    const value: unknown = JSON.parse(json);
    if (baseId === null) return value as KubeObject;
    let base = bases.get(baseId);
    if (base === undefined) {
      const row = this.#database.get<{ json: string }>('SELECT json FROM bodies WHERE id = ?', baseId);
      invariant(row, 'a body has its base');
      base = JSON.parse(row.json);
      bases.set(baseId, base);
    }
    return mergePatch(base, value) as KubeObject;
  }

  /** Every object that was ever seen, in the order of kind, namespace and name. */
  refs(
    query: { readonly kind?: GroupKind; readonly namespace?: string; readonly name?: string } = {},
  ): ObjectRef[] {
    return this.#names.find(query);
  }

  #recordOf(row: RecordRow): ChangeRecord {
    return {
      seq: row.seq,
      timeMs: row.time_ms,
      timeBasis: TIME_BASES[row.basis] ?? 'listing',
      ref: this.#names.refOf(row.object_id),
      uid: row.uid ?? undefined,
      resourceVersion: row.resource_version ?? undefined,
      operation: OPERATIONS[row.operation] ?? 'TOUCHED',
      isStateKnown: row.body_id !== null,
      actionId: row.action_id ?? undefined,
      evidence: this.#names.evidence(row.source_id, row.line),
    };
  }
}

/** A body as it stands in the file, put together when it is only a difference. */
export function readBody(database: Database, id: number): KubeObject {
  return JSON.parse(readBodyText(database, id)) as KubeObject;
}

/** The JSON of a body. */
export function readBodyText(database: Database, id: number): string {
  const row = database.get<{ json: string; base: string | null }>(
    'SELECT b.json, base.json AS base FROM bodies b LEFT JOIN bodies base ON base.id = b.base_id WHERE b.id = ?',
    id,
  );
  invariant(row, 'a record has its body');
  return row.base === null
    ? row.json
    : JSON.stringify(mergePatch(JSON.parse(row.base), JSON.parse(row.json)));
}
