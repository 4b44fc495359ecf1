/** Of the recording file: a newer major is refused, a newer minor is read. */
export const RECORDING_MAJOR = 1;
export const RECORDING_MINOR = 0;
/** SQLite's application_id: `ksre` in ASCII. */
export const APPLICATION_ID = 0x6b737265;

export const OPERATIONS = ['ADDED', 'MODIFIED', 'DELETED', 'SEEN', 'TOUCHED'] as const;
export const TIME_BASES = ['said', 'resourceVersion', 'listing'] as const;
export const ACTOR_ROLES = ['person', 'controller', 'scheduler', 'node', 'apiserver'] as const;

/**
 * The tables of a recording, documented in docs/recording-format.md. Times are milliseconds since the epoch. Bodies are
 * JSON; one with a base is the merge patch (RFC 7386) that makes it from the base's body.
 */
export const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL, format TEXT NOT NULL, record_count INTEGER NOT NULL,
  duplicate_count INTEGER NOT NULL, from_ms INTEGER, to_ms INTEGER, notes TEXT NOT NULL) STRICT;
CREATE TABLE kinds (kind TEXT PRIMARY KEY, state TEXT NOT NULL, detail TEXT) STRICT, WITHOUT ROWID;
CREATE TABLE gaps (from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, what TEXT NOT NULL) STRICT;
CREATE TABLE objects (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
  UNIQUE (kind, namespace, name)) STRICT;
CREATE TABLE bodies (id INTEGER PRIMARY KEY, base_id INTEGER, json TEXT NOT NULL) STRICT;
CREATE TABLE records (object_id INTEGER NOT NULL, seq INTEGER NOT NULL, time_ms INTEGER NOT NULL,
  basis INTEGER NOT NULL, uid TEXT, resource_version TEXT, operation INTEGER NOT NULL, body_id INTEGER,
  action_id INTEGER, source_id INTEGER NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (object_id, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoints (id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, seq INTEGER NOT NULL) STRICT;
CREATE TABLE checkpoint_members (checkpoint_id INTEGER NOT NULL, object_id INTEGER NOT NULL,
  body_id INTEGER NOT NULL, is_stale INTEGER NOT NULL, PRIMARY KEY (checkpoint_id, object_id)) STRICT, WITHOUT ROWID;
CREATE TABLE actors (id INTEGER PRIMARY KEY, user TEXT NOT NULL, agent TEXT NOT NULL, role INTEGER NOT NULL,
  UNIQUE (user, agent)) STRICT;
CREATE TABLE actions (id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, actor_id INTEGER NOT NULL, verb TEXT NOT NULL,
  object_id INTEGER, subresource TEXT NOT NULL, status INTEGER NOT NULL, message TEXT NOT NULL, request TEXT,
  audit_id TEXT, source_id INTEGER NOT NULL, line INTEGER NOT NULL) STRICT;
CREATE TABLE events (time_ms INTEGER NOT NULL, object_id INTEGER NOT NULL, reason TEXT NOT NULL, type TEXT NOT NULL,
  note TEXT NOT NULL, count INTEGER NOT NULL, first_ms INTEGER NOT NULL, reporter TEXT NOT NULL, event_uid TEXT NOT NULL,
  source_id INTEGER NOT NULL, line INTEGER NOT NULL) STRICT;
CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT NOT NULL, labels TEXT NOT NULL, UNIQUE (name, labels)) STRICT;
CREATE TABLE samples (series_id INTEGER NOT NULL, time_ms INTEGER NOT NULL, value REAL NOT NULL,
  PRIMARY KEY (series_id, time_ms)) STRICT, WITHOUT ROWID;
CREATE TABLE log_lines (time_ms INTEGER NOT NULL, object_id INTEGER NOT NULL, container TEXT NOT NULL,
  text TEXT NOT NULL, source_id INTEGER NOT NULL, line INTEGER NOT NULL) STRICT;
CREATE TABLE decisions (time_ms INTEGER NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL, object_id INTEGER,
  origin TEXT NOT NULL, source_id INTEGER NOT NULL, line INTEGER NOT NULL) STRICT;
`;

/** Made when all is in, which is much faster than keeping them up to date. */
export const INDEXES = `
CREATE INDEX records_by_seq ON records (seq, object_id, body_id, operation, time_ms);
CREATE INDEX records_by_time ON records (time_ms, seq);
CREATE INDEX checkpoints_by_seq ON checkpoints (seq);
CREATE INDEX actions_by_time ON actions (time_ms, id);
CREATE INDEX actions_by_object ON actions (object_id, time_ms) WHERE object_id IS NOT NULL;
CREATE INDEX events_by_time ON events (time_ms);
CREATE INDEX events_by_object ON events (object_id, time_ms);
CREATE INDEX log_lines_by_object ON log_lines (object_id, time_ms);
CREATE INDEX decisions_by_time ON decisions (time_ms);
`;
