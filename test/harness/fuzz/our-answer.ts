import { NONE } from '../../../scheduler-model/cluster/none.ts';
import { schedulePending } from '../../../scheduler-model/schedule-pending.ts';
import { loadScenario, type Scenario } from '../../scheduler-model/load-scenario.ts';
import type { SchedulingScenario } from '../generate/generate-scenario.ts';
import type { PodResult } from '../oracle/answer.ts';
import type { TieRule } from '../oracle/scheduler-oracle.ts';

/** How our model is asked. */
export interface HowAsked {
  readonly tie?: TieRule;
  /** Whether every node is explained; without, the fast path answers, and says less. */
  readonly explain?: boolean;
}

/** What our model of the scheduler says to a scenario; a cycle of its own in the error's place when it throws. */
export function ourAnswer(
  scenario: SchedulingScenario,
  minor: number,
  { tie = 'name', explain = true }: HowAsked = {},
): PodResult[] {
  try {
    const { cluster, profiles, pending, podKey } = loadScenario(scenario as unknown as Scenario, minor);
    for (const { podId, classId, nominatedNodeName, schedulerName } of pending) {
      const node = nominatedNodeName === undefined ? NONE : cluster.nodeIndexOf(nominatedNodeName);
      const gates = profiles.get(schedulerName)?.preEnqueue;
      const isQueued = gates?.every(
        (plugin) => plugin.preEnqueue?.(cluster, cluster.podClass(classId)).code === 'Success',
      );
      if (node !== NONE && isQueued === true) cluster.nominate(podId, classId, node);
    }
    const results: PodResult[] = [];
    for (const result of schedulePending(cluster, profiles, pending, {
      tieBreak: tie,
      explain,
      podKey,
    })) {
      results.push(result);
      const placed = pending.find(({ podId }) => result.chosen !== undefined && podKey(podId) === result.pod);
      if (placed !== undefined) cluster.clearNomination(placed.podId);
    }
    return results;
  } catch (error) {
    const { message, stack } = error as Error;
    return [{ pod: 'all', error: `${message} ${stack?.split('\n')[1]?.trim() ?? ''}` }];
  }
}
