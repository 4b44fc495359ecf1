import { describe, expect, it } from 'vitest';
import { Cluster } from '../../scheduler-model/cluster/cluster.ts';
import { FastScheduler } from '../../scheduler-model/fast/fast-scheduler.ts';
import type { Node } from '../../scheduler-model/kubernetes/node.ts';
import type { Pod } from '../../scheduler-model/kubernetes/pod.ts';
import { scheduleOne } from '../../scheduler-model/plain/schedule-one.ts';
import { profilesOf } from './load-scenario.ts';

const ZONE = 'topology.kubernetes.io/zone';
const PROFILE = profilesOf(undefined).get('default-scheduler')!;
const OPTIONS = { tieBreak: 'name', everyNode: true } as const;

function node(name: string, spec: Node['spec'] = {}): Node {
  const allocatable = { cpu: '4', memory: '8Gi', pods: '10' };
  return { metadata: { name, labels: { [ZONE]: name } }, spec, status: { allocatable } };
}

/** A pod that keeps to a skew of one, counting nodes without taints only. */
const POD: Pod = {
  metadata: { namespace: 'default', labels: { app: 'web' } },
  spec: {
    containers: [{ name: 'main', resources: { requests: { cpu: '1' } } }],
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: ZONE,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'web' } },
        nodeTaintsPolicy: 'Honor',
      },
    ],
  },
};

function clusterWith(nodes: readonly Node[]) {
  const cluster = new Cluster();
  for (const each of nodes) cluster.addNode(each);
  const classId = cluster.internPod(POD);
  cluster.addPod(1, classId, 0);
  return { cluster, pod: { podId: 9, classId, name: 'p', uid: 'p' } };
}

describe('an explanation', () => {
  it('tells skewed domains as the plain path does', () => {
    const { cluster, pod } = clusterWith([node('a'), node('b'), node('c')]);
    const { rejections } = new FastScheduler(cluster, PROFILE).explain(pod, OPTIONS);
    expect([...rejections]).toEqual([...scheduleOne(cluster, PROFILE, pod, OPTIONS).rejections]);
    expect(rejections.get(0)?.plugin).toBe('PodTopologySpread');
  });

  it('is read before the cluster changes', () => {
    const { cluster, pod } = clusterWith([node('a'), node('b')]);
    const { rejections } = new FastScheduler(cluster, PROFILE).explain(pod, OPTIONS);
    cluster.addPod(2, pod.classId, 1);
    expect(() => rejections.get(0)).toThrow('has changed');
  });

  it('is read before the next turn', () => {
    const { cluster, pod } = clusterWith([node('a'), node('b')]);
    const fast = new FastScheduler(cluster, PROFILE);
    const result = fast.explain(pod, OPTIONS);
    expect(result.best).toEqual([1]);
    fast.schedule(pod, OPTIONS);
    expect(() => result.best).toThrow('has searched again');
  });

  it('follows taints that decide which nodes count', () => {
    const tainted = node('b', { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] });
    const { cluster, pod } = clusterWith([node('a'), tainted]);
    const fast = new FastScheduler(cluster, PROFILE);
    expect(fast.schedule(pod, OPTIONS).chosen).toBe(0);
    cluster.addPod(2, pod.classId, 1);
    cluster.updateNode(1, node('b'));
    expect(fast.schedule(pod, OPTIONS)).toMatchObject({ chosen: 0, feasibleCount: 2 });
    cluster.updateNode(1, tainted);
    cluster.removePod(2);
    cluster.updateNode(1, node('b'));
    expect(fast.schedule(pod, OPTIONS)).toMatchObject({ chosen: 1, feasibleCount: 1 });
  });
});
