import type { Cluster, CycleResult, Status } from '../../../scheduler-model/index.ts';
import type { NodeMiss } from '../documents.ts';
import { shortageOf } from './shortage.ts';

/**
 * Why a pod fits on none of the nodes, the nearest miss first: nodes that only lack resources by the part of the
 * request that is missing, then those where something else could be cleared, then those that cannot take the pod.
 */
export function nodeMisses(cluster: Cluster, { rejections }: CycleResult): NodeMiss[] {
  const ranked = [...rejections].map(([nodeIndex, status]) => ({
    name: cluster.nodeName(nodeIndex),
    status,
    distance: distanceOf(status),
  }));
  ranked.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return ranked.map(({ name, status: { plugin, reasons, shortfalls = [] } }) => ({
    node: name,
    plugin,
    reasons,
    ...(shortfalls.length > 0 ? { missing: shortfalls.map(shortageOf) } : {}),
  }));
}

/** How far a node is from taking the pod: parts of the request below 1000, other reasons above. */
function distanceOf({ code, shortfalls = [] }: Status): number {
  if (shortfalls.length > 0) {
    const parts = shortfalls.map(({ requested, used, capacity }) => {
      const missing = requested - Math.max(0, capacity - used);
      // What is more than the whole node is no near miss, however little it lacks.
      return (missing / Math.max(1, requested)) * 100 + (requested > capacity ? 500 : 0);
    });
    return Math.max(...parts) + shortfalls.length;
  }
  return code === 'UnschedulableAndUnresolvable' ? 2000 : 1000;
}
