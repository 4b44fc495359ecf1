import type { DaemonSet } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import {
  type Counts,
  countsOf,
  type DaemonNode,
  daemonNode,
  daemonNodeRow,
  NO_COUNTS,
  plus,
} from './daemon-nodes.ts';

/** A node as it was looked at, and what it added to the counts then. */
interface Seen {
  readonly node: DaemonNode;
  readonly counts: Counts;
}

/** All nodes as a DaemonSet saw them when a run began; shared by the runs that begin there and never changed. */
export interface DaemonBase {
  readonly template: unknown;
  readonly hash: string;
  readonly seen: ReadonlyMap<number, Seen>;
  readonly counts: Counts;
  /** Rows of pods that had no node yet. */
  readonly unbound: readonly number[];
}

/** Looks at every node once. */
export function daemonBase(world: WorldView, set: DaemonSet, hash: string, nowMs: number): DaemonBase {
  const { pods, nodes } = world;
  const rowsOf = new Map<number, number[]>();
  const unbound: number[] = [];
  for (const nodeRow of nodes.rows()) rowsOf.set(nodeRow, []);
  for (const row of pods.controlledBy(set.metadata.uid ?? '')) {
    if (pods.nodeRow(row) < 0) unbound.push(row);
    const nodeRow = daemonNodeRow(world, row);
    const rows = rowsOf.get(nodeRow);
    if (rows) rows.push(row);
    else rowsOf.set(nodeRow, [row]);
  }
  const seen = new Map<number, Seen>();
  let total = NO_COUNTS;
  for (const [nodeRow, rows] of rowsOf) {
    const one = look(world, set, nodeRow, rows, hash, nowMs);
    total = plus(total, one.counts);
    seen.set(nodeRow, one);
  }
  return { template: set.spec?.template, hash, seen, counts: total, unbound };
}

function look(
  world: WorldView,
  set: DaemonSet,
  nodeRow: number,
  rows: readonly number[],
  hash: string,
  nowMs: number,
): Seen {
  const node = daemonNode(world, set, nodeRow, rows);
  return { node, counts: world.nodes.object(nodeRow) ? countsOf(world, set, node, hash, nowMs) : NO_COUNTS };
}

/**
 * The nodes as a DaemonSet sees them now: the base, with what the run has touched looked at again.
 *
 * Work on one node costs one node, however many there are.
 */
export class DaemonView {
  readonly #uid: string;
  readonly #base: DaemonBase;
  readonly #touched = new Map<number, Seen>();
  readonly #unbound: Set<number>;
  #counts: Counts;

  constructor(uid: string, base: DaemonBase) {
    this.#uid = uid;
    this.#base = base;
    this.#counts = base.counts;
    this.#unbound = new Set(base.unbound);
  }

  /** Whether the view is that of this template and revision. */
  isOf(set: DaemonSet, hash: string): boolean {
    return this.#base.template === set.spec?.template && this.#base.hash === hash;
  }

  get counts(): Counts {
    return this.#counts;
  }

  /** Rows of nodes that exist or have pods of the DaemonSet. */
  *nodeRows(): Generator<number> {
    yield* this.#base.seen.keys();
    for (const nodeRow of this.#touched.keys()) if (!this.#base.seen.has(nodeRow)) yield nodeRow;
  }

  node(nodeRow: number): DaemonNode | undefined {
    return this.#seen(nodeRow)?.node;
  }

  /** A pod that has no node yet came. */
  sawUnbound(row: number): void {
    this.#unbound.add(row);
  }

  /** Looks at a node again. */
  look(world: WorldView, set: DaemonSet, nodeRow: number, nowMs: number): void {
    const before = this.#seen(nodeRow)?.counts ?? NO_COUNTS;
    const now = look(world, set, nodeRow, this.#rowsFor(world, nodeRow), this.#base.hash, nowMs);
    this.#counts = plus(plus(this.#counts, before, -1), now.counts);
    this.#touched.set(nodeRow, now);
  }

  #seen(nodeRow: number): Seen | undefined {
    return this.#touched.get(nodeRow) ?? this.#base.seen.get(nodeRow);
  }

  #rowsFor(world: WorldView, nodeRow: number): number[] {
    const { pods } = world;
    const rows: number[] = [];
    if (nodeRow >= 0) {
      for (const row of pods.onNode(nodeRow)) {
        if (pods.template(row).controller?.uid === this.#uid) rows.push(row);
      }
    }
    for (const row of this.#unbound) {
      if (!pods.exists(row) || pods.nodeRow(row) >= 0) this.#unbound.delete(row);
      else if (daemonNodeRow(world, row) === nodeRow) rows.push(row);
    }
    return rows;
  }
}
