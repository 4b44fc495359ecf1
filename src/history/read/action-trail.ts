import type { Database } from '../file/database.ts';
import { ACTOR_ROLES } from '../file/schema.ts';
import type { ActionRecord, RecordQuery } from '../records.ts';
import type { Names } from './names.ts';
import { conditionsOf } from './query-conditions.ts';

interface ActionRow {
  readonly id: number;
  readonly time_ms: number;
  readonly user: string;
  readonly agent: string;
  readonly role: number;
  readonly verb: string;
  readonly object_id: number | null;
  readonly subresource: string;
  readonly status: number;
  readonly message: string;
  readonly request: string | null;
  readonly audit_id: string | null;
  readonly source_id: number;
  readonly line: number;
}

const SELECT = `SELECT a.id, a.time_ms, user, agent, role, verb, a.object_id, subresource, status, message, request, audit_id,
  source_id, line FROM actions a JOIN actors ON actors.id = actor_id`;

/** Who asked what of the API server. */
export class ActionTrail {
  readonly #database: Database;
  readonly #names: Names;

  constructor(database: Database, names: Names) {
    this.#database = database;
    this.#names = names;
  }

  /** The requests of a stretch of time, oldest first. */
  actions(query: RecordQuery = {}): ActionRecord[] {
    const { where, values } = conditionsOf(query, 'a', this.#names);
    return this.#database
      .all<ActionRow>(`${SELECT} ${where} ORDER BY a.time_ms, a.id`, ...values)
      .map((row) => this.#actionOf(row));
  }

  /** The request of a number that a change names. */
  action(id: number): ActionRecord | undefined {
    const row = this.#database.get<ActionRow>(`${SELECT} WHERE a.id = ?`, id);
    return row && this.#actionOf(row);
  }

  #actionOf(row: ActionRow): ActionRecord {
    return {
      id: row.id,
      timeMs: row.time_ms,
      actor: { user: row.user, agent: row.agent, role: ACTOR_ROLES[row.role] ?? 'person' },
      verb: row.verb,
      ref: row.object_id === null ? undefined : this.#names.refOf(row.object_id),
      subresource: row.subresource,
      status: row.status,
      message: row.message,
      request: row.request === null ? undefined : JSON.parse(row.request),
      evidence:
        row.audit_id === null ? this.#names.evidence(row.source_id, row.line) : `audit:${row.audit_id}`,
    };
  }
}
