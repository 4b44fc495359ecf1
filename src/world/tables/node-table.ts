import type { Node } from '../../kubernetes/index.ts';

/**
 * Nodes by row. A row belongs to a name for ever: it is there before its Node object (pods may name a node that no
 * longer exists) and stays after it.
 */
export class NodeTable {
  readonly #names: string[] = [];
  readonly #objects: (Node | undefined)[] = [];
  readonly #rows = new Map<string, number>();

  /** How many rows there are, with and without a Node object. */
  get rowCount(): number {
    return this.#names.length;
  }

  name(row: number): string {
    return this.#names[row]!;
  }

  /** The Node object, or undefined where only the name is known. */
  object(row: number): Node | undefined {
    return this.#objects[row];
  }

  /** The row of a name, or -1. */
  row(name: string): number {
    return this.#rows.get(name) ?? -1;
  }

  /** The row of a name, made when there is none. */
  rowFor(name: string): number {
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    this.#rows.set(name, this.#names.length);
    this.#objects.push(undefined);
    return this.#names.push(name) - 1;
  }

  /** Rows that have a Node object, in the order of the rows. */
  *rows(): Generator<number> {
    for (let row = 0; row < this.#objects.length; row++) if (this.#objects[row]) yield row;
  }

  setObject(row: number, object: Node | undefined): void {
    this.#objects[row] = object;
  }
}
