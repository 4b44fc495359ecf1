import type { Cluster } from '../../cluster/cluster.ts';
import type { NodeEvent, PodEvent, Requeue, WaitingPod } from '../../framework/requeue.ts';
import { selects } from '../../kubernetes/label-selector.ts';
import type { Labels } from '../../kubernetes/meta.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import type { ClassSpread, CountedConstraint } from './class-spread.ts';

interface SpreadSource {
  spreadOf(cluster: Cluster, classId: number): ClassSpread;
}

/** @source pkg/scheduler/framework/plugins/podtopologyspread/plugin.go → EventsToRegister (v1.36.3) */
export function spreadRequeue(source: SpreadSource): readonly Requeue[] {
  return [
    {
      resource: 'Pod',
      actions: ['Add', 'UpdatePodLabel', 'UpdatePodToleration', 'Delete'],
      hint: (cluster, waiting, event) =>
        afterPodChange(source.spreadOf(cluster, waiting.classId).hard, waiting, event),
    },
    {
      resource: 'Node',
      actions: ['Add', 'Delete', 'UpdateNodeLabel', 'UpdateNodeTaint'],
      hint: (cluster, { classId }, event) => afterNodeChange(source.spreadOf(cluster, classId).hard, event),
    },
  ];
}

/** @source pkg/scheduler/framework/plugins/podtopologyspread/plugin.go → isSchedulableAfterPodChange (v1.36.3) */
function afterPodChange(
  hard: readonly CountedConstraint[],
  waiting: WaitingPod,
  { before, after }: PodEvent,
): boolean {
  if ((after && !isInvolved(after, waiting)) || (before && !isInvolved(before, waiting))) return false;
  if (before && after) {
    const honorsTaints = hard.some(({ constraint }) => constraint.honorsTaints);
    const tolerations = (pod: Pod) => JSON.stringify(pod.spec?.tolerations ?? []);
    if (after.metadata?.uid === waiting.uid && honorsTaints && tolerations(before) !== tolerations(after))
      return true;
    return hard.some(
      ({ constraint }) =>
        selects(constraint.selector, before.metadata?.labels) !==
        selects(constraint.selector, after.metadata?.labels),
    );
  }
  const labels = (after ?? before)?.metadata?.labels;
  return hard.some(({ constraint }) => selects(constraint.selector, labels));
}

function isInvolved({ metadata, spec, status }: Pod, waiting: WaitingPod): boolean {
  if (metadata?.uid === waiting.uid) return true;
  if (!spec?.nodeName && !status?.nominatedNodeName) return false;
  return metadata?.namespace === waiting.pod.metadata?.namespace;
}

/** @source pkg/scheduler/framework/plugins/podtopologyspread/plugin.go → isSchedulableAfterNodeChange (v1.36.3) */
function afterNodeChange(hard: readonly CountedConstraint[], { before, after }: NodeEvent): boolean {
  const hasKeys = (labels: Labels = {}) =>
    hard.every(({ constraint }) => labels[constraint.topologyKey] !== undefined);
  const had = before !== undefined && hasKeys(before.metadata?.labels);
  const has = after !== undefined && hasKeys(after.metadata?.labels);
  if (!before || !after) return after ? has : had;
  if (had !== has) return true;
  if (!has) return false;
  const taints = (node: typeof before) => JSON.stringify(node.spec?.taints ?? []);
  return (
    taints(before) !== taints(after) ||
    hard.some(
      ({ constraint: { topologyKey } }) =>
        before.metadata?.labels?.[topologyKey] !== after.metadata?.labels?.[topologyKey],
    )
  );
}
