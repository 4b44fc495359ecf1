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
  /** There may be others: which ones are found hangs on where the search begins. */
  readonly isSample: boolean;
}

/**
 * Tries the nodes where removing pods may help, until there are enough candidates and one of them violates no budget.
 * The search begins where that for feasible nodes began.
 *
 * @source pkg/scheduler/framework/preemption/preemption.go → findCandidates, DryRunPreemption (v1.36.3)
 * @deviation upstream begins at a node drawn at random; below 100 potential nodes it tries all of them either way.
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
  let isSample = false;
  for (let tried = 0; tried < potentialNodes.length; tried++) {
    const nodeIndex = potentialNodes[(diagnosis.startIndex + tried) % potentialNodes.length]!;
    const answer = selectVictims(cycle, nodeIndex, runs);
    if (!isCandidate(answer)) {
      verdicts.add(nodeIndex, answer);
    } else if (answer.victims.length === 0) {
      const why = `expected at least one victim pod on node "${cycle.cluster.nodeName(nodeIndex)}"`;
      verdicts.add(nodeIndex, failure(NAME, why));
    } else {
      const list = answer.violationCount === 0 ? gentle : violating;
      if (list.length < wantedCount) list.push(answer);
      else isSample = true;
      if (gentle.length > 0 && gentle.length + violating.length >= wantedCount) {
        isSample ||= tried + 1 < potentialNodes.length;
        break;
      }
    }
  }
  return { candidates: [...gentle, ...violating], verdicts, isSample };
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
