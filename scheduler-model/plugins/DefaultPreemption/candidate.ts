import type { Cluster } from '../../cluster/cluster.ts';
import type { Cycle } from '../../framework/cycle.ts';
import { filterNode } from '../../framework/filter-node.ts';
import { type Status, unresolvable } from '../../framework/status.ts';
import { splitByBudgets } from './disruption-budgets.ts';
import { goSort } from './go-sort.ts';
import { ImaginedRemoval } from './imagined-removal.ts';
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
export function selectVictims(cycle: Cycle, nodeIndex: number): CandidateAnswer {
  const { cluster } = cycle;
  const potential = podsBelow(cluster, nodeIndex, cycle.podClass.priority);
  if (potential.length === 0) return NO_VICTIMS;
  const removal = new ImaginedRemoval(cycle, nodeIndex);
  for (const podId of potential) removal.remove(podId);
  const status = filterNode(cycle, nodeIndex);
  if (status.code !== 'Success') {
    removal.undo();
    return status;
  }
  goSort(potential, (one, other) => isMoreImportant(cluster, one, other));
  const { violating, others } = splitByBudgets(cluster, potential);
  const isVictim = (podId: number) => {
    removal.putBack(podId);
    if (filterNode(cycle, nodeIndex).code === 'Success') return false;
    removal.remove(podId);
    return true;
  };
  const violatingVictims = violating.filter(isVictim);
  const victims = [...violatingVictims, ...others.filter(isVictim)];
  removal.undo();
  if (violating.length > 0 && others.length > 0)
    goSort(victims, (one, other) => isMoreImportant(cluster, one, other));
  return { nodeIndex, victims, violationCount: violatingVictims.length };
}

function podsBelow(cluster: Cluster, nodeIndex: number, priority: number): number[] {
  const below: number[] = [];
  for (const podId of cluster.podsOn(nodeIndex)) {
    if (priorityOf(cluster, podId) < priority) below.push(podId);
  }
  return below;
}
