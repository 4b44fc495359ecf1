import type { Cluster } from '../cluster/cluster.ts';
import { NONE } from '../cluster/none.ts';
import { runFilter } from '../framework/filter-node.ts';
import type { Profile } from '../framework/profile.ts';
import { type Status, SUCCESS } from '../framework/status.ts';
import { HELD_TERMS } from '../plugins/InterPodAffinity/held-terms.ts';
import { INCOMING_TERMS } from '../plugins/InterPodAffinity/incoming-terms.ts';
import {
  AFFINITY,
  ANTI_AFFINITY,
  EXISTING_ANTI_AFFINITY,
} from '../plugins/InterPodAffinity/inter-pod-affinity.ts';
import { NodeName } from '../plugins/NodeName/node-name.ts';
import { leastCount } from '../plugins/PodTopologySpread/least-count.ts';
import {
  type PodTopologySpread,
  SKEWED,
  UNLABELLED,
} from '../plugins/PodTopologySpread/pod-topology-spread.ts';
import type { NativePlugins } from './native-plugins.ts';
import type { ShapeVector } from './shape-vector.ts';
import { staticJudge } from './static-judge.ts';
import type { Turn } from './turn.ts';

/**
 * What one filter plugin says about a node, as its `filter` does, with what is alike for all nodes looked up before.
 * Only the shortfalls of NodeResourcesFit are left out, so that all nodes that lack the same share one status.
 */
export type Judge = (nodeIndex: number) => Status;

/**
 * The judges of a cycle, one for each filter plugin that has something to say, in the order of the profile.
 *
 * @param isWhole - false leaves out those that look at the node object and at room.
 */
export function judgesOf(
  turn: Turn,
  native: NativePlugins,
  { filter }: Profile,
  room: ShapeVector,
  isWhole: boolean,
): Judge[] {
  const { cluster, plan } = turn;
  const { classId } = plan;
  const { nodeUnschedulable, taintToleration, nodeAffinity, fit, spread, interPodAffinity } = native.filters;
  const statics = [nodeUnschedulable, taintToleration, nodeAffinity];
  const judges: Judge[] = [];
  for (const plugin of filter) {
    if (turn.skips(plugin.name) || plugin instanceof NodeName) continue;
    const reader = statics.find((each) => each === plugin);
    if (reader) {
      if (isWhole) judges.push(staticJudge(cluster, native, reader, plan));
    } else if (plugin === fit) {
      if (isWhole)
        judges.push((nodeIndex) => (room.valueAt(nodeIndex) < 0 ? room.lackOf(nodeIndex) : SUCCESS));
    } else if (plugin === spread) {
      judges.push(...spreadJudges(cluster, spread, classId));
    } else if (plugin === interPodAffinity) {
      judges.push(...affinityJudges(cluster, classId));
    } else {
      const { cycle } = turn;
      judges.push((nodeIndex) => runFilter(plugin, cycle, nodeIndex));
    }
  }
  return judges;
}

function spreadJudges(cluster: Cluster, spread: PodTopologySpread, classId: number): Judge[] {
  const constraints = spread.spreadOf(cluster, classId).hard.map((counted) => ({
    counter: counted.counter,
    domainOf: counted.domains.topology.valueOf.values,
    most: counted.constraint.maxSkew + leastCount(counted) - (counted.countsItself ? 1 : 0),
  }));
  if (constraints.length === 0) return [];
  const judge = (nodeIndex: number) => {
    for (const { counter, domainOf, most } of constraints) {
      if (domainOf[nodeIndex] === NONE) return UNLABELLED;
      if (counter.at(nodeIndex) > most) return SKEWED;
    }
    return SUCCESS;
  };
  return [judge];
}

function affinityJudges(cluster: Cluster, classId: number): Judge[] {
  const { affinity, antiAffinity, matchesItself } = cluster.index(INCOMING_TERMS).of(classId);
  const least = matchesItself && affinity.every(({ total }) => total === 0) ? 0 : 1;
  const held = cluster
    .index(HELD_TERMS)
    .about(classId)
    .filter(({ kind, holders }) => kind === 'requiredAntiAffinity' && holders.total > 0);
  if (affinity.length + antiAffinity.length + held.length === 0) return [];
  const judge = (nodeIndex: number) => {
    for (const counter of affinity) {
      if (counter.topology!.valueOf.values[nodeIndex] === NONE || counter.at(nodeIndex) < least)
        return AFFINITY;
    }
    for (const counter of antiAffinity) if (counter.at(nodeIndex) > 0) return ANTI_AFFINITY;
    for (const { holders } of held) if (holders.at(nodeIndex) > 0) return EXISTING_ANTI_AFFINITY;
    return SUCCESS;
  };
  return [judge];
}
