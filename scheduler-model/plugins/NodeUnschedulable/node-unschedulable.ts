import type { Cluster } from '../../cluster/cluster.ts';
import type { Cycle } from '../../framework/cycle.ts';
import type { Plugin } from '../../framework/plugin.ts';
import type { NodeEvent, PodEvent, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { type Status, SUCCESS, unresolvable } from '../../framework/status.ts';
import type { Node, Taint } from '../../kubernetes/node.ts';
import type { Toleration } from '../../kubernetes/pod.ts';
import { toleratesAny } from '../../kubernetes/taint.ts';

const NAME = 'NodeUnschedulable';
const CORDON: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const REJECTED = unresolvable(NAME, 'node(s) were unschedulable');

/**
 * Rejects cordoned nodes for pods that do not tolerate the cordon.
 *
 * @source pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go → NodeUnschedulable (v1.36.3)
 */
export class NodeUnschedulable implements Plugin {
  readonly name = NAME;
  readonly ignoresPods = true;
  readonly requeueOn: readonly Requeue[] = [
    { resource: 'Node', actions: ['Add', 'UpdateNodeTaint'], hint: becameSchedulable },
    { resource: 'Pod', actions: ['UpdatePodToleration'], hint: becameTolerant },
  ];

  filter({ cluster, podClass }: Cycle, nodeIndex: number): Status {
    return this.verdict(cluster.node(nodeIndex)!, podClass.pod.spec?.tolerations);
  }

  verdict(node: Node, tolerations: readonly Toleration[] | undefined): Status {
    return node.spec?.unschedulable && !toleratesAny(tolerations, CORDON) ? REJECTED : SUCCESS;
  }
}

function becameSchedulable(_cluster: Cluster, _waiting: WaitingPod, { before, after }: NodeEvent): boolean {
  const isUnschedulable = after?.spec?.unschedulable ?? false;
  return !isUnschedulable && (before === undefined || (before.spec?.unschedulable ?? false));
}

function becameTolerant(_cluster: Cluster, { uid }: WaitingPod, { after }: PodEvent): boolean {
  return after?.metadata?.uid === uid && toleratesAny(after.spec?.tolerations, CORDON);
}
