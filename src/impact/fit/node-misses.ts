import type { Cluster, CycleResult, Status } from '../../../scheduler-model/index.ts';
import type { NodeMiss } from '../documents.ts';
import { shortageOf } from './shortage.ts';

/** Of so many nodes, the first by what the scheduler said, it is looked what else keeps the pod off them. */
const EXAMINED = 200;
/** As soon as so many lack nothing else, no more nodes are examined. */
const NEAR = 5;

interface Ranked {
  readonly nodeIndex: number;
  readonly status: Status;
  readonly distance: number;
  readonly name: string;
}

/**
 * Why a pod fits on none of the nodes, the nearest miss first: nodes that only lack resources by the part of the
 * request that is missing, then those where something else could be cleared, then those that cannot take the pod; nodes
 * that several things stand against come behind those.
 *
 * @param everythingOn all rejections of the pod on a node.
 */
export function nodeMisses(
  cluster: Cluster,
  { rejections }: CycleResult,
  everythingOn: (nodeIndex: number) => readonly Status[],
): NodeMiss[] {
  const ranked: Ranked[] = [...rejections].map(([nodeIndex, status]) => ({
    nodeIndex,
    name: cluster.nodeName(nodeIndex),
    status,
    distance: distanceOf(status),
  }));
  ranked.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const near: NodeMiss[] = [];
  const far: NodeMiss[] = [];
  let examined = 0;
  for (; examined < Math.min(ranked.length, EXAMINED) && near.length < NEAR; examined++) {
    const each = ranked[examined]!;
    const also = everythingOn(each.nodeIndex)
      .filter(({ plugin }) => plugin !== each.status.plugin)
      .flatMap(({ reasons }) => reasons);
    if (also.length === 0) near.push(missOf(each));
    else far.push({ ...missOf(each), also });
  }
  return [...near, ...far, ...ranked.slice(examined).map(missOf)];
}

function missOf({ name, status: { plugin, reasons, shortfalls = [] } }: Ranked): NodeMiss {
  return {
    node: name,
    plugin,
    reasons,
    ...(shortfalls.length > 0 ? { missing: shortfalls.map(shortageOf) } : {}),
  };
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
