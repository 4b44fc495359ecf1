import { Int32Column } from '../../columns/index.ts';

const NONE = -1;

/**
 * Doubly linked lists of rows, one list an owner, a row in one list at most: insertion and removal in constant time
 * without an allocation. Order is the order of insertion.
 */
export class RowLists {
  readonly #first = new Int32Column();
  readonly #last = new Int32Column();
  readonly #sizes = new Int32Column();
  readonly #next = new Int32Column();
  readonly #previous = new Int32Column();

  /** Puts row after row into the list of its owner, in one go; rows with owner -1 into none. The lists must be empty. */
  fill(owners: Int32Array, ownerCount: number): void {
    for (const column of [this.#first, this.#last]) column.resize(ownerCount, NONE);
    this.#sizes.resize(ownerCount, 0);
    for (const column of [this.#next, this.#previous]) column.resize(owners.length, NONE);
    const [first, last, sizes] = [this.#first.view(), this.#last.view(), this.#sizes.view()];
    const [next, previous] = [this.#next.view(), this.#previous.view()];
    for (let row = 0; row < owners.length; row++) {
      const owner = owners[row]!;
      if (owner === NONE) continue;
      const before = last[owner]!;
      previous[row] = before;
      if (before === NONE) first[owner] = row;
      else next[before] = row;
      last[owner] = row;
      sizes[owner]!++;
    }
  }

  size(owner: number): number {
    return owner < this.#sizes.length ? this.#sizes.get(owner) : 0;
  }

  add(owner: number, row: number): void {
    while (this.#first.length <= owner) {
      this.#first.push(NONE);
      this.#last.push(NONE);
      this.#sizes.push(0);
    }
    while (this.#next.length <= row) {
      this.#next.push(NONE);
      this.#previous.push(NONE);
    }
    const last = this.#last.get(owner);
    this.#previous.set(row, last);
    this.#next.set(row, NONE);
    if (last === NONE) this.#first.set(owner, row);
    else this.#next.set(last, row);
    this.#last.set(owner, row);
    this.#sizes.set(owner, this.#sizes.get(owner) + 1);
  }

  /** Takes a row out; returns the row before it, which `restore` needs. */
  remove(owner: number, row: number): number {
    const previous = this.#previous.get(row);
    const next = this.#next.get(row);
    if (previous === NONE) this.#first.set(owner, next);
    else this.#next.set(previous, next);
    if (next === NONE) this.#last.set(owner, previous);
    else this.#previous.set(next, previous);
    this.#sizes.set(owner, this.#sizes.get(owner) - 1);
    return previous;
  }

  /** Puts a row back behind `previous` (-1: first): undoes its removal once everything done since has been undone. */
  restore(owner: number, row: number, previous: number): void {
    const next = previous === NONE ? this.#first.get(owner) : this.#next.get(previous);
    this.#previous.set(row, previous);
    this.#next.set(row, next);
    if (previous === NONE) this.#first.set(owner, row);
    else this.#next.set(previous, row);
    if (next === NONE) this.#last.set(owner, row);
    else this.#previous.set(next, row);
    this.#sizes.set(owner, this.#sizes.get(owner) + 1);
  }

  /** The rows of one list. The list must not change while it is read. */
  *rows(owner: number): Generator<number> {
    if (owner >= this.#first.length) return;
    for (let row = this.#first.get(owner); row !== NONE; row = this.#next.get(row)) yield row;
  }
}
