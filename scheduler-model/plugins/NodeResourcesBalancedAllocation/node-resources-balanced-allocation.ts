import type { Cluster } from '../../cluster/cluster.ts';
import type { NodeResourcesBalancedAllocationArgs } from '../../configuration/plugin-arguments.ts';
import type { Cycle } from '../../framework/cycle.ts';
import type { Plugin } from '../../framework/plugin.ts';
import { SKIP, type Status, SUCCESS } from '../../framework/status.ts';
import { figuresOf, requestsOf } from '../NodeResources/figures.ts';

/**
 * Prefers nodes whose resources the pod would leave evenly used.
 *
 * @source pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go → BalancedAllocation (v1.36.3)
 */
export class NodeResourcesBalancedAllocation implements Plugin {
  readonly name = 'NodeResourcesBalancedAllocation';
  /** The resources of the score. */
  readonly scored;
  /** From 1.36 on the score is the improvement, before that the balance itself. */
  readonly scoresImprovement: boolean;
  /** From 1.33 on pods that request nothing are left out. */
  readonly skipsBestEffort: boolean;

  constructor({ resources }: NodeResourcesBalancedAllocationArgs, minor: number) {
    this.scored = { resources, real: true };
    this.scoresImprovement = minor >= 36;
    this.skipsBestEffort = minor >= 33;
  }

  preScore({ cluster, pod }: Cycle): Status {
    return this.scores(requestsOf(cluster, pod.classId, this.scored)) ? SUCCESS : SKIP;
  }

  /** Whether a pod with these requests is scored. */
  scores(requests: readonly bigint[]): boolean {
    return !this.skipsBestEffort || requests.some((request) => request !== 0n);
  }

  score({ cluster, pod }: Cycle, nodeIndex: number): number {
    return this.scoreOf(cluster, requestsOf(cluster, pod.classId, this.scored), nodeIndex);
  }

  /** The score of a node with these requests added. */
  scoreOf(cluster: Cluster, requests: readonly bigint[], nodeIndex: number): number {
    const figures = figuresOf(cluster, nodeIndex, requests, this.scored);
    const after = balance(figures.map(({ fraction }) => fraction));
    if (!this.scoresImprovement) return after;
    const before = balance(figures.map(({ fractionBefore }) => fractionBefore));
    return 50 + Math.trunc((50 + after - before) / 2);
  }
}

/** 100 for evenly used resources, less the more their use differs. */
function balance(fractions: readonly number[]): number {
  const capped = fractions.map((fraction) => Math.min(fraction, 1));
  return Math.trunc((1 - deviation(capped)) * 100);
}

function deviation(fractions: readonly number[]): number {
  if (fractions.length < 2) return 0;
  if (fractions.length === 2) return Math.abs((fractions[0]! - fractions[1]!) / 2);
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length;
  const squares = fractions.reduce((sum, fraction) => sum + (fraction - mean) * (fraction - mean), 0);
  return Math.sqrt(squares / fractions.length);
}
