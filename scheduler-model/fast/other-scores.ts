import { MAX_NODE_SCORE } from '../framework/normalize.ts';
import type { WeightedPlugin } from '../framework/profile.ts';
import type { Candidates } from './candidates.ts';
import type { ScoreLedger } from './score-ledger.ts';
import type { Turn } from './turn.ts';

/**
 * Adds the scores of plugins that are asked node by node. One that had nothing to filter for the pod and has no
 * PreScore gives every node 0, and is not asked.
 *
 * @returns false when a plugin fails.
 */
export function addOtherScores(
  turn: Turn,
  candidates: Candidates,
  plugins: readonly WeightedPlugin[],
  ledger: ScoreLedger | undefined,
): boolean {
  let feasible: readonly number[] | undefined;
  for (const { plugin, weight } of plugins) {
    if (turn.skips(plugin.name)) {
      if (!plugin.preScore) ledger?.note(plugin.name, candidates);
      continue;
    }
    const { cycle } = turn;
    feasible ??= Array.from(candidates.nodes.subarray(0, candidates.count));
    const status = plugin.preScore?.(cycle, feasible);
    if (status?.code === 'Skip') continue;
    if (status && status.code !== 'Success') return false;
    const scores = feasible.map((nodeIndex) => plugin.score!(cycle, nodeIndex));
    plugin.normalizeScores?.(cycle, feasible, scores);
    for (const [i, score] of scores.entries()) {
      if (score < 0 || score > MAX_NODE_SCORE) return false;
      candidates.totals[i]! += weight * score;
    }
    ledger?.note(plugin.name, candidates);
  }
  return true;
}
