import type { Cluster } from '../cluster/cluster.ts';
import { NODE_MASKS, type NodeMask } from '../cluster/node-masks.ts';
import type { Node } from '../kubernetes/node.ts';
import type { NativePlugins } from './native-plugins.ts';

/** What depends on the node object and the pod's wishes alone, alike for all nodes of a group. */
export interface StaticGroup {
  readonly untoleratedCount: number;
  readonly preference: number;
}

/**
 * The nodes that the static filters leave to a class, in groups of equal static scores. Classes with the same
 * tolerations and node affinity share them.
 */
export interface StaticGroups {
  /** Equal keys have the same mask. */
  readonly key: string;
  /** 0 for a node that is rejected, else one more than the number of its group. */
  readonly mask: NodeMask;
  readonly groups: readonly StaticGroup[];
}

const known = new WeakMap<NodeMask, StaticGroup[]>();

/** Finds or makes the groups of a class's sub-specification. */
export function staticGroupsOf(cluster: Cluster, native: NativePlugins, classId: number): StaticGroups {
  const { spec } = cluster.podClass(classId).pod;
  const key = `static ${native.id} ${JSON.stringify([spec?.tolerations, spec?.nodeSelector, spec?.affinity?.nodeAffinity])}`;
  const groups: StaticGroup[] = [];
  const mask = cluster.index(NODE_MASKS).get(key, (node) => {
    const group = groupOf(cluster, native, classId, node);
    if (!group) return 0;
    const position = groups.findIndex(
      ({ untoleratedCount, preference }) =>
        untoleratedCount === group.untoleratedCount && preference === group.preference,
    );
    return position < 0 ? groups.push(group) : position + 1;
  });
  const shared = known.get(mask);
  if (shared) return { key, mask, groups: shared };
  known.set(mask, groups);
  return { key, mask, groups };
}

function groupOf(
  cluster: Cluster,
  { filters, scores }: NativePlugins,
  classId: number,
  node: Node,
): StaticGroup | undefined {
  const tolerations = cluster.podClass(classId).pod.spec?.tolerations;
  if (filters.nodeUnschedulable && filters.nodeUnschedulable.verdict(node, tolerations).code !== 'Success')
    return undefined;
  if (filters.taintToleration && filters.taintToleration.verdict(node, tolerations).code !== 'Success')
    return undefined;
  if (filters.nodeAffinity && filters.nodeAffinity.verdict(cluster, classId, node).code !== 'Success')
    return undefined;
  return {
    untoleratedCount: scores.taintToleration?.plugin.untoleratedCount(node, tolerations) ?? 0,
    preference: scores.nodeAffinity?.plugin.preference(cluster, classId, node) ?? 0,
  };
}
