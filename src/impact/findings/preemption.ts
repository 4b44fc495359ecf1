import { lossOf } from '../run/loss.ts';
import type { RunView } from '../run/run-view.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Pods that others of higher priority push off their nodes, and so on down. */
export const preemption: FindingType = {
  code: 'PREEMPTION',
  title: 'Pods are preempted',
  *find(run) {
    const victims = run.lives.filter((life) => lossOf(run, life) === 'preempted');
    if (victims.length === 0) return;
    const owners = new Set(victims.map(({ owner, key }) => owner ?? key));
    yield {
      severity: 'warning',
      objects: victims.map(({ key }) => key),
      message: `${counted(victims.length, 'pod')} of ${[...owners].join(', ')} ${victims.length === 1 ? 'is' : 'are'} preempted for pods of higher priority; budgets are a preference only.${choiceOf(run)}`,
      evidence: victims.map(({ disruption, terminating }) => (disruption ?? terminating)!.sequence),
      restsOn: ['PriorityClass.scheduling.k8s.io'],
    };
  },
};

/**
 * Which pods have to leave is drawn where several nodes would do.
 *
 * @source pkg/scheduler/framework/preemption/preemption.go → pickOneNodeForPreemption (v1.36.3)
 */
function choiceOf({ openChoices }: RunView): string {
  return [...openChoices.values()].includes('preemption')
    ? ' Other pods could have had to leave instead: several nodes were equally good to clear, and the scheduler draws one.'
    : '';
}
