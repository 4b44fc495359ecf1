import type { CycleResult } from '../framework/cycle-result.ts';
import { NodeVerdicts } from '../framework/node-verdicts.ts';
import { RejectedByStatus } from '../framework/rejected-by-status.ts';
import { type Status, unresolvable } from '../framework/status.ts';
import { nothing, unfit } from '../plain/unfit.ts';
import type { Choice } from './choice.ts';
import type { NodeJudgement } from './node-judgement.ts';
import { Rejections } from './rejections.ts';
import type { Turn } from './turn.ts';
import type { Visit } from './visit.ts';

/**
 * The result of a cycle that chose a node. What it says about single nodes is worked out when it is read, which has to
 * be before the cluster changes.
 */
export function chosenResult(
  turn: Turn,
  judgement: () => NodeJudgement,
  visit: Visit,
  choice: Choice,
): CycleResult {
  const { podLog } = turn.cluster;
  const { position } = podLog;
  let feasible: readonly number[] | undefined;
  return {
    ...nothing(visit.nextStartIndex),
    chosen: choice.chosen,
    score: choice.score,
    get feasible() {
      feasible ??= choice.feasible();
      return feasible;
    },
    get best() {
      return choice.best();
    },
    rejections: rejectionsOf(turn, judgement, () => choice.rejected(visit)),
    rejectedNodes: () => {
      if (podLog.position !== position) throw new Error('the cluster has changed since the cycle');
      return choice.rejectedNodes(visit, judgement());
    },
    scoreOf: (nodeIndex) => choice.scoreOf(nodeIndex),
  };
}

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
  };
  const rejections = rejectionsOf(
    turn,
    () => judgement,
    () => visit.nodes(),
  );
  const result = unfit(turn.cycle, diagnosis, rejections, visit.nextStartIndex);
  const rejectedNodes = () => {
    const rejected = new RejectedByStatus();
    for (const nodeIndex of visit.nodes()) rejected.add(nodeIndex, verdicts.get(nodeIndex)!);
    return rejected.groups();
  };
  return { ...result, rejectedNodes };
}

function rejectionsOf(
  { cluster: { podLog } }: Turn,
  judgement: () => NodeJudgement,
  list: () => readonly number[],
): ReadonlyMap<number, Status> {
  const { position } = podLog;
  let judge: NodeJudgement | undefined;
  return new Rejections(list, (nodeIndex) => {
    if (podLog.position !== position) throw new Error('the cluster has changed since the cycle');
    judge ??= judgement();
    return judge.full(nodeIndex);
  });
}
