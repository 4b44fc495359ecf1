import type { Cluster } from '../../cluster/cluster.ts';
import { NONE } from '../../cluster/none.ts';
import type { Cycle } from '../../framework/cycle.ts';
import { type Status, unresolvable } from '../../framework/status.ts';
import { splitByBudgets } from './disruption-budgets.ts';
import type { DryRuns } from './dry-run.ts';
import { goSort } from './go-sort.ts';
import { isMoreImportant, priorityOf } from './importance.ts';

export const NO_VICTIMS = unresolvable('DefaultPreemption', 'No preemption victims found for incoming pod');

/** A node that the preemptor would fit without these pods. */
export interface Candidate {
  readonly nodeIndex: number;
  /** Most important first; at least one. */
  readonly victims: readonly number[];
  /** How many of them a budget protects. */
  readonly violationCount: number;
}

/** The least important pods to give up on a node so that the preemptor fits, or why that does not help. */
export type CandidateAnswer = Candidate | Status;

export function isCandidate(answer: CandidateAnswer): answer is Candidate {
  return 'victims' in answer;
}

/**
 * Imagines all pods of lower priority away, then brings back as many as leave room: those that budgets protect
 * first, the important ones before the others.
 *
 * @source pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go → SelectVictimsOnNode (v1.36.3)
 */
export function selectVictims(cycle: Cycle, nodeIndex: number, runs: Pick<DryRuns, 'on'>): CandidateAnswer {
  const { cluster } = cycle;
  const potential = podsBelow(cluster, nodeIndex, cycle.podClass.priority);
  if (potential.length === 0) return NO_VICTIMS;
  const run = runs.on(nodeIndex);
  for (const podId of potential) run.remove(podId);
  if (!run.fits()) {
    const status = run.why();
    run.undo();
    return status;
  }
  goSort(potential, (one, other) => isMoreImportant(cluster, one, other));
  const { violating, others } = splitByBudgets(cluster, potential);
  const isVictim = (podId: number) => {
    run.putBack(podId);
    if (run.fits()) return false;
    run.remove(podId);
    return true;
  };
  const violatingVictims = violating.filter(isVictim);
  const victims = [...violatingVictims, ...others.filter(isVictim)];
  run.undo();
  if (violating.length > 0 && others.length > 0)
    goSort(victims, (one, other) => isMoreImportant(cluster, one, other));
  return { nodeIndex, victims, violationCount: violatingVictims.length };
}

function podsBelow(cluster: Cluster, nodeIndex: number, priority: number): number[] {
  const below: number[] = [];
  if (priority <= cluster.leastPriority) return below;
  const { pods } = cluster;
  for (let podId = pods.firstOn(nodeIndex); podId !== NONE; podId = pods.after(podId)) {
    if (priorityOf(cluster, podId) < priority) below.push(podId);
  }
  return below;
}
