import { createHash } from 'node:crypto';
import type { Database } from '../file/database.ts';
import { INDEXES } from '../file/schema.ts';
import { alignTimes } from './align-times.ts';
import { orderChanges } from './order-changes.ts';
import type { RecordedRedaction } from './redact-recorded.ts';
import type { Staging } from './staging.ts';
import { writeCheckpoints } from './write-checkpoints.ts';
import { writeRecords } from './write-records.ts';

/** Makes the recording of what was staged. */
export function finishRecording(
  staging: Staging,
  redaction: RecordedRedaction,
  changesPerState?: number,
): void {
  const { database } = staging;
  alignTimes(database);
  const { duplicatesBySource } = orderChanges(database);
  writeRecords(database);
  for (const { fromMs, toMs } of staging.silences()) {
    staging.gap(fromMs, toMs, 'the audit log has no line: what was changed is not known');
  }
  writeSources(staging, duplicatesBySource);
  staging.fact('redaction', redaction);
  staging.fact('digest', `sha256:${contentDigest(database)}`);
  database.exec('DROP INDEX event_identity; DROP INDEX action_identity;');
  database.exec(INDEXES);
  writeCheckpoints(database, changesPerState);
  database.exec('COMMIT');
  database.exec(
    'DROP TABLE temp.staged; DROP TABLE temp.ordered; DROP TABLE temp.numbered; DROP TABLE temp.listings;',
  );
  database.exec('ANALYZE');
}

function writeSources({ database, sources }: Staging, duplicates: ReadonlyMap<number, number>): void {
  for (const source of sources) {
    const times = database.get<{ from_ms: number | null; to_ms: number | null }>(
      'SELECT MIN(time_ms) AS from_ms, MAX(time_ms) AS to_ms FROM temp.staged WHERE source_id = ? AND basis < 2',
      source.id,
    );
    const listed = database.get<{ time_ms: number | null }>(
      'SELECT MAX(time_ms) AS time_ms FROM temp.listings WHERE source_id = ?',
      source.id,
    );
    const said = [times?.from_ms, times?.to_ms, source.fromMs, source.toMs, listed?.time_ms].filter(
      (each): each is number => typeof each === 'number' && Number.isFinite(each),
    );
    const all = said.length > 0 ? said : newestOf(database, source.id);
    database.run(
      'INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      source.id,
      source.name,
      source.format,
      source.recordCount,
      source.duplicateCount + (duplicates.get(source.id) ?? 0),
      all.length === 0 ? null : Math.floor(Math.min(...all)),
      all.length === 0 ? null : Math.ceil(Math.max(...all)),
      JSON.stringify(source.notes),
    );
  }
}

/** The newest time that stands in the objects of a source that has no other: it was taken then or later. */
function newestOf(database: Database, sourceId: number): readonly number[] {
  const row = database.get<{ time_ms: number | null }>(
    'SELECT MAX(not_before_ms) AS time_ms FROM temp.staged WHERE source_id = ?',
    sourceId,
  );
  return typeof row?.time_ms === 'number' ? [row.time_ms] : [];
}

/** Over what is recorded, in its order; what a difference is made against and how rows are numbered do not count. */
function contentDigest(database: Database): string {
  const hash = createHash('sha256');
  const tables = [
    `SELECT r.seq, r.time_ms, r.operation, r.resource_version, o.kind, o.namespace, o.name, b.json FROM records r
     JOIN objects o ON o.id = r.object_id LEFT JOIN bodies b ON b.id = r.body_id ORDER BY r.seq`,
    `SELECT a.time_ms, user, agent, verb, subresource, status, request FROM actions a JOIN actors ON actors.id = a.actor_id
     ORDER BY a.time_ms, audit_id, user, agent, verb, request`,
    'SELECT time_ms, reason, note, count FROM events ORDER BY time_ms, event_uid, count, reason, note',
    'SELECT name, labels, time_ms, value FROM samples JOIN series ON series.id = series_id ORDER BY name, labels, time_ms',
    'SELECT time_ms, container, text FROM log_lines ORDER BY time_ms, container, text',
    'SELECT time_ms, author, text, origin FROM decisions ORDER BY time_ms, origin, text',
  ];
  for (const sql of tables) {
    for (const row of database.each<Record<string, unknown>>(sql))
      hash.update(`${JSON.stringify(Object.values(row))}\n`);
  }
  return hash.digest('hex');
}
