import type { Database } from '../file/database.ts';
import { ACTOR_ROLES, OPERATIONS } from '../file/schema.ts';
import type { ObjectRef, Operation } from '../records.ts';
import { actorRole } from './actor-role.ts';

/** What a source says of an object. */
export interface StagedChange {
  readonly ref: ObjectRef;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly operation: Operation;
  /** Undefined where the source has no time for it. */
  readonly timeMs?: number | undefined;
  /** Seconds on a clock of the source's own, of which only differences mean something. */
  readonly relativeSeconds?: number | undefined;
  /** The newest time that stands in the object: it happened then or later. */
  readonly notBeforeMs?: number | undefined;
  /** The object, redacted; undefined where the source does not show it. */
  readonly body?: unknown;
  /** What was written, where only that is known. */
  readonly effect?: Effect | undefined;
  readonly actionId?: number | undefined;
  readonly line: number;
}

/** A write whose result nobody shows: it is applied to the state before. */
export interface Effect {
  readonly type: 'merge' | 'strategic' | 'json';
  readonly patch: unknown;
}

/** A request as an audit log tells it. */
export interface StagedAction {
  readonly timeMs: number;
  readonly user: string;
  readonly agent: string;
  readonly verb: string;
  readonly ref: ObjectRef | undefined;
  readonly subresource: string;
  readonly status: number;
  readonly message: string;
  readonly request: unknown;
  readonly auditId: string | undefined;
  readonly line: number;
}

/** A request that was taken in. */
interface TakenAction {
  readonly id: number;
  /** Whether a source told of it before. */
  readonly isKnown: boolean;
  /** Whether it was told before without what it asked for. */
  readonly isFirstWithoutContent: boolean;
}

/** A report about an object. */
export interface StagedEvent {
  readonly timeMs: number;
  readonly regarding: ObjectRef;
  readonly reason: string;
  readonly type: string;
  readonly note: string;
  readonly count: number;
  readonly firstMs: number;
  readonly reporter: string;
  /** What tells this event from others, whoever shows it. */
  readonly uid: string;
  readonly line: number;
}

/** How one source was taken in. */
interface SourceState {
  readonly id: number;
  readonly name: string;
  format: string;
  recordCount: number;
  duplicateCount: number;
  fromMs: number;
  toMs: number;
  readonly notes: string[];
}

/** Records between two calls of the progress callback. */
const PROGRESS_RECORDS = 10_000;

/** Objects whose number is at hand. */
const REMEMBERED_OBJECTS = 200_000;
const MINUTE_MS = 60_000;
/** Minutes without a line that are worth saying in a log that is dense: one with lines in half of its minutes. */
const SILENCE_MINUTES = 5;
const DENSE_MINUTES_MIN = 30;

const TEMPORARY = `
CREATE TEMP TABLE staged (id INTEGER PRIMARY KEY, object_id INTEGER NOT NULL, uid TEXT, rv INTEGER, rv_text TEXT,
  operation INTEGER NOT NULL, time_ms INTEGER, relative_ms REAL, not_before_ms INTEGER, json TEXT, effect TEXT,
  action_id INTEGER, source_id INTEGER NOT NULL, line INTEGER NOT NULL);
CREATE TEMP TABLE listings (source_id INTEGER NOT NULL, kind TEXT NOT NULL, namespace TEXT, rv INTEGER, time_ms INTEGER);
CREATE UNIQUE INDEX event_identity ON events (event_uid, count);
CREATE UNIQUE INDEX action_identity ON actions (audit_id) WHERE audit_id IS NOT NULL;
`;

/** Takes in what sources say, in whatever order, until a recording can be made of it. Nothing large is held in memory. */
export class Staging {
  readonly database: Database;
  readonly sources: SourceState[] = [];
  readonly #objectIds = new Map<string, number>();
  readonly #actorIds = new Map<string, number>();
  readonly #seriesIds = new Map<string, number>();
  readonly #heardMinutes = new Set<number>();
  readonly #kinds = new Map<string, 'complete' | 'partial'>();
  readonly #progress: ((recordCount: number) => void) | undefined;
  recordCount = 0;

  constructor(database: Database, progress?: (recordCount: number) => void) {
    this.database = database;
    this.#progress = progress;
    database.exec(TEMPORARY);
    database.exec('BEGIN');
  }

  beginSource(name: string): void {
    this.sources.push({
      id: this.sources.length + 1,
      name,
      format: '',
      recordCount: 0,
      duplicateCount: 0,
      fromMs: Number.POSITIVE_INFINITY,
      toMs: Number.NEGATIVE_INFINITY,
      notes: [],
    });
  }

  get source(): SourceState {
    return this.sources.at(-1)!;
  }

  /** Says of the current source that it, or the rest of it, was not read, and why. */
  leaveOut(why: string): void {
    if (this.source.recordCount === 0) this.source.format = 'not read';
    this.note(why);
  }

  /** Something worth saying about the source. */
  note(text: string): void {
    if (!this.source.notes.includes(text)) this.source.notes.push(text);
  }

  change(change: StagedChange): void {
    const { resourceVersion: version, timeMs, relativeSeconds, notBeforeMs, body, effect } = change;
    const rv = version !== undefined && /^\d{1,15}$/.test(version) ? Number(version) : null;
    this.#count(timeMs);
    this.database.run(
      `INSERT INTO staged (object_id, uid, rv, rv_text, operation, time_ms, relative_ms, not_before_ms, json, effect,
         action_id, source_id, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      this.objectId(change.ref),
      change.uid ?? null,
      rv,
      version ?? null,
      OPERATIONS.indexOf(change.operation),
      timeMs ?? null,
      relativeSeconds === undefined ? null : relativeSeconds * 1000,
      notBeforeMs === undefined || Number.isNaN(notBeforeMs) ? null : notBeforeMs,
      body === undefined ? null : JSON.stringify(body),
      effect === undefined ? null : JSON.stringify(effect),
      change.actionId ?? null,
      this.source.id,
      change.line,
    );
  }

  /** An audit log has a line of this time, whether or not anything is kept of it. */
  heard(timeMs: number): void {
    this.#heardMinutes.add(Math.floor(timeMs / MINUTE_MS));
  }

  /** Stretches in which audit logs that otherwise have a line nearly every minute have none. */
  silences(): { readonly fromMs: number; readonly toMs: number }[] {
    const minutes = [...this.#heardMinutes].sort((a, b) => a - b);
    const span = (minutes.at(-1) ?? 0) - (minutes[0] ?? 0) + 1;
    if (minutes.length < DENSE_MINUTES_MIN || minutes.length * 2 < span) return [];
    return minutes.flatMap((minute, index) => {
      const next = minutes[index + 1] ?? minute;
      return next - minute > SILENCE_MINUTES
        ? [{ fromMs: (minute + 1) * MINUTE_MS, toMs: next * MINUTE_MS }]
        : [];
    });
  }

  /** All objects of the kind (of the namespace) were listed by the current source. */
  listing(
    kind: string,
    namespace: string | undefined,
    version: string | undefined,
    timeMs: number | undefined,
  ): void {
    this.database.run(
      'INSERT INTO listings VALUES (?, ?, ?, ?, ?)',
      this.source.id,
      kind,
      namespace ?? null,
      version !== undefined && /^\d{1,15}$/.test(version) ? Number(version) : null,
      timeMs ?? null,
    );
  }

  /**
   * Keeps a request once, however often it is told.
   *
   * @returns its number, whether it was told before, and whether what it asked for was missing then.
   */
  action(action: StagedAction): TakenAction {
    const known =
      action.auditId === undefined
        ? undefined
        : this.database.get<{ id: number; is_bare: number }>(
            'SELECT id, request IS NULL AS is_bare FROM actions WHERE audit_id = ?',
            action.auditId,
          );
    const request = action.request === undefined ? null : JSON.stringify(action.request);
    if (known) {
      this.source.duplicateCount++;
      if (known.is_bare === 1 && request !== null)
        this.database.run('UPDATE actions SET request = ? WHERE id = ?', request, known.id);
      return { id: known.id, isKnown: true, isFirstWithoutContent: known.is_bare === 1 };
    }
    this.#count(action.timeMs);
    const id = this.database.run(
      `INSERT INTO actions (time_ms, actor_id, verb, object_id, subresource, status, message, request, audit_id,
         source_id, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      action.timeMs,
      this.#actorId(action.user, action.agent),
      action.verb,
      action.ref === undefined ? null : this.objectId(action.ref),
      action.subresource,
      action.status,
      action.message,
      request,
      action.auditId ?? null,
      this.source.id,
      action.line,
    );
    return { id, isKnown: false, isFirstWithoutContent: false };
  }

  event(event: StagedEvent): void {
    this.#count(event.timeMs);
    const known = this.database.get<{ rowid: number; time_ms: number }>(
      'SELECT rowid, time_ms FROM events WHERE event_uid = ? AND count = ?',
      event.uid,
      event.count,
    );
    if (known) {
      this.source.duplicateCount++;
      // Events carry whole seconds: whoever saw one happen knows it better.
      if (known.time_ms % 1000 === 0 && event.timeMs % 1000 !== 0) {
        this.database.run('UPDATE events SET time_ms = ? WHERE rowid = ?', event.timeMs, known.rowid);
      }
      return;
    }
    this.database.run(
      'INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      event.timeMs,
      this.objectId(event.regarding),
      event.reason,
      event.type,
      event.note,
      event.count,
      event.firstMs,
      event.reporter,
      event.uid,
      this.source.id,
      event.line,
    );
  }

  sample(name: string, labels: Readonly<Record<string, string>>, timeMs: number, value: number): void {
    const id = this.#seriesId(name, labels);
    this.#count(timeMs);
    this.database.run('INSERT OR IGNORE INTO samples VALUES (?, ?, ?)', id, timeMs, value);
  }

  logLine(pod: ObjectRef, container: string, timeMs: number, text: string, line: number): void {
    this.#count(timeMs);
    this.database.run(
      'INSERT INTO log_lines VALUES (?, ?, ?, ?, ?, ?)',
      timeMs,
      this.objectId(pod),
      container,
      text,
      this.source.id,
      line,
    );
  }

  decision(
    decision: {
      readonly timeMs: number;
      readonly author: string;
      readonly text: string;
      readonly ref?: ObjectRef | undefined;
      readonly origin: string;
    },
    line: number,
  ): void {
    this.#count(decision.timeMs);
    this.database.run(
      'INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?)',
      decision.timeMs,
      decision.author,
      decision.text,
      decision.ref === undefined ? null : this.objectId(decision.ref),
      decision.origin,
      this.source.id,
      line,
    );
  }

  gap(fromMs: number, toMs: number, what: string): void {
    this.database.run('INSERT INTO gaps VALUES (?, ?, ?)', fromMs, toMs, what);
  }

  /** A kind of which the source shows every object (`complete`), or only those that changed. */
  kind(kind: string, state: 'complete' | 'partial', detail: string | undefined): void {
    const known = this.#kinds.get(kind);
    if (known === 'complete' || known === state) return;
    this.#kinds.set(kind, state);
    this.database.run(
      `INSERT INTO kinds VALUES (?, ?, ?) ON CONFLICT (kind) DO UPDATE
       SET state = excluded.state, detail = excluded.detail WHERE excluded.state = 'complete'`,
      kind,
      state,
      detail ?? null,
    );
  }

  fact(key: string, value: string): void {
    this.database.run('INSERT OR IGNORE INTO meta VALUES (?, ?)', key, value);
  }

  objectId({ kind, namespace, name }: ObjectRef): number {
    const key = `${kind} ${namespace}/${name}`;
    let id = this.#objectIds.get(key);
    if (id === undefined) {
      // Pods come and go: those that went must not be remembered for ever.
      if (this.#objectIds.size >= REMEMBERED_OBJECTS) this.#objectIds.clear();
      id = this.database.get<{ id: number }>(
        'SELECT id FROM objects WHERE kind = ? AND namespace = ? AND name = ?',
        kind,
        namespace,
        name,
      )?.id;
      id ??= this.database.run(
        'INSERT INTO objects (kind, namespace, name) VALUES (?, ?, ?)',
        kind,
        namespace,
        name,
      );
      this.#objectIds.set(key, id);
    }
    return id;
  }

  #actorId(user: string, agent: string): number {
    const key = `${user}\n${agent}`;
    let id = this.#actorIds.get(key);
    if (id === undefined) {
      const role = ACTOR_ROLES.indexOf(actorRole(user, agent));
      id = this.database.run('INSERT INTO actors (user, agent, role) VALUES (?, ?, ?)', user, agent, role);
      this.#actorIds.set(key, id);
    }
    return id;
  }

  #seriesId(name: string, labels: Readonly<Record<string, string>>): number {
    const text = JSON.stringify(
      Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
    );
    const key = `${name} ${text}`;
    let id = this.#seriesIds.get(key);
    if (id === undefined) {
      id = this.database.run('INSERT INTO series (name, labels) VALUES (?, ?)', name, text);
      this.#seriesIds.set(key, id);
    }
    return id;
  }

  #count(timeMs: number | undefined): void {
    const source = this.source;
    source.recordCount++;
    this.recordCount++;
    if (this.recordCount % PROGRESS_RECORDS === 0) this.#progress?.(this.recordCount);
    if (timeMs === undefined) return;
    if (timeMs < source.fromMs) source.fromMs = timeMs;
    if (timeMs > source.toMs) source.toMs = timeMs;
  }
}
