import { invariant } from '../../errors/index.ts';
import type { GroupKind } from '../../kubernetes/index.ts';
import type { Database } from '../file/database.ts';
import type { ObjectRef } from '../records.ts';

/** From so many objects on, reading all names costs less than asking for each. */
const MANY = 1_000;

/** The numbers under which objects and sources stand in the file. */
export class Names {
  readonly #database: Database;
  readonly #refs = new Map<number, ObjectRef>();
  readonly #sources: ReadonlyMap<number, string>;

  constructor(database: Database) {
    this.#database = database;
    this.#sources = new Map(
      database
        .all<{ id: number; name: string }>('SELECT id, name FROM sources')
        .map(({ id, name }) => [id, name]),
    );
  }

  idOf({ kind, namespace, name }: ObjectRef): number | undefined {
    return this.#database.get<{ id: number }>(
      'SELECT id FROM objects WHERE kind = ? AND namespace = ? AND name = ?',
      kind,
      namespace,
      name,
    )?.id;
  }

  refOf(id: number): ObjectRef {
    let ref = this.#refs.get(id);
    if (!ref) {
      const row = this.#database.get<{ kind: string; namespace: string; name: string }>(
        'SELECT kind, namespace, name FROM objects WHERE id = ?',
        id,
      );
      invariant(row, 'a record has its object');
      ref = { kind: row.kind, namespace: row.namespace, name: row.name };
      this.#refs.set(id, ref);
    }
    return ref;
  }

  /** Makes the names of many objects known in one go. */
  remember(ids: ReadonlyMap<number, unknown>): void {
    if (ids.size < MANY) return;
    for (const { id, kind, namespace, name } of this.#database.each<{
      id: number;
      kind: string;
      namespace: string;
      name: string;
    }>('SELECT id, kind, namespace, name FROM objects')) {
      if (ids.has(id) && !this.#refs.has(id)) this.#refs.set(id, { kind, namespace, name });
    }
  }

  find(query: {
    readonly kind?: GroupKind;
    readonly namespace?: string;
    readonly name?: string;
  }): ObjectRef[] {
    const asked = Object.entries(query).filter(([, value]) => value !== undefined);
    const where = asked.length === 0 ? '' : `WHERE ${asked.map(([column]) => `${column} = ?`).join(' AND ')}`;
    const rows = this.#database.all<{ kind: string; namespace: string; name: string }>(
      `SELECT kind, namespace, name FROM objects ${where} ORDER BY kind, namespace, name`,
      ...asked.map(([, value]) => value),
    );
    return rows.map(({ kind, namespace, name }) => ({ kind, namespace, name }));
  }

  /** Where a record stands: `audit.log.gz:512`. */
  evidence(sourceId: number, line: number): string {
    const source = this.#sources.get(sourceId) ?? '?';
    return line > 0 ? `${source}:${line}` : source;
  }
}
