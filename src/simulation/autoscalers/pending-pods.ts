import type { Change, WorldView } from '../../world/index.ts';

const NONE = -1;
/** Pods of lower priority neither bring nodes nor keep them. @source cluster-autoscaler config/flags → expendable-pods-priority-cutoff */
const EXPENDABLE_PRIORITY = -10;

/** The pods that the scheduler has called unschedulable, kept up to date change by change. */
export class PendingPods {
  readonly #world: WorldView;
  readonly #rows = new Set<number>();

  constructor(world: WorldView, rows: Iterable<number>) {
    this.#world = world;
    for (const row of rows) this.#rows.add(row);
  }

  /** Returns whether the change brought a new one. */
  changed(change: Change): boolean {
    if (change.type === 'setPodCondition') {
      const { type, status, reason } = change.condition;
      if (type !== 'PodScheduled') return false;
      if (status !== 'False' || reason !== 'Unschedulable') return false;
      this.#rows.add(change.row);
      return true;
    }
    if (change.type === 'bindPod' || change.type === 'removePod') this.#rows.delete(change.row);
    return false;
  }

  /** Rows of those that nodes are added for, oldest first: no expendable ones, and none that waits for its victims. */
  wanting(): number[] {
    const { pods } = this.#world;
    return [...this.#rows]
      .filter((row) => {
        const priority = pods.template(row).make.spec.priority ?? 0;
        return priority >= EXPENDABLE_PRIORITY && pods.nominatedNodeRow(row) === NONE;
      })
      .sort((a, b) => a - b);
  }
}
