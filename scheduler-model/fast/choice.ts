import type { NodeScore, RejectedNodes } from '../framework/cycle-result.ts';
import type { NodeJudgement } from './node-judgement.ts';
import type { Visit } from './visit.ts';

/** A node that was chosen, and what there was to choose from; to be asked before the cluster changes. */
export interface Choice {
  readonly chosen: number;
  /** The chosen node's total score; `NONE` when it was the only one and was not scored. */
  readonly score: number;
  readonly feasibleCount: number;
  /** The nodes with the top score, in visiting order. */
  best(): readonly number[];
  /** All feasible nodes, in visiting order. */
  feasible(): readonly number[];
  /** The nodes that were visited and are not feasible, in visiting order, a nominated one first. */
  rejected(visit: Visit): readonly number[];
  /** The same by what is said of them, without figures. */
  rejectedNodes(visit: Visit, judgement: NodeJudgement): readonly RejectedNodes[];
  /** The score of a feasible node in detail; undefined for another, and where nothing was scored. */
  scoreOf(nodeIndex: number): NodeScore | undefined;
}
