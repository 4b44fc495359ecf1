import type { Cycle } from '../framework/cycle.ts';
import type { CycleResult } from '../framework/cycle-result.ts';
import { NodeVerdicts } from '../framework/node-verdicts.ts';
import { type Status, unresolvable } from '../framework/status.ts';
import { nothing, unfit } from '../plain/unfit.ts';
import type { NodeJudgement } from './node-judgement.ts';
import { Rejections } from './rejections.ts';
import type { ScoreLedger } from './score-ledger.ts';

/** What a cycle looked at. */
export interface Visit {
  /** In visiting order, a nominated node first. */
  readonly nodes: () => readonly number[];
  readonly nextStartIndex: number;
}

/**
 * The result of a cycle that chose a candidate. What it says about single nodes is worked out when it is read, which
 * has to be before the cluster changes.
 *
 * @param position - of the chosen one among the candidates.
 * @param wasScored - false when the only candidate was taken as it was.
 */
export function chosenResult(
  cycle: Cycle,
  judgement: NodeJudgement,
  { nodes, nextStartIndex }: Visit,
  ledger: ScoreLedger,
  position: number,
  wasScored: boolean,
): CycleResult {
  const { nodes: candidates, totals } = ledger;
  const list = () => {
    const feasible = new Set(candidates);
    return nodes().filter((nodeIndex) => !feasible.has(nodeIndex));
  };
  let feasible: readonly number[] | undefined;
  return {
    ...nothing(nextStartIndex),
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
    rejections: rejectionsOf(cycle, judgement, list),
    scoreOf: (nodeIndex) => (wasScored ? ledger.scoreOf(cycle.profile, nodeIndex) : undefined),
  };
}

/** The result of a cycle that found no feasible node; undefined when a plugin fails on one. */
export function unfitResult(
  cycle: Cycle,
  judgement: NodeJudgement,
  { nodes, nextStartIndex }: Visit,
): CycleResult | undefined {
  const verdicts = new NodeVerdicts(cycle.cluster.nodeRowCount);
  for (const nodeIndex of nodes()) {
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
  return unfit(cycle, diagnosis, rejectionsOf(cycle, judgement, nodes), nextStartIndex);
}

function rejectionsOf(
  { cluster: { podLog } }: Cycle,
  judgement: NodeJudgement,
  list: () => readonly number[],
): ReadonlyMap<number, Status> {
  const { position } = podLog;
  return new Rejections(list, (nodeIndex) => {
    if (podLog.position !== position) throw new Error('the cluster has changed since the cycle');
    return judgement.full(nodeIndex);
  });
}
