/**
 * Undo steps of the changes since a mark, so that a what-if costs what it touched.
 *
 * While no mark is set nothing is kept: a single run that is never undone pays nothing.
 */
export class Journal {
  readonly #undo: (() => void)[] = [];
  #marks = 0;

  /** Whether undo steps are kept. */
  get recording(): boolean {
    return this.#marks > 0;
  }

  /** Starts keeping undo steps; returns the place to roll back to. */
  mark(): number {
    this.#marks++;
    return this.#undo.length;
  }

  /** Keeps one undo step; does nothing without a mark. */
  push(undo: () => void): void {
    if (this.#marks > 0) this.#undo.push(undo);
  }

  /** Undoes everything since `mark`, last first, and forgets that mark. */
  rollback(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()!();
    this.#marks--;
  }
}
