import type { GroupKind, KubeObject } from '../../kubernetes/index.ts';
import type { Snapshot } from '../../snapshot/index.ts';
import type { Database } from '../file/database.ts';
import type { Decision, Gap, LogLine, RecordedSource, RecordQuery, Span } from '../records.ts';
import { ActionTrail } from './action-trail.ts';
import { EventTrail } from './event-trail.ts';
import { MetricStore } from './metric-store.ts';
import { Names } from './names.ts';
import { ObjectHistory } from './object-history.ts';
import { conditionsOf } from './query-conditions.ts';
import { objectsAt, snapshotAt } from './snapshot-at.ts';

/** A cluster over a stretch of time: what it was, what changed, who changed it, what was reported. Nothing changes it. */
export class Recording {
  /** How the user named it. */
  readonly name: string;
  readonly objects: ObjectHistory;
  readonly actions: ActionTrail;
  readonly events: EventTrail;
  readonly metrics: MetricStore;
  readonly #database: Database;
  readonly #names: Names;

  constructor(database: Database, name: string) {
    this.name = name;
    this.#database = database;
    this.#names = new Names(database);
    this.objects = new ObjectHistory(database, this.#names);
    this.actions = new ActionTrail(database, this.#names);
    this.events = new EventTrail(database, this.#names);
    this.metrics = new MetricStore(database);
  }

  /** From the first to the last moment of which anything is known. */
  get span(): Span {
    const row = this.#database.get<{ from_ms: number | null; to_ms: number | null }>(
      'SELECT MIN(from_ms) AS from_ms, MAX(to_ms) AS to_ms FROM sources',
    );
    return { fromMs: row?.from_ms ?? 0, toMs: row?.to_ms ?? 0 };
  }

  /** Facts about the whole: `kubernetes`, `cluster`, `digest`, `redaction`. */
  fact(key: string): string | undefined {
    return this.#database.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)?.value;
  }

  sources(): RecordedSource[] {
    return this.#database
      .all<{
        name: string;
        format: string;
        record_count: number;
        duplicate_count: number;
        from_ms: number | null;
        to_ms: number | null;
        notes: string;
      }>('SELECT name, format, record_count, duplicate_count, from_ms, to_ms, notes FROM sources ORDER BY id')
      .map((row) => ({
        name: row.name,
        format: row.format,
        recordCount: row.record_count,
        duplicateCount: row.duplicate_count,
        fromMs: row.from_ms ?? undefined,
        toMs: row.to_ms ?? undefined,
        notes: JSON.parse(row.notes),
      }));
  }

  /** The kinds of which anything is recorded, and whether every object of them is. */
  kinds(): { readonly kind: GroupKind; readonly state: 'complete' | 'partial' }[] {
    return this.#database
      .all<{ kind: string; state: string }>('SELECT kind, state FROM kinds ORDER BY kind')
      .map(({ kind, state }) => ({ kind, state: state === 'complete' ? 'complete' : 'partial' }));
  }

  /** How much is recorded. */
  counts(): Readonly<
    Record<
      'objects' | 'changes' | 'requests' | 'events' | 'series' | 'samples' | 'logLines' | 'decisions',
      number
    >
  > {
    const count = (table: string) => this.#database.number(`SELECT COUNT(*) FROM ${table}`);
    return {
      objects: this.#database.number('SELECT COUNT(DISTINCT object_id) FROM records'),
      changes: count('records'),
      requests: count('actions'),
      events: count('events'),
      series: count('series'),
      samples: count('samples'),
      logLines: count('log_lines'),
      decisions: count('decisions'),
    };
  }

  /** Stretches of which something is missing, oldest first. */
  gaps(): Gap[] {
    return this.#database
      .all<{ from_ms: number; to_ms: number; what: string }>(
        'SELECT from_ms, to_ms, what FROM gaps ORDER BY from_ms, to_ms, what',
      )
      .map((row) => ({ fromMs: row.from_ms, toMs: row.to_ms, what: row.what }));
  }

  /** What containers wrote, oldest first. */
  logLines(query: RecordQuery = {}): LogLine[] {
    const { where, values } = conditionsOf(query, 'l', this.#names);
    return this.#database
      .all<{
        time_ms: number;
        object_id: number;
        container: string;
        text: string;
        source_id: number;
        line: number;
      }>(
        `SELECT time_ms, object_id, container, text, source_id, line FROM log_lines l ${where} ORDER BY time_ms, rowid`,
        ...values,
      )
      .map((row) => ({
        timeMs: row.time_ms,
        pod: this.#names.refOf(row.object_id),
        container: row.container,
        text: row.text,
        evidence: this.#names.evidence(row.source_id, row.line),
      }));
  }

  /** What people left behind, oldest first. */
  decisions(query: RecordQuery = {}): Decision[] {
    const { where, values } = conditionsOf(query, 'd', this.#names);
    return this.#database
      .all<{
        time_ms: number;
        author: string;
        text: string;
        object_id: number | null;
        origin: string;
        source_id: number;
        line: number;
      }>(
        `SELECT time_ms, author, text, object_id, origin, source_id, line FROM decisions d ${where} ORDER BY time_ms, rowid`,
        ...values,
      )
      .map((row) => ({
        timeMs: row.time_ms,
        author: row.author,
        text: row.text,
        ref: row.object_id === null ? undefined : this.#names.refOf(row.object_id),
        origin: row.origin,
        evidence: this.#names.evidence(row.source_id, row.line),
      }));
  }

  /** The cluster as it was at a time, as every verb reads it. */
  snapshotAt(timeMs: number): Snapshot {
    return snapshotAt(this.#database, this.#names, this, timeMs);
  }

  /** The objects of the cluster at a time, whole, each kind behind what has to be there before it. */
  objectsAt(timeMs: number): Generator<KubeObject> {
    return objectsAt(this.#database, this.#names, this, timeMs);
  }

  close(): void {
    this.#database.close();
  }
}
