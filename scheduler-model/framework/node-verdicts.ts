import type { Status } from './status.ts';

/** Why nodes were rejected, by node index; nodes with the very same status are counted together. */
export class NodeVerdicts {
  readonly #statuses: (Status | undefined)[];
  readonly #counts = new Map<Status, number>();
  #size = 0;

  /** @param rowCount - one more than the largest node index. */
  constructor(rowCount: number) {
    this.#statuses = new Array<Status | undefined>(rowCount);
  }

  static of(rowCount: number, rejections: ReadonlyMap<number, Status>): NodeVerdicts {
    const verdicts = new NodeVerdicts(rowCount);
    for (const [nodeIndex, status] of rejections) verdicts.add(nodeIndex, status);
    return verdicts;
  }

  /** The number of nodes that were rejected. */
  get size(): number {
    return this.#size;
  }

  /** How many nodes have each status, in the order in which they were first given. */
  get counts(): ReadonlyMap<Status, number> {
    return this.#counts;
  }

  get(nodeIndex: number): Status | undefined {
    return this.#statuses[nodeIndex];
  }

  /** Records the verdict on a node that has none yet. */
  add(nodeIndex: number, status: Status): void {
    this.#statuses[nodeIndex] = status;
    this.#counts.set(status, (this.#counts.get(status) ?? 0) + 1);
    this.#size++;
  }
}
