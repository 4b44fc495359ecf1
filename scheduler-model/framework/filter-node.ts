import type { Cycle } from './cycle.ts';
import type { Plugin } from './plugin.ts';
import { isRejected, type Status, SUCCESS, statusMessage } from './status.ts';

/**
 * Whether the pod may run on a node: the first plugin that says no decides. A node with nominated pods of at least
 * the pod's priority has to pass with them on it and without.
 *
 * @source pkg/scheduler/framework/runtime/framework.go → RunFilterPluginsWithNominatedPods (v1.36.3)
 */
export function filterNode(cycle: Cycle, nodeIndex: number): Status {
  const withNominated = filterWithNominatedPods(cycle, nodeIndex);
  if (withNominated && withNominated.code !== 'Success') return withNominated;
  return runFilters(cycle, nodeIndex);
}

/** The answer with the nominated pods in place; undefined when there are none to yield to. */
function filterWithNominatedPods(cycle: Cycle, nodeIndex: number): Status | undefined {
  const { cluster, pod, podClass } = cycle;
  if (cluster.nominations.size === 0) return undefined;
  const nominated = cluster.nominations
    .on(nodeIndex)
    .filter(({ podId, priority }) => podId !== pod.podId && priority >= podClass.priority);
  if (nominated.length === 0) return undefined;

  const fork = cycle.fork();
  const logPosition = cluster.podLog.position;
  for (const { podId, classId } of nominated) {
    cluster.addPod(podId, classId, nodeIndex);
    for (const plugin of cycle.profile.preFilter) {
      if (cycle.skippedFilters.has(plugin.name)) continue;
      plugin.addPod?.(fork, { podId, classId, nodeIndex, terminating: false });
    }
  }
  const status = runFilters(fork, nodeIndex);
  for (const { podId } of nominated.toReversed()) cluster.removePod(podId);
  cluster.podLog.rewind(logPosition);
  return status;
}

/** @source pkg/scheduler/framework/runtime/framework.go → RunFilterPlugins (v1.36.3) */
function runFilters(cycle: Cycle, nodeIndex: number): Status {
  for (const plugin of cycle.profile.filter) {
    if (cycle.skippedFilters.has(plugin.name)) continue;
    const status = runFilter(plugin, cycle, nodeIndex);
    if (status.code !== 'Success') return status;
  }
  return SUCCESS;
}

/** What one filter plugin says about a node; an error in the words of the framework. */
export function runFilter(plugin: Plugin, cycle: Cycle, nodeIndex: number): Status {
  const status = plugin.filter!(cycle, nodeIndex);
  if (status.code === 'Success' || isRejected(status)) return status;
  const message = `running "${plugin.name}" filter plugin: ${statusMessage(status)}`;
  return { code: 'Error', plugin: plugin.name, reasons: [message] };
}
