/** How many changes a log remembers; a reader further behind starts over. A power of two. */
const REMEMBERED = 1 << 16;

/**
 * The nodes that changed, in order; every reader keeps its own position and sees each change once.
 */
export class ChangeLog {
  readonly #nodes = new Int32Array(REMEMBERED);
  /** The number of changes so far: the position of a reader that has seen all of them. */
  position = 0;
  /** The largest position so far: what was written before it may be overwritten. */
  #furthest = 0;

  append(nodeIndex: number): void {
    this.#nodes[this.position++ & (REMEMBERED - 1)] = nodeIndex;
    if (this.position > this.#furthest) this.#furthest = this.position;
  }

  /** Forgets the changes after `position`, which were undone before any reader saw them. */
  rewind(position: number): void {
    this.position = position;
  }

  /** Whether the changes after `position` are still remembered. */
  reaches(position: number): boolean {
    return this.#furthest - position <= REMEMBERED;
  }

  /** The node of the change at this position. */
  at(position: number): number {
    return this.#nodes[position & (REMEMBERED - 1)]!;
  }
}
