import type { ChangeLog } from '../cluster/change-log.ts';
import type { CycleResult, NodeScore, RejectedNodes } from '../framework/cycle-result.ts';
import type { Status } from '../framework/status.ts';
import type { Choice } from './choice.ts';
import type { NodeJudgement } from './node-judgement.ts';
import { Rejections } from './rejections.ts';
import type { Turn } from './turn.ts';
import type { Visit } from './visit.ts';

const NO_PLUGINS: ReadonlySet<string> = new Set();

/**
 * The result of a cycle that chose a node. What it says about single nodes is worked out when it is read, which has to
 * be before the cluster changes and before the scheduler's next turn.
 */
export class ChosenResult implements CycleResult {
  readonly chosen: number;
  readonly score: number;
  readonly nextStartIndex: number;
  readonly preFilterMessage = '';
  readonly message = '';
  readonly error = '';
  readonly nomination = undefined;
  readonly unschedulablePlugins = NO_PLUGINS;
  readonly #podLog: ChangeLog;
  readonly #visit: Visit;
  readonly #choice: Choice;
  readonly #judge: () => NodeJudgement;
  readonly #position: number;
  #judgement: NodeJudgement | undefined;
  #feasible: readonly number[] | undefined;
  #rejections: ReadonlyMap<number, Status> | undefined;

  constructor(turn: Turn, visit: Visit, choice: Choice, judge: () => NodeJudgement) {
    this.chosen = choice.chosen;
    this.score = choice.score;
    this.nextStartIndex = visit.nextStartIndex;
    this.#visit = visit;
    this.#choice = choice;
    this.#judge = judge;
    this.#podLog = turn.cluster.podLog;
    this.#position = this.#podLog.position;
  }

  get feasible(): readonly number[] {
    this.#feasible ??= this.#choice.feasible();
    return this.#feasible;
  }

  get best(): readonly number[] {
    return this.#choice.best();
  }

  get rejections(): ReadonlyMap<number, Status> {
    this.#rejections ??= new Rejections(
      () => this.#choice.rejected(this.#visit),
      (nodeIndex) => this.#current().full(nodeIndex),
    );
    return this.#rejections;
  }

  rejectedNodes(): readonly RejectedNodes[] {
    return this.#choice.rejectedNodes(this.#visit, this.#current());
  }

  scoreOf(nodeIndex: number): NodeScore | undefined {
    return this.#choice.scoreOf(nodeIndex);
  }

  /** What is said of nodes, while the cluster is as it was. */
  #current(): NodeJudgement {
    if (this.#podLog.position !== this.#position) throw new Error('the cluster has changed since the cycle');
    this.#judgement ??= this.#judge();
    return this.#judgement;
  }
}
