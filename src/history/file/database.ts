import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { InputError, invariant } from '../../errors/index.ts';
import { APPLICATION_ID, RECORDING_MAJOR, RECORDING_MINOR, TABLES } from './schema.ts';

/** The statements of one recording file, prepared once each. */
export class Database {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** A new file, or with `:memory:` one that is never written. */
  static create(path: string): Database {
    const database = new DatabaseSync(path);
    database.exec(
      `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${RECORDING_MAJOR * 1000 + RECORDING_MINOR};
       PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -65536;`,
    );
    database.exec(TABLES);
    return new Database(database);
  }

  /**
   * A recording that is there already, only to be read.
   *
   * @throws InputError when it is none, is damaged or is of a newer format.
   */
  static open(path: string): Database {
    try {
      const database = new DatabaseSync(path, { readOnly: true });
      database.exec(
        'PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824; PRAGMA trusted_schema = OFF;',
      );
      checkFormat(database, path);
      return new Database(database);
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError('the recording cannot be read: it is damaged, cut off or no recording', {
        where: path,
        hint: `copy it again, or make it anew with kubectl smart record import (${String(error)})`,
        cause: error,
      });
    }
  }

  /** Rows in the order of the statement. The tables are strict: a row has the types that its columns declare. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepared(sql).all(...values) as Row[];
  }

  /** Like `all`, one row after another, each statement being open once at a time. */
  each<Row>(sql: string, ...values: SQLInputValue[]): Iterable<Row> {
    return this.#database.prepare(sql).iterate(...values) as Iterable<Row>;
  }

  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepared(sql).get(...values) as Row | undefined;
  }

  /** The only value of the only row. */
  number(sql: string, ...values: SQLInputValue[]): number {
    const row = this.#prepared(sql).get(...values);
    const value = row === undefined ? undefined : Object.values(row)[0];
    invariant(typeof value === 'number', `${sql} gives a number`);
    return value;
  }

  /** @returns the id of the row that was written. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepared(sql).run(...values).lastInsertRowid);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function checkFormat(database: DatabaseSync, path: string): void {
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  if (pragma('application_id') !== APPLICATION_ID) {
    throw new InputError('this SQLite file is no recording', {
      where: path,
      hint: 'a recording is made with kubectl smart record import',
    });
  }
  const version = Number(pragma('user_version'));
  if (Math.floor(version / 1000) > RECORDING_MAJOR) {
    throw new InputError(`the recording is of format ${Math.floor(version / 1000)}.${version % 1000}`, {
      where: path,
      hint: `this program reads formats up to ${RECORDING_MAJOR}.x: update kubectl-smart`,
    });
  }
  // Whoever made the file, its rows have the types that are expected only if its tables are the expected ones.
  const made = database
    .prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
    .map(({ sql }) => squeeze(String(sql)));
  const expected = TABLES.split(';')
    .map(squeeze)
    .filter((each) => each !== '');
  if (expected.some((table) => !made.includes(table))) {
    throw new InputError('the tables of the recording are not those of its format', { where: path });
  }
}

function squeeze(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim();
}
