import { schedulePending } from '../../../scheduler-model/schedule-pending.ts';
import { loadScenario, type Scenario } from '../../scheduler-model/load-scenario.ts';
import type { SchedulingScenario } from '../generate/generate-scenario.ts';
import type { PodResult } from '../oracle/answer.ts';

/** What our model of the scheduler says to a scenario; a cycle of its own in the error's place when it throws. */
export function ourAnswer(scenario: SchedulingScenario, minor: number): PodResult[] {
  try {
    const { cluster, profiles, pending, podKey } = loadScenario(scenario as unknown as Scenario, minor);
    return [...schedulePending(cluster, profiles, pending, { tieBreak: 'name', explain: true, podKey })];
  } catch (error) {
    const { message, stack } = error as Error;
    return [{ pod: 'all', error: `${message} ${stack?.split('\n')[1]?.trim() ?? ''}` }];
  }
}
