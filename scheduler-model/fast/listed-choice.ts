import { NONE } from '../cluster/none.ts';
import type { NodeScore, RejectedNodes } from '../framework/cycle-result.ts';
import type { Profile } from '../framework/profile.ts';
import type { Candidates } from './candidates.ts';
import type { Choice } from './choice.ts';
import type { NodeJudgement } from './node-judgement.ts';
import type { ScoreLedger } from './score-ledger.ts';
import type { Visit } from './visit.ts';

/** A choice among listed candidates; to be asked before the next search. */
export class ListedChoice implements Choice {
  readonly chosen: number;
  readonly score: number;
  readonly feasibleCount: number;
  readonly #lent: Candidates;
  readonly #searchCount: number;
  readonly #profile: Profile;
  /** What each plugin gives to these nodes. */
  readonly #scored: ((nodes: Int32Array) => ScoreLedger) | undefined;
  #ledger: ScoreLedger | undefined;

  /**
   * @param position - of the chosen one among the candidates.
   * @param scored - undefined when the only candidate was taken as it was.
   */
  constructor(
    candidates: Candidates,
    profile: Profile,
    position: number,
    scored: ((nodes: Int32Array) => ScoreLedger) | undefined,
  ) {
    this.chosen = candidates.nodes[position]!;
    this.score = scored ? candidates.totals[position]! : NONE;
    this.feasibleCount = candidates.count;
    this.#lent = candidates;
    this.#searchCount = candidates.searchCount;
    this.#profile = profile;
    this.#scored = scored;
  }

  best(): number[] {
    const { totals } = this.#candidates;
    const feasible = this.feasible();
    return this.#scored ? feasible.filter((_nodeIndex, i) => totals[i] === this.score) : feasible;
  }

  feasible(): number[] {
    const { nodes, count } = this.#candidates;
    return Array.from(nodes.subarray(0, count));
  }

  rejected(visit: Visit): number[] {
    const { nodes, count } = this.#candidates;
    return visit.nodesWithout(nodes, count);
  }

  rejectedNodes(visit: Visit, judgement: NodeJudgement): readonly RejectedNodes[] {
    return judgement.rejectedNodes(this.rejected(visit));
  }

  scoreOf(nodeIndex: number): NodeScore | undefined {
    const { nodes, count } = this.#candidates;
    this.#ledger ??= this.#scored?.(nodes.subarray(0, count));
    return this.#ledger?.scoreOf(this.#profile, nodeIndex);
  }

  get #candidates(): Candidates {
    if (this.#lent.searchCount !== this.#searchCount)
      throw new Error('the scheduler has searched again since the cycle');
    return this.#lent;
  }
}
