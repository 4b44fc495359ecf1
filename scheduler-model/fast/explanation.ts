import type { CycleResult } from '../framework/cycle-result.ts';
import { NodeVerdicts } from '../framework/node-verdicts.ts';
import type { Profile } from '../framework/profile.ts';
import { type Status, unresolvable } from '../framework/status.ts';
import { nothing, unfit } from '../plain/unfit.ts';
import type { NodeJudgement } from './node-judgement.ts';
import { Rejections } from './rejections.ts';
import type { ScoreLedger } from './score-ledger.ts';
import type { Turn } from './turn.ts';
import type { Visit } from './visit.ts';

/**
 * The result of a cycle that chose a candidate. What it says about single nodes is worked out when it is read, which
 * has to be before the cluster changes.
 *
 * @param position - of the chosen one among the candidates.
 * @param wasScored - false when the only candidate was taken as it was.
 */
export function chosenResult(
  turn: Turn,
  profile: Profile,
  judgement: NodeJudgement,
  visit: Visit,
  ledger: ScoreLedger,
  position: number,
  wasScored: boolean,
): CycleResult {
  const { nodes: candidates, totals } = ledger;
  const list = () => {
    const feasible = new Set(candidates);
    return visit.nodes().filter((nodeIndex) => !feasible.has(nodeIndex));
  };
  let feasible: readonly number[] | undefined;
  return {
    ...nothing(visit.nextStartIndex),
    chosen: candidates[position]!,
    ...(wasScored && { score: totals[position]! }),
    get feasible() {
      feasible ??= Array.from(candidates);
      return feasible;
    },
    get best() {
      const score = totals[position];
      return wasScored ? this.feasible.filter((_nodeIndex, i) => totals[i] === score) : this.feasible;
    },
    rejections: rejectionsOf(turn, judgement, list),
    scoreOf: (nodeIndex) => (wasScored ? ledger.scoreOf(profile, nodeIndex) : undefined),
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
  return unfit(
    turn.cycle,
    diagnosis,
    rejectionsOf(turn, judgement, () => visit.nodes()),
    visit.nextStartIndex,
  );
}

function rejectionsOf(
  { cluster: { podLog } }: Turn,
  judgement: NodeJudgement,
  list: () => readonly number[],
): ReadonlyMap<number, Status> {
  const { position } = podLog;
  return new Rejections(list, (nodeIndex) => {
    if (podLog.position !== position) throw new Error('the cluster has changed since the cycle');
    return judgement.full(nodeIndex);
  });
}
