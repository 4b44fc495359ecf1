import type { PodStatus } from '../../kubernetes/index.ts';
import type { PodColumns } from '../../snapshot/index.ts';

/**
 * Statuses beyond the columns, by row: the snapshot's until the run writes another.
 *
 * Those of new pods stand in an array: a map whose keys come and go with every what-if keeps the gone ones in its
 * chains for long, and is searched through all of them.
 */
export class PodStatuses {
  readonly #snapshot: PodColumns;
  readonly #count: number;
  /** What the run has written for rows of the snapshot; undefined: none any more. */
  readonly #written = new Map<number, PodStatus | undefined>();
  /** Those of the rows behind the snapshot's. */
  readonly #added: (PodStatus | undefined)[] = [];

  constructor(snapshot: PodColumns) {
    this.#snapshot = snapshot;
    this.#count = snapshot.count;
  }

  get(row: number): PodStatus | undefined {
    if (row >= this.#count) return this.#added[row - this.#count];
    const written = this.#written.get(row);
    if (written !== undefined || this.#written.has(row)) return written;
    return this.#snapshot.statuses.get(row);
  }

  /** Whether the run has written the status, or brought the row. */
  isWritten(row: number): boolean {
    return row >= this.#count || this.#written.has(row);
  }

  set(row: number, status: PodStatus | undefined): void {
    if (row >= this.#count) this.#added[row - this.#count] = status;
    else this.#written.set(row, status);
  }

  /** The next row has no status. */
  push(): void {
    this.#added.push(undefined);
  }

  /** Undoes the last push. */
  pop(): void {
    this.#added.pop();
  }
}
