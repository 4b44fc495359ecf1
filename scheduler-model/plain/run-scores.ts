import type { Cycle } from '../framework/cycle.ts';
import { MAX_NODE_SCORE } from '../framework/normalize.ts';
import { type Status, statusMessage } from '../framework/status.ts';

/** One plugin's weighted scores, by position among the feasible nodes. */
export interface PluginScores {
  readonly plugin: string;
  readonly weighted: readonly number[];
}

export interface Scores {
  readonly plugins: readonly PluginScores[];
  /** The sum over the plugins, by position among the feasible nodes. */
  readonly totals: readonly number[];
}

/**
 * Scores the feasible nodes with every plugin that does not skip the pod.
 *
 * @returns the scores, or the error that ends the cycle.
 * @source pkg/scheduler/framework/runtime/framework.go → RunPreScorePlugins, RunScorePlugins (v1.36.3)
 */
export function runScores(cycle: Cycle, feasible: readonly number[]): Scores | Status {
  for (const plugin of cycle.profile.preScore) {
    const status = plugin.preScore!(cycle, feasible);
    if (status.code === 'Skip') cycle.skippedScores.add(plugin.name);
    else if (status.code !== 'Success') {
      return failure(`running PreScore plugin "${plugin.name}": ${statusMessage(status)}`);
    }
  }
  const totals = feasible.map(() => 0);
  const plugins: PluginScores[] = [];
  for (const { plugin, weight } of cycle.profile.score) {
    if (cycle.skippedScores.has(plugin.name)) continue;
    const scores = feasible.map((nodeIndex) => plugin.score!(cycle, nodeIndex));
    plugin.normalizeScores?.(cycle, feasible, scores);
    const invalid = scores.find((score) => score > MAX_NODE_SCORE || score < 0);
    if (invalid !== undefined) {
      const range = `it should in the range of [0, ${MAX_NODE_SCORE}] after normalizing`;
      const why = `plugin "${plugin.name}" returns an invalid score ${invalid}, ${range}`;
      return failure(`applying score defaultWeights on Score plugins: ${why}`);
    }
    const weighted = scores.map((score) => score * weight);
    weighted.forEach((score, i) => {
      totals[i]! += score;
    });
    plugins.push({ plugin: plugin.name, weighted });
  }
  return { plugins, totals };
}

function failure(message: string): Status {
  return { code: 'Error', plugin: '', reasons: [message] };
}
