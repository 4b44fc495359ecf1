import type { Cluster } from './cluster/cluster.ts';
import { Cycle, type SchedulablePod } from './framework/cycle.ts';
import { runFilter } from './framework/filter-node.ts';
import type { Profile } from './framework/profile.ts';
import type { Status } from './framework/status.ts';
import { runPreFilters } from './plain/run-pre-filters.ts';

/**
 * Everything that keeps a pod off a node: kube-scheduler stops at the first plugin that says no. Nominated pods are not
 * counted; empty where the pod as a whole was rejected before any node was looked at.
 */
export function rejectionsOn(
  cluster: Cluster,
  profile: Profile,
  pod: SchedulablePod,
): (nodeIndex: number) => readonly Status[] {
  const cycle = new Cycle(cluster, profile, pod);
  const { status } = runPreFilters(cycle);
  if (status.code !== 'Success') return () => [];
  const plugins = profile.filter.filter(({ name }) => !cycle.skippedFilters.has(name));
  return (nodeIndex) =>
    plugins.map((plugin) => runFilter(plugin, cycle, nodeIndex)).filter(({ code }) => code !== 'Success');
}
