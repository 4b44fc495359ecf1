import type { Cluster } from '../../cluster/cluster.ts';
import type { Cycle } from '../../framework/cycle.ts';
import { normalizeToMax } from '../../framework/normalize.ts';
import type { Plugin } from '../../framework/plugin.ts';
import type { NodeEvent, PodEvent, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { type Status, SUCCESS, unresolvable } from '../../framework/status.ts';
import type { Node } from '../../kubernetes/node.ts';
import type { Toleration } from '../../kubernetes/pod.ts';
import { toleratesAny, untoleratedTaint } from '../../kubernetes/taint.ts';

const NAME = 'TaintToleration';
const REJECTED = unresolvable(NAME, 'node(s) had untolerated taint(s)');

/**
 * Rejects nodes with a NoSchedule or NoExecute taint that the pod does not tolerate; prefers nodes with fewer
 * PreferNoSchedule taints that it does not tolerate.
 *
 * @source pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go → TaintToleration (v1.36.3)
 */
export class TaintToleration implements Plugin {
  readonly name = NAME;
  readonly ignoresPods = true;
  readonly requeueOn: readonly Requeue[] = [
    { resource: 'Node', actions: ['Add', 'UpdateNodeTaint'], hint: becameTolerable },
    { resource: 'Pod', actions: ['UpdatePodToleration'], hint: isItself },
  ];
  /** Up to 1.33 the reason names the taint. */
  readonly #namesTaint: boolean;

  constructor(minor: number) {
    this.#namesTaint = minor <= 33;
  }

  filter({ cluster, podClass }: Cycle, nodeIndex: number): Status {
    return this.verdict(cluster.node(nodeIndex)!, podClass.pod.spec?.tolerations);
  }

  verdict(node: Node, tolerations: readonly Toleration[] | undefined): Status {
    const taint = untoleratedTaint(node, tolerations);
    if (!taint) return SUCCESS;
    if (!this.#namesTaint) return REJECTED;
    return unresolvable(NAME, `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`);
  }

  preScore(): Status {
    return SUCCESS;
  }

  score({ cluster, podClass }: Cycle, nodeIndex: number): number {
    return this.untoleratedCount(cluster.node(nodeIndex)!, podClass.pod.spec?.tolerations);
  }

  /** The number of PreferNoSchedule taints that the pod does not tolerate. */
  untoleratedCount(node: Node, tolerations: readonly Toleration[] | undefined): number {
    const soft = tolerations?.filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
    let count = 0;
    for (const taint of node.spec?.taints ?? []) {
      if (taint.effect === 'PreferNoSchedule' && !toleratesAny(soft, taint)) count++;
    }
    return count;
  }

  normalizeScores(_cycle: Cycle, _feasible: readonly number[], scores: number[]): void {
    normalizeToMax(scores, { reverse: true });
  }
}

function becameTolerable(_cluster: Cluster, { pod }: WaitingPod, { before, after }: NodeEvent): boolean {
  const tolerations = pod.spec?.tolerations;
  const was = before === undefined || untoleratedTaint(before, tolerations) !== undefined;
  return was && after !== undefined && untoleratedTaint(after, tolerations) === undefined;
}

function isItself(_cluster: Cluster, { uid }: WaitingPod, { after }: PodEvent): boolean {
  return after?.metadata?.uid === uid;
}
