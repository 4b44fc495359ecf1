import type { CycleResult } from '../framework/cycle-result.ts';
import { NodeVerdicts } from '../framework/node-verdicts.ts';
import { RejectedByStatus } from '../framework/rejected-by-status.ts';
import { unresolvable } from '../framework/status.ts';
import { unfit } from '../plain/unfit.ts';
import type { NodeJudgement } from './node-judgement.ts';
import { Rejections } from './rejections.ts';
import type { Turn } from './turn.ts';
import type { Visit } from './visit.ts';

/** The result of a cycle that found no feasible node; undefined when a plugin fails on one. */
export function unfitResult(turn: Turn, judgement: NodeJudgement, visit: Visit): CycleResult | undefined {
  const verdicts = new NodeVerdicts(turn.cluster.nodeRowCount);
  for (const nodeIndex of visit.nodes()) {
    const status = judgement.verdict(nodeIndex);
    if (status.code === 'Error') return undefined;
    verdicts.add(nodeIndex, status);
  }
  const diagnosis = {
    verdicts,
    absentStatus: unresolvable(''),
    unschedulablePlugins: new Set([...verdicts.counts.keys()].map(({ plugin }) => plugin)),
    preFilterMessage: '',
    startIndex: visit.startIndex,
  };
  const { podLog } = turn.cluster;
  const { position } = podLog;
  const rejections = new Rejections(
    () => visit.nodes(),
    (nodeIndex) => {
      if (podLog.position !== position) throw new Error('the cluster has changed since the cycle');
      return judgement.full(nodeIndex);
    },
  );
  const result = unfit(turn.cycle, diagnosis, rejections, visit.nextStartIndex);
  const rejectedNodes = () => {
    const rejected = new RejectedByStatus();
    for (const nodeIndex of visit.nodes()) rejected.add(nodeIndex, verdicts.get(nodeIndex)!);
    return rejected.groups();
  };
  return { ...result, rejectedNodes };
}
