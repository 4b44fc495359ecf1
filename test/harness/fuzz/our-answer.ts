import { NONE } from '../../../scheduler-model/cluster/none.ts';
import { schedulePending } from '../../../scheduler-model/schedule-pending.ts';
import { loadScenario, type Scenario } from '../../scheduler-model/load-scenario.ts';
import type { SchedulingScenario } from '../generate/generate-scenario.ts';
import type { PodResult } from '../oracle/answer.ts';

/** What our model of the scheduler says to a scenario; a cycle of its own in the error's place when it throws. */
export function ourAnswer(scenario: SchedulingScenario, minor: number): PodResult[] {
  try {
    const { cluster, profiles, pending, podKey } = loadScenario(scenario as unknown as Scenario, minor);
    const gated = gatedPods(scenario, pending, podKey);
    for (const { podId, classId, nominatedNodeName, schedulerName } of pending) {
      const node = nominatedNodeName === undefined ? NONE : cluster.nodeIndexOf(nominatedNodeName);
      if (node !== NONE && profiles.has(schedulerName) && !gated.has(podId))
        cluster.nominate(podId, classId, node);
    }
    const results: PodResult[] = [];
    for (const result of schedulePending(cluster, profiles, pending, {
      tieBreak: 'name',
      explain: true,
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

/** Pods with scheduling gates: the scheduler does not see their nominations. */
function gatedPods(
  { objects }: SchedulingScenario,
  pending: readonly { podId: number }[],
  podKey: (podId: number) => string,
): Set<number> {
  const gated = new Set(
    objects.flatMap(({ kind, metadata, spec }) =>
      kind === 'Pod' && spec?.schedulingGates?.length > 0 ? [`${metadata.namespace}/${metadata.name}`] : [],
    ),
  );
  return new Set(pending.map(({ podId }) => podId).filter((podId) => gated.has(podKey(podId))));
}
