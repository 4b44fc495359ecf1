import type { Database } from '../file/database.ts';
import type { Sample, Series, Span } from '../records.ts';

/** Metrics over time. */
export class MetricStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The series of a name, or all, in the order of name and labels. */
  series(name?: string): Series[] {
    const rows = this.#database.all<{ id: number; name: string; labels: string }>(
      `SELECT id, name, labels FROM series ${name === undefined ? '' : 'WHERE name = ?'} ORDER BY name, labels`,
      ...(name === undefined ? [] : [name]),
    );
    return rows.map((row) => ({ id: row.id, name: row.name, labels: JSON.parse(row.labels) }));
  }

  /** The samples of a series, oldest first. */
  samples(seriesId: number, { fromMs, toMs }: Partial<Span> = {}): Sample[] {
    return this.#database
      .all<{ time_ms: number; value: number }>(
        'SELECT time_ms, value FROM samples WHERE series_id = ? AND time_ms BETWEEN ? AND ? ORDER BY time_ms',
        seriesId,
        fromMs ?? Number.MIN_SAFE_INTEGER,
        toMs ?? Number.MAX_SAFE_INTEGER,
      )
      .map((row) => ({ timeMs: row.time_ms, value: row.value }));
  }
}
