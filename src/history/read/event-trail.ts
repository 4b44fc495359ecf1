import type { Database } from '../file/database.ts';
import type { EventRecord, RecordQuery } from '../records.ts';
import type { Names } from './names.ts';
import { conditionsOf } from './query-conditions.ts';

interface EventRow {
  readonly time_ms: number;
  readonly object_id: number;
  readonly reason: string;
  readonly type: string;
  readonly note: string;
  readonly count: number;
  readonly first_ms: number;
  readonly reporter: string;
  readonly source_id: number;
  readonly line: number;
}

/** What components reported about objects. */
export class EventTrail {
  readonly #database: Database;
  readonly #names: Names;

  constructor(database: Database, names: Names) {
    this.#database = database;
    this.#names = names;
  }

  /** Every report of a stretch of time, oldest first; one that was repeated stands there each time with its count. */
  events(query: RecordQuery = {}): EventRecord[] {
    const { where, values } = conditionsOf(query, 'e', this.#names);
    return this.#database
      .all<EventRow>(
        `SELECT e.time_ms, e.object_id, reason, type, note, count, first_ms, reporter, source_id, line FROM events e
         ${where} ORDER BY e.time_ms, e.rowid`,
        ...values,
      )
      .map((row) => ({
        timeMs: row.time_ms,
        regarding: this.#names.refOf(row.object_id),
        reason: row.reason,
        type: row.type === 'Warning' ? 'Warning' : 'Normal',
        note: row.note,
        count: row.count,
        firstMs: row.first_ms,
        reporter: row.reporter,
        evidence: this.#names.evidence(row.source_id, row.line),
      }));
  }
}
