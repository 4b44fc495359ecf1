import type { Database } from '../file/database.ts';
import { takeRecord } from '../read/snapshot-at.ts';

/** Changes between two full states, at the least. */
const CHANGES_MIN = 10_000;

/**
 * Writes full states at intervals, so that a read at any time takes one and few changes. The interval grows with the
 * cluster: full states never outweigh the changes.
 */
export function writeCheckpoints(database: Database, changesMin = CHANGES_MIN): void {
  const live = new Map<number, number>();
  const stale = new Set<number>();
  let changeCount = 0;
  for (const row of database.each<{
    seq: number;
    object_id: number;
    body_id: number | null;
    operation: number;
    time_ms: number;
  }>(
    'SELECT seq, object_id, body_id, operation, time_ms FROM records INDEXED BY records_by_seq ORDER BY seq',
  )) {
    takeRecord(live, stale, row.object_id, row.body_id, row.operation);
    if (++changeCount < Math.max(changesMin, 2 * live.size)) continue;
    changeCount = 0;
    const id = database.run('INSERT INTO checkpoints (time_ms, seq) VALUES (?, ?)', row.time_ms, row.seq);
    for (const [objectId, bodyId] of live) {
      database.run(
        'INSERT INTO checkpoint_members VALUES (?, ?, ?, ?)',
        id,
        objectId,
        bodyId,
        stale.has(objectId) ? 1 : 0,
      );
    }
  }
}
