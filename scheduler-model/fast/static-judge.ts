import type { Cluster } from '../cluster/cluster.ts';
import { NODE_MASKS, type NodeMask } from '../cluster/node-masks.ts';
import type { Profile } from '../framework/profile.ts';
import { type Status, SUCCESS } from '../framework/status.ts';
import { NodeAffinity } from '../plugins/NodeAffinity/node-affinity.ts';
import type { NodeUnschedulable } from '../plugins/NodeUnschedulable/node-unschedulable.ts';
import type { TaintToleration } from '../plugins/TaintToleration/taint-toleration.ts';
import type { ClassPlan } from './class-plan.ts';
import type { Judge } from './judge.ts';
import type { NativePlugins } from './native-plugins.ts';

/** The statuses that a mask's numbers stand for; 0 is success. */
const known = new WeakMap<NodeMask, Status[]>();

/** A judge that looks at the node object alone: its verdicts are worked out once and shared by classes that are alike. */
export function staticJudge(
  cluster: Cluster,
  native: NativePlugins,
  plugin: NodeUnschedulable | TaintToleration | NodeAffinity,
  { classId, staticJudges }: ClassPlan,
): Judge {
  let judge = staticJudges.get(plugin);
  if (!judge) {
    judge = makeJudge(cluster, native, plugin, classId);
    staticJudges.set(plugin, judge);
  }
  return judge;
}

/** What the first static filter that rejects a node says; classes with equal static filters say the same. */
export function firstStaticJudge(
  cluster: Cluster,
  { filter }: Profile,
  native: NativePlugins,
  plan: ClassPlan,
): Judge {
  if (plan.firstStaticJudge) return plan.firstStaticJudge;
  const { nodeUnschedulable, taintToleration, nodeAffinity } = native.filters;
  const statics = [nodeUnschedulable, taintToleration, nodeAffinity];
  const judges = filter.flatMap((plugin) => {
    const reader = plan.ignoring.has(plugin.name) ? undefined : statics.find((each) => each === plugin);
    return reader ? [staticJudge(cluster, native, reader, plan)] : [];
  });
  plan.firstStaticJudge = (nodeIndex) => {
    for (const judge of judges) {
      const status = judge(nodeIndex);
      if (status.code !== 'Success') return status;
    }
    return SUCCESS;
  };
  return plan.firstStaticJudge;
}

function makeJudge(
  cluster: Cluster,
  { id }: NativePlugins,
  plugin: NodeUnschedulable | TaintToleration | NodeAffinity,
  classId: number,
): Judge {
  const { spec } = cluster.podClass(classId).pod;
  const isAffinity = plugin instanceof NodeAffinity;
  const read = isAffinity ? [spec?.nodeSelector, spec?.affinity?.nodeAffinity] : spec?.tolerations;
  const statuses: Status[] = [SUCCESS];
  const mask = cluster
    .index(NODE_MASKS)
    .get(`verdict ${id} ${plugin.name} ${JSON.stringify(read)}`, (node) =>
      numberOf(
        statuses,
        isAffinity ? plugin.verdict(cluster, classId, node) : plugin.verdict(node, spec?.tolerations),
      ),
    );
  const shared = known.get(mask) ?? statuses;
  known.set(mask, shared);
  const { column } = mask;
  return (nodeIndex) => shared[column.values[nodeIndex]!]!;
}

function numberOf(statuses: Status[], status: Status): number {
  const number = statuses.findIndex((other) => other === status || isAlike(other, status));
  return number < 0 ? statuses.push(status) - 1 : number;
}

function isAlike(one: Status, other: Status): boolean {
  return one.code === other.code && one.reasons.join() === other.reasons.join();
}
