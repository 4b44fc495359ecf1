import { NONE } from '../../cluster/none.ts';
import type { Cycle } from '../../framework/cycle.ts';
import type { Diagnosis } from '../../framework/plugin.ts';
import { priorityOf } from './importance.ts';

/**
 * Why the pod may not preempt at all; undefined when it may.
 *
 * @source pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go → PodEligibleToPreemptOthers (v1.36.3)
 */
export function ineligibility(cycle: Cycle, diagnosis: Diagnosis): string | undefined {
  const { cluster, pod, podClass } = cycle;
  if (podClass.pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  if (!pod.nominatedNodeName) return undefined;
  const nodeIndex = cluster.nodeIndexOf(pod.nominatedNodeName);
  const nominatedStatus = diagnosis.verdicts.get(nodeIndex) ?? diagnosis.absentStatus;
  // The nominated node is lost to the pod: it may look for another.
  if (nominatedStatus.code === 'UnschedulableAndUnresolvable' || nodeIndex === NONE) return undefined;
  for (const podId of cluster.podsOn(nodeIndex)) {
    if (priorityOf(cluster, podId) < podClass.priority && cluster.isPreempted(podId)) {
      return 'not eligible due to a terminating pod on the nominated node.';
    }
  }
  return undefined;
}
