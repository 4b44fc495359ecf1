import type { Cluster } from '../../cluster/cluster.ts';
import { NOT_STARTED } from '../../cluster/pod-table.ts';

export function priorityOf(cluster: Cluster, podId: number): number {
  return cluster.podClass(cluster.pods.classOf.values[podId]!).priority;
}

/**
 * Whether one pod is kept before another: the higher priority, then the earlier start.
 *
 * A pod that has not started counts as started when it is asked, so of two such pods either comes before the other.
 *
 * @source pkg/scheduler/util/utils.go → MoreImportantPod (v1.36.3)
 */
export function isMoreImportant(cluster: Cluster, one: number, other: number): boolean {
  const priority = priorityOf(cluster, one);
  const otherPriority = priorityOf(cluster, other);
  if (priority !== otherPriority) return priority > otherPriority;
  const startTimeMs = cluster.pods.startTimeMs.values;
  const start = startTimeMs[one]!;
  const otherStart = startTimeMs[other]!;
  return start < otherStart || (start === NOT_STARTED && otherStart === NOT_STARTED);
}
