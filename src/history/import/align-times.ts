import type { Database } from '../file/database.ts';
import { OPERATIONS, TIME_BASES } from '../file/schema.ts';

const [, BY_VERSION, BY_LISTING] = TIME_BASES.map((_basis, index) => index) as [number, number, number];
const [ADDED, MODIFIED, DELETED, SEEN] = (['ADDED', 'MODIFIED', 'DELETED', 'SEEN'] as const).map((name) =>
  OPERATIONS.indexOf(name),
) as [number, number, number, number];

/**
 * Gives every staged change a time. A source with a clock of its own is placed by the changes that it shares with a
 * source that says the time, or else by the times that stand in the objects; a change without any is placed between its
 * neighbours in the order of resourceVersion, which counts the cluster's writes, and beyond them by the times that stand
 * in it and in those before it.
 *
 * @source staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go → the revision of etcd is the resourceVersion (v1.36.3)
 */
export function alignTimes(database: Database): void {
  database.exec(`
    ALTER TABLE staged ADD COLUMN basis INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX temp.staged_by_version ON staged (rv, time_ms) WHERE time_ms IS NOT NULL AND operation <> ${SEEN};
  `);
  placeOwnClocks(database);
  placeByVersion(database);
  placeUndated(database);
  placeListings(database);
}

function placeOwnClocks(database: Database): void {
  const sources = database.all<{ source_id: number }>(
    'SELECT DISTINCT source_id FROM staged WHERE relative_ms IS NOT NULL ORDER BY source_id',
  );
  for (const { source_id: source } of sources) {
    const offset = sharedOffset(database, source) ?? embeddedOffset(database, source);
    if (offset === undefined) continue;
    database.run(
      `UPDATE staged SET time_ms = CAST(relative_ms + ? AS INTEGER), basis = ${BY_VERSION}
       WHERE source_id = ? AND relative_ms IS NOT NULL`,
      offset,
      source,
    );
  }
}

/** The median distance between the source's clock and the time, over changes that another source dates. */
function sharedOffset(database: Database, source: number): number | undefined {
  const distances = database.all<{ distance: number }>(
    `SELECT dated.time_ms - own.relative_ms AS distance FROM staged own
     JOIN staged dated INDEXED BY staged_by_version ON dated.rv = own.rv AND dated.time_ms IS NOT NULL
       AND dated.operation <> ${SEEN} AND dated.object_id = own.object_id
     WHERE own.source_id = ? AND own.relative_ms IS NOT NULL AND own.rv IS NOT NULL
     ORDER BY distance LIMIT 100000`,
    source,
  );
  return distances.length === 0 ? undefined : distances[Math.floor(distances.length / 2)]!.distance;
}

/** The largest distance between the source's clock and a time that stands in an object: nothing is seen before it is. */
function embeddedOffset(database: Database, source: number): number | undefined {
  const row = database.get<{ distance: number | null }>(
    'SELECT MAX(not_before_ms - relative_ms) AS distance FROM staged WHERE source_id = ? AND relative_ms IS NOT NULL',
    source,
  );
  return row?.distance ?? undefined;
}

function placeByVersion(database: Database): void {
  // An index cannot be read while it grows: the times that are found are written when all are known.
  database.exec('CREATE TEMP TABLE placed (id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL)');
  for (const row of database.all<{ id: number; rv: number; not_before_ms: number | null }>(
    'SELECT id, rv, not_before_ms FROM staged WHERE time_ms IS NULL AND rv IS NOT NULL',
  )) {
    const timeMs = timeOfVersion(database, row.rv);
    if (timeMs === undefined) continue;
    database.run('INSERT INTO placed VALUES (?, ?)', row.id, Math.max(timeMs, row.not_before_ms ?? timeMs));
  }
  database.exec(`
    UPDATE staged SET time_ms = placed.time_ms, basis = ${BY_VERSION} FROM placed WHERE placed.id = staged.id;
    DROP TABLE placed;
  `);
}

/** When the write of a number happened, between its neighbours whose time is known; undefined outside of them. */
export function timeOfVersion(database: Database, version: number): number | undefined {
  const at = (comparison: '<=' | '>=', order: 'DESC' | 'ASC') =>
    database.get<{ rv: number; time_ms: number }>(
      `SELECT rv, time_ms FROM staged INDEXED BY staged_by_version WHERE rv ${comparison} ? AND time_ms IS NOT NULL
       AND operation <> ${SEEN} ORDER BY rv ${order}, time_ms LIMIT 1`,
      version,
    );
  const before = at('<=', 'DESC');
  if (before?.rv === version) return before.time_ms;
  const after = at('>=', 'ASC');
  if (!before || !after) return undefined;
  const share = (version - before.rv) / (after.rv - before.rv);
  return Math.round(before.time_ms + Math.max(0, after.time_ms - before.time_ms) * share);
}

/**
 * Changes of watches beyond all that is dated happened no earlier than anything that they, or writes before them, speak
 * of. The objects with which a watch begins are as a list shows them, and stay for `placeListings`.
 */
function placeUndated(database: Database): void {
  const begins = new Map(
    database
      .all<{ source_id: number; line: number }>(
        `SELECT source_id, MIN(line) AS line FROM staged WHERE time_ms IS NULL AND rv IS NOT NULL
         AND operation IN (${MODIFIED}, ${DELETED}) GROUP BY source_id`,
      )
      .map((row) => [row.source_id, row.line] as const),
  );
  if (begins.size === 0) return;
  const firstDated = database.get<{ rv: number; time_ms: number }>(
    `SELECT rv, time_ms FROM staged INDEXED BY staged_by_version WHERE rv IS NOT NULL AND time_ms IS NOT NULL
     AND operation <> ${SEEN} ORDER BY rv, time_ms LIMIT 1`,
  );
  database.exec('CREATE TEMP TABLE placed (id INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL)');
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const row of database.each<{
    id: number;
    rv: number;
    operation: number;
    time_ms: number | null;
    not_before_ms: number | null;
    source_id: number;
    line: number;
  }>(
    `SELECT id, rv, operation, time_ms, not_before_ms, source_id, line FROM staged
     WHERE rv IS NOT NULL AND operation <> ${SEEN} ORDER BY rv, id`,
  )) {
    const ownMs = row.time_ms ?? row.not_before_ms ?? newestMs;
    const latestMs = firstDated && row.rv < firstDated.rv ? firstDated.time_ms : Number.POSITIVE_INFINITY;
    newestMs = Math.max(newestMs, Math.min(ownMs, latestMs));
    const isOfList =
      row.operation === ADDED && row.line < (begins.get(row.source_id) ?? Number.POSITIVE_INFINITY);
    if (row.time_ms === null && !isOfList && Number.isFinite(newestMs)) {
      database.run('INSERT INTO placed VALUES (?, ?)', row.id, newestMs);
    }
  }
  database.exec(`
    UPDATE staged SET time_ms = placed.time_ms, basis = ${BY_VERSION} FROM placed WHERE placed.id = staged.id;
    DROP TABLE placed;
  `);
}

/**
 * Everything else was seen in a list: it was so by the time of the newest thing in the list, and has been since the
 * newest moment that it speaks of itself.
 */
function placeListings(database: Database): void {
  database.exec(`
    UPDATE listings SET time_ms = COALESCE((SELECT MAX(COALESCE(staged.time_ms, not_before_ms)) FROM staged
      WHERE staged.source_id = listings.source_id), time_ms);
    UPDATE staged SET basis = ${BY_LISTING}, time_ms = COALESCE(not_before_ms,
      (SELECT MAX(time_ms) FROM listings WHERE listings.source_id = staged.source_id), 0) WHERE time_ms IS NULL;
  `);
}
