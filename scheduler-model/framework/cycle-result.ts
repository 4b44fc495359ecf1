import type { Nomination } from './plugin.ts';
import type { Random, TieBreak } from './select-host.ts';
import type { Status } from './status.ts';

export interface CycleOptions {
  readonly tieBreak: TieBreak;
  /** Draws among equal nodes; needed for `random`, and for `kubernetes` before 1.35. */
  readonly random?: Random;
  /**
   * Every node is filtered and every feasible one scored, an only one too and a nominated one among the others;
   * otherwise the cycle saves work as the scheduler does.
   */
  readonly everyNode: boolean;
  /** percentageOfNodesToScore instead of the profile's; 0 adapts it to the size of the cluster. */
  readonly percentageOfNodesToScore?: number;
  /** Where in the visiting order the search starts: the scheduler's memory, which no snapshot holds. */
  readonly startIndex?: number;
}

/** One node's score in detail, and its weighted parts by plugin, in the order of the profile. */
export interface NodeScore {
  readonly total: number;
  readonly parts: readonly { readonly plugin: string; readonly score: number }[];
}

/** Nodes that a cycle rejected with the same words. */
export interface RejectedNodes {
  /** Without figures. */
  readonly status: Status;
  /** In no order. */
  readonly nodes: readonly number[];
}

/** What one scheduling cycle found. */
export interface CycleResult {
  /** The node the pod goes to, or `NONE`. */
  readonly chosen: number;
  /** The total score of the chosen node; `NONE` when nothing was scored. */
  readonly score: number;
  /** The feasible nodes in visiting order. */
  readonly feasible: readonly number[];
  /** The nodes with the top score, in visiting order. */
  readonly best: readonly number[];
  /** Why other nodes that were looked at are not feasible, by node index. */
  readonly rejections: ReadonlyMap<number, Status>;
  /** The same by what is said: far quicker to read, where many nodes are rejected. */
  rejectedNodes(): readonly RejectedNodes[];
  /** The score of a feasible node; undefined when nothing was scored. */
  scoreOf(nodeIndex: number): NodeScore | undefined;
  /** Why the pod was rejected before any node was looked at; empty when it was not. */
  readonly preFilterMessage: string;
  /** The event's text when no node is feasible; empty otherwise. */
  readonly message: string;
  /** The error that ended the cycle; empty without one. */
  readonly error: string;
  readonly nomination: Nomination | undefined;
  /** The plugins that rejected the pod or a node: their events bring it back to the queue. */
  readonly unschedulablePlugins: ReadonlySet<string>;
  /** Where the next cycle's search starts. */
  readonly nextStartIndex: number;
}
