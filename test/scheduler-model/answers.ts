import type { Cluster } from '../../scheduler-model/cluster/cluster.ts';
import type { SchedulablePod } from '../../scheduler-model/framework/cycle.ts';
import type { Profile } from '../../scheduler-model/framework/profile.ts';
import type { Pod } from '../../scheduler-model/kubernetes/pod.ts';
import { scheduleOne } from '../../scheduler-model/plain/schedule-one.ts';

/** Everything the model says about pods of these templates, by node name, and the order of the nodes. */
export function answersTo(cluster: Cluster, profile: Profile, templates: readonly Pod[]): unknown {
  const order = [...cluster.order].map((nodeIndex) => cluster.nodeName(nodeIndex));
  return {
    order,
    answers: templates.map((template, i) => answerTo(cluster, profile, probe(cluster, template, i))),
  };
}

function probe(cluster: Cluster, template: Pod, position: number): SchedulablePod {
  const podId = 1_000_000 + position;
  return { podId, classId: cluster.internPod(template), name: 'probe', uid: 'probe' };
}

/** One cycle over every node in a form without node indexes. */
export function answerTo(cluster: Cluster, profile: Profile, pod: SchedulablePod): unknown {
  const result = scheduleOne(cluster, profile, pod, { tieBreak: 'name', everyNode: true });
  const name = (nodeIndex: number) => cluster.nodeName(nodeIndex);
  return {
    message: result.message,
    // Which of several nodes an error names depends on their order.
    fails: result.error !== '',
    chosen: result.chosen < 0 ? '' : name(result.chosen),
    feasible: Object.fromEntries(result.feasible.map((node) => [name(node), result.scoreOf(node)])),
    rejections: Object.fromEntries([...result.rejections].map(([node, status]) => [name(node), status])),
    victims: result.nomination?.victims,
  };
}
