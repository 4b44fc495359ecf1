import type { Cluster } from '../../cluster/cluster.ts';
import type { PodClass } from '../../cluster/pod-class.ts';
import type { Plugin } from '../../framework/plugin.ts';
import type { PodEvent, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { type Status, SUCCESS, unresolvable } from '../../framework/status.ts';

/**
 * Keeps a pod out of the queue while it has scheduling gates.
 *
 * @source pkg/scheduler/framework/plugins/schedulinggates/scheduling_gates.go → SchedulingGates (v1.36.3)
 */
export class SchedulingGates implements Plugin {
  readonly name = 'SchedulingGates';
  readonly requeueOn: readonly Requeue[] = [
    { resource: 'Pod', actions: ['UpdatePodSchedulingGatesEliminated'], hint: isItself },
  ];

  preEnqueue(_cluster: Cluster, { pod }: PodClass): Status {
    const gates = pod.spec?.schedulingGates ?? [];
    if (gates.length === 0) return SUCCESS;
    const names = gates.map(({ name }) => name).join(' ');
    return unresolvable(this.name, `waiting for scheduling gates: [${names}]`);
  }
}

function isItself(_cluster: Cluster, { uid }: WaitingPod, { after }: PodEvent): boolean {
  return after?.metadata?.uid === uid;
}
