import { NONE } from '../cluster/none.ts';
import type { NodeScore } from '../framework/cycle-result.ts';
import type { Profile } from '../framework/profile.ts';
import type { Candidates } from './candidates.ts';
import type { Choice } from './choice.ts';
import type { ScoreLedger } from './score-ledger.ts';

/** A choice among listed candidates. */
export class ListedChoice implements Choice {
  readonly chosen: number;
  readonly score: number;
  readonly feasibleCount: number;
  readonly #candidates: Candidates;
  readonly #profile: Profile;
  /** Filled only for who wants to know more than the choice. */
  readonly #ledger: ScoreLedger | undefined;
  readonly #wasScored: boolean;

  /**
   * @param position - of the chosen one among the candidates.
   * @param wasScored - false when the only candidate was taken as it was.
   */
  constructor(
    candidates: Candidates,
    profile: Profile,
    ledger: ScoreLedger | undefined,
    position: number,
    wasScored: boolean,
  ) {
    this.chosen = candidates.nodes[position]!;
    this.score = wasScored ? candidates.totals[position]! : NONE;
    this.feasibleCount = candidates.count;
    this.#candidates = candidates;
    this.#profile = profile;
    this.#ledger = ledger;
    this.#wasScored = wasScored;
  }

  best(): number[] {
    if (!this.#wasScored) return [this.chosen];
    if (!this.#ledger) return this.#candidates.nodesWith(this.score);
    const { nodes, totals } = this.#ledger;
    return Array.from(nodes).filter((_nodeIndex, position) => totals[position] === this.score);
  }

  feasible(): number[] {
    return this.#ledger ? Array.from(this.#ledger.nodes) : this.#candidates.list();
  }

  isFeasible(nodeIndex: number): boolean {
    return this.#ledger!.has(nodeIndex);
  }

  scoreOf(nodeIndex: number): NodeScore | undefined {
    return this.#wasScored ? this.#ledger?.scoreOf(this.#profile, nodeIndex) : undefined;
  }
}
