import type { Cluster } from './cluster/cluster.ts';
import { Cycle, type SchedulablePod } from './framework/cycle.ts';
import { filterNode } from './framework/filter-node.ts';
import type { Profile } from './framework/profile.ts';
import { type Status, unresolvable } from './framework/status.ts';
import { runPreFilters } from './plain/run-pre-filters.ts';

/** Whether a pod may run on one node: `SUCCESS`, or the first rejection. */
export function fitsOn(cluster: Cluster, profile: Profile, pod: SchedulablePod, nodeIndex: number): Status {
  const cycle = new Cycle(cluster, profile, pod);
  const { status, nodeNames } = runPreFilters(cycle);
  if (status.code !== 'Success') return status;
  if (nodeNames && !nodeNames.has(cluster.nodeName(nodeIndex))) {
    return unresolvable('NodeName', "node(s) didn't match the requested node name");
  }
  return filterNode(cycle, nodeIndex);
}
