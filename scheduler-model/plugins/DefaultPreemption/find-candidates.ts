import type { DefaultPreemptionArgs } from '../../configuration/plugin-arguments.ts';
import type { Cycle } from '../../framework/cycle.ts';
import { NodeVerdicts } from '../../framework/node-verdicts.ts';
import type { Diagnosis } from '../../framework/plugin.ts';
import { failure } from '../../framework/status.ts';
import { type Candidate, isCandidate, selectVictims } from './candidate.ts';
import { DryRuns } from './dry-run.ts';

const NAME = 'DefaultPreemption';

export interface CandidateSearch {
  readonly candidates: readonly Candidate[];
  /** Why the other nodes that were tried are none. */
  readonly verdicts: NodeVerdicts;
}

/**
 * Tries the nodes where removing pods may help, in the order of visits, until there are enough candidates and one
 * of them violates no budget.
 *
 * @source pkg/scheduler/framework/preemption/preemption.go → findCandidates, DryRunPreemption (v1.36.3)
 * @deviation upstream starts at a random node; below 100 potential nodes it tries all of them either way.
 */
export function findCandidates(
  cycle: Cycle,
  diagnosis: Diagnosis,
  args: DefaultPreemptionArgs,
): CandidateSearch {
  const potentialNodes = potentialNodesOf(cycle, diagnosis);
  const wantedCount = wantedCandidateCount(potentialNodes.length, args);
  const gentle: Candidate[] = [];
  const violating: Candidate[] = [];
  const verdicts = new NodeVerdicts(cycle.cluster.nodeRowCount);
  const runs = new DryRuns(cycle);
  for (const nodeIndex of potentialNodes) {
    const answer = selectVictims(cycle, nodeIndex, runs);
    if (!isCandidate(answer)) {
      verdicts.add(nodeIndex, answer);
    } else if (answer.victims.length === 0) {
      const why = `expected at least one victim pod on node "${cycle.cluster.nodeName(nodeIndex)}"`;
      verdicts.add(nodeIndex, failure(NAME, why));
    } else {
      const list = answer.violationCount === 0 ? gentle : violating;
      if (list.length < wantedCount) list.push(answer);
      if (gentle.length > 0 && gentle.length + violating.length >= wantedCount) break;
    }
  }
  return { candidates: [...gentle, ...violating], verdicts };
}

/** How many candidates are enough. */
function wantedCandidateCount(potentialCount: number, args: DefaultPreemptionArgs): number {
  const share = Math.trunc((potentialCount * args.minCandidateNodesPercentage) / 100);
  return Math.min(Math.max(share, args.minCandidateNodesAbsolute), potentialCount);
}

function potentialNodesOf({ cluster }: Cycle, { verdicts, absentStatus }: Diagnosis): readonly number[] {
  const nodes: number[] = [];
  for (const nodeIndex of cluster.order) {
    if ((verdicts.get(nodeIndex) ?? absentStatus).code === 'Unschedulable') nodes.push(nodeIndex);
  }
  return nodes;
}
