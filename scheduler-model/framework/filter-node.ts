import type { Cycle } from './cycle.ts';
import { isRejected, type Status, SUCCESS } from './status.ts';

/**
 * Whether the pod may run on the node: the answer of the first plugin that objects.
 *
 * Pods of at least its priority that are nominated to the node are taken to be there, and then again not to be
 * there: the pod has to fit both ways.
 *
 * @source pkg/scheduler/framework/runtime/framework.go → RunFilterPluginsWithNominatedPods (v1.36.3)
 */
export function filterNode(cycle: Cycle, nodeIndex: number): Status {
  const { cluster, pod, podClass } = cycle;
  const nominated = cluster.nominations
    .on(nodeIndex)
    .filter(({ podId, priority }) => podId !== pod.podId && priority >= podClass.priority);
  if (nominated.length > 0) {
    const logPosition = cluster.podLog.position;
    const plugins = cycle.profile.preFilter.filter(({ name }) => !cycle.skippedFilters.has(name));
    for (const { podId, classId } of nominated) {
      cluster.addPod(podId, classId, nodeIndex);
      for (const plugin of plugins) plugin.addPod?.(cycle, { podId, classId, nodeIndex, terminating: false });
    }
    const status = runFilters(cycle, nodeIndex);
    for (const { podId, classId } of nominated.toReversed()) {
      cluster.removePod(podId);
      for (const plugin of plugins)
        plugin.removePod?.(cycle, { podId, classId, nodeIndex, terminating: false });
    }
    cluster.podLog.rewind(logPosition);
    if (status.code !== 'Success') return status;
  }
  return runFilters(cycle, nodeIndex);
}

/** @source pkg/scheduler/framework/runtime/framework.go → RunFilterPlugins (v1.36.3) */
function runFilters(cycle: Cycle, nodeIndex: number): Status {
  for (const plugin of cycle.profile.filter) {
    if (cycle.skippedFilters.has(plugin.name)) continue;
    const status = plugin.filter!(cycle, nodeIndex);
    if (status === SUCCESS || status.code === 'Success') continue;
    if (isRejected(status)) return status;
    return { ...status, reasons: [`running "${plugin.name}" filter plugin: ${status.reasons[0] ?? ''}`] };
  }
  return SUCCESS;
}
