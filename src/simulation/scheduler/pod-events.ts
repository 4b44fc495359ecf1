import type { Action } from '../../../scheduler-model/index.ts';
import { isEqual } from '../../kubernetes/index.ts';
import type { PodMake } from '../../world/index.ts';

/**
 * What changed of a pod's make, in the scheduler's words.
 *
 * @source pkg/scheduler/framework/events.go → PodSchedulingPropertiesChange (v1.36.3)
 */
export function podActions(before: PodMake, after: PodMake): Action[] {
  const actions: Action[] = [];
  if (!isEqual(before.labels, after.labels)) actions.push('UpdatePodLabel');
  if (!isEqual(requests(before), requests(after))) actions.push('UpdatePodScaleDown');
  if ((before.spec.schedulingGates?.length ?? 0) > 0 && !after.spec.schedulingGates?.length)
    actions.push('UpdatePodSchedulingGatesEliminated');
  if ((before.spec.tolerations?.length ?? 0) !== (after.spec.tolerations?.length ?? 0))
    actions.push('UpdatePodToleration');
  return actions.length > 0 ? actions : ['Update'];
}

/** What the scheduler adds up; the hint of the event tells whether it became less. */
function requests({ spec }: PodMake): unknown {
  return [spec.resources, spec.containers.map(({ resources }) => resources?.requests)];
}
