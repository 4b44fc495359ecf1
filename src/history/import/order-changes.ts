import type { Database } from '../file/database.ts';
import { OPERATIONS, TIME_BASES } from '../file/schema.ts';

/** A staged change while the changes of its object are put in order. */
interface Row {
  id: number;
  readonly object_id: number;
  readonly uid: string | null;
  readonly rv: number | null;
  readonly rv_text: string | null;
  operation: number;
  time_ms: number;
  basis: number;
  readonly has_body: number;
  readonly has_effect: number;
  action_id: number | null;
  readonly source_id: number;
  readonly line: number;
  /** Whether another row says the same. */
  isMerged?: boolean;
}

const [ADDED, , DELETED, SEEN, TOUCHED] = OPERATIONS.map((_name, index) => index) as [
  number,
  number,
  number,
  number,
  number,
];
const BY_LISTING = TIME_BASES.indexOf('listing');
/** How long after a request its change may be seen, when nothing but the time ties the two. */
const MATCH_MS = 2_000;
/** How much earlier a change may be seen than the request that made it: clocks differ by a little. */
const MATCH_SLACK_MS = 500;

/**
 * Puts the changes of each object into one order and drops what several sources say twice; the result stands in the
 * table `ordered`. Within an object the order is that of resourceVersion, whatever the times say.
 */
export function orderChanges(database: Database): {
  readonly duplicatesBySource: ReadonlyMap<number, number>;
} {
  const duplicates = new Map<number, number>();
  database.exec(`
    CREATE TEMP TABLE ordered (staged_id INTEGER NOT NULL, object_id INTEGER NOT NULL, place INTEGER NOT NULL,
      time_ms INTEGER NOT NULL, basis INTEGER NOT NULL, uid TEXT, rv_text TEXT, rv INTEGER, operation INTEGER NOT NULL,
      action_id INTEGER, source_id INTEGER NOT NULL, line INTEGER NOT NULL);
    CREATE INDEX temp.staged_by_object ON staged (object_id);
  `);
  let rows: Row[] = [];
  const finish = () => {
    if (rows.length === 0) return;
    for (const row of orderObject(rows)) {
      if (row.isMerged) duplicates.set(row.source_id, (duplicates.get(row.source_id) ?? 0) + 1);
    }
    write(
      database,
      withListings(
        database,
        rows.filter((row) => !row.isMerged),
      ),
    );
    rows = [];
  };
  for (const row of database.each<Row>(
    `SELECT id, object_id, uid, rv, rv_text, operation, time_ms, basis, json IS NOT NULL AS has_body,
       effect IS NOT NULL AS has_effect, action_id, source_id, line FROM staged ORDER BY object_id`,
  )) {
    if (rows.length > 0 && rows[0]!.object_id !== row.object_id) finish();
    rows.push({ ...row });
  }
  finish();
  return { duplicatesBySource: duplicates };
}

/** The rows in their order; those that only repeat others are marked as merged. */
function orderObject(rows: Row[]): Row[] {
  const versioned = rows.filter((row) => row.rv !== null).sort(byVersion);
  mergeVersions(versioned);
  const kept = versioned.filter((row) => !row.isMerged);
  straightenTimes(kept);
  const others = rows.filter((row) => row.rv === null);
  const order = [...kept, ...others].sort(
    (a, b) =>
      a.time_ms - b.time_ms ||
      (a.rv !== null && b.rv !== null ? a.rv - b.rv : 0) ||
      weight(b) - weight(a) ||
      a.id - b.id,
  );
  mergeDeletions(order);
  matchRequests(order.filter((row) => !row.isMerged));
  rows.splice(0, rows.length, ...order, ...versioned.filter((row) => row.isMerged));
  return rows;
}

/** A deletion may show the object in the version that it had before: it stands behind that. */
function byVersion(a: Row, b: Row): number {
  const isGone = ({ operation }: Row) => Number(operation === DELETED);
  return a.rv! - b.rv! || isGone(a) - isGone(b) || weight(a) - weight(b) || a.id - b.id;
}

/** Which of several rows about one version is kept: the one that says most. */
function weight({ operation, has_body, action_id }: Row): number {
  const rank =
    operation === DELETED
      ? 0
      : operation === ADDED
        ? 1
        : operation === SEEN
          ? 6
          : operation === TOUCHED
            ? 7
            : 2;
  return rank * 4 + (has_body ? 0 : 2) + (action_id === null ? 1 : 0);
}

/** One version of an object is one change, whoever shows it. */
function mergeVersions(rows: readonly Row[]): void {
  let kept: Row | undefined;
  for (const row of rows) {
    // The last state of a deleted object may carry the version that it had before.
    const isSame =
      kept?.rv === row.rv &&
      kept?.uid === row.uid &&
      (kept?.operation === DELETED) === (row.operation === DELETED);
    if (!kept || !isSame) {
      kept = row;
      continue;
    }
    absorb(kept, row);
    if (!kept.has_body && row.has_body) Object.assign(kept, { id: row.id, has_body: 1 });
  }
}

function absorb(kept: Row, other: Row): void {
  other.isMerged = true;
  kept.action_id ??= other.action_id;
  if (kept.operation === TOUCHED || kept.operation === SEEN)
    kept.operation = other.operation === TOUCHED ? kept.operation : other.operation;
  if (other.basis < kept.basis || (other.basis === kept.basis && other.time_ms < kept.time_ms)) {
    kept.time_ms = other.time_ms;
    kept.basis = other.basis;
  }
}

/** Times never run backwards along the versions; what a list showed was so before the next version at the latest. */
function straightenTimes(rows: readonly Row[]): void {
  let next = Number.POSITIVE_INFINITY;
  for (const row of rows.toReversed()) {
    if (row.basis === BY_LISTING) row.time_ms = Math.min(row.time_ms, next);
    else next = Math.min(next, row.time_ms);
  }
  let last = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    row.time_ms = Math.max(row.time_ms, last);
    last = row.time_ms;
  }
}

/** An object of a uid goes once. */
function mergeDeletions(rows: readonly Row[]): void {
  const gone = new Map<string, Row>();
  for (const row of rows) {
    if (row.operation !== DELETED) continue;
    const key = row.uid ?? '';
    const first = gone.get(key);
    const isAgain = first !== undefined && (row.uid !== null || row.time_ms - first.time_ms < MATCH_MS);
    if (isAgain) absorb(first, row);
    else gone.set(key, row);
  }
}

/** A request that shows no state belongs to the next change that is seen and has no request yet. */
function matchRequests(rows: readonly Row[]): void {
  for (const [index, request] of rows.entries()) {
    const isBare =
      request.action_id !== null && !request.has_body && request.rv === null && !request.isMerged;
    if (!isBare) continue;
    const isDeletion = request.operation === DELETED;
    const fits = (row: Row) =>
      !row.isMerged &&
      (row.action_id === null || row.action_id === request.action_id) &&
      row.operation !== SEEN &&
      (isDeletion
        ? row.operation === DELETED || row.rv !== null
        : row.operation !== DELETED || request.operation === TOUCHED) &&
      row.time_ms >= request.time_ms - MATCH_SLACK_MS &&
      row.time_ms <= request.time_ms + MATCH_MS;
    const from = Math.max(0, lowerBound(rows, request.time_ms - MATCH_SLACK_MS, index));
    for (let at = from; at < rows.length && rows[at]!.time_ms <= request.time_ms + MATCH_MS; at++) {
      const row = rows[at]!;
      if (row === request || !fits(row)) continue;
      row.action_id = request.action_id;
      row.time_ms = Math.min(row.time_ms, request.time_ms);
      request.isMerged = true;
      break;
    }
  }
}

function lowerBound(rows: readonly Row[], timeMs: number, from: number): number {
  let at = from;
  while (at > 0 && rows[at - 1]!.time_ms >= timeMs) at--;
  return at;
}

interface ListingRow {
  readonly source_id: number;
  readonly time_ms: number | null;
}

/** Adds that the object was gone by the time of a list which no longer holds it. */
function withListings(database: Database, rows: Row[]): Row[] {
  const [first] = rows;
  if (!first) return rows;
  const listings = database.all<ListingRow>(
    `SELECT source_id, MAX(time_ms) AS time_ms FROM listings JOIN objects ON objects.id = ?
     WHERE listings.kind = objects.kind AND (listings.namespace IS NULL OR listings.namespace = objects.namespace)
     GROUP BY source_id ORDER BY time_ms`,
    first.object_id,
  );
  if (listings.length === 0) return rows;
  const sightings = database.all<{ source_id: number; uid: string | null }>(
    'SELECT DISTINCT source_id, uid FROM staged WHERE object_id = ?',
    first.object_id,
  );
  const seenIn = new Set(sightings.map((row) => row.source_id));
  const listedMs = new Map(listings.map((row) => [row.source_id, row.time_ms ?? Number.NEGATIVE_INFINITY]));
  const result = [...rows];
  for (const { source_id: source, time_ms: timeMs } of listings) {
    if (timeMs === null || seenIn.has(source)) continue;
    const last = result.filter((row) => row.time_ms <= timeMs).at(-1);
    if (!last || last.operation === DELETED || last.time_ms === timeMs) continue;
    // A list that held only some of the objects says nothing of one that a later list shows again.
    const isSeenLater = sightings.some(
      (row) => row.uid === last.uid && (listedMs.get(row.source_id) ?? -1) > timeMs,
    );
    if (isSeenLater) continue;
    const gone: Row = {
      ...last,
      rv: null,
      rv_text: null,
      operation: DELETED,
      time_ms: timeMs,
      basis: BY_LISTING,
      action_id: null,
      source_id: source,
      line: 0,
    };
    result.splice(result.indexOf(last) + 1, 0, gone);
  }
  return result;
}

function write(database: Database, rows: readonly Row[]): void {
  rows.forEach((row, place) => {
    database.run(
      'INSERT INTO ordered VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      row.id,
      row.object_id,
      place,
      row.time_ms,
      row.basis,
      row.uid,
      row.rv_text,
      row.rv,
      row.operation,
      row.action_id,
      row.source_id,
      row.line,
    );
  });
}
