import { describe, expect, it } from 'vitest';
import { Cluster } from '../../scheduler-model/cluster/cluster.ts';
import type {
  Action,
  EventObjects,
  EventResource,
  WaitingPod,
} from '../../scheduler-model/framework/requeue.ts';
import type { Node } from '../../scheduler-model/kubernetes/node.ts';
import type { Pod, PodSpec } from '../../scheduler-model/kubernetes/pod.ts';
import { profilesOf } from './load-scenario.ts';

const PROFILE = profilesOf(undefined).get('default-scheduler')!;

/** Whether the event makes a pod that the plugin rejected worth another try. */
function wakes(
  plugin: string,
  spec: PodSpec,
  resource: EventResource,
  action: Action,
  event: EventObjects<Node> | EventObjects<Pod>,
): boolean {
  const cluster = new Cluster();
  const pod: Pod = { metadata: { namespace: 'default', labels: { app: 'web' } }, spec };
  const waiting: WaitingPod = { classId: cluster.internPod(pod), name: 'p', uid: 'p', pod };
  const found = [...PROFILE.filter, ...PROFILE.preEnqueue].find(({ name }) => name === plugin)!;
  return (found.requeueOn ?? []).some(
    (requeue) =>
      requeue.resource === resource &&
      requeue.actions.includes(action) &&
      (requeue.hint?.(cluster, waiting, event as EventObjects<never>) ?? true),
  );
}

const node = (spec: Node['spec'], labels = {}, cpu = '4'): Node => ({
  metadata: { name: 'n', labels },
  ...(spec && { spec }),
  status: { allocatable: { cpu, pods: '10' } },
});
const placed = (labels: Record<string, string>, spec: PodSpec = {}): Pod => ({
  metadata: { name: 'q', namespace: 'default', uid: 'q', labels },
  spec: { nodeName: 'n', ...spec },
});
const wantsCpu = (cpu: string): PodSpec => ({ containers: [{ resources: { requests: { cpu } } }] });
const antiWeb: PodSpec = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } },
        { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { tier: 'front' } } },
      ],
    },
  },
};

describe('a rejected pod is worth another try', () => {
  it.each([
    [
      'NodeUnschedulable',
      {},
      'Node',
      'UpdateNodeTaint',
      { before: node({ unschedulable: true }), after: node({}) },
      true,
    ],
    ['NodeUnschedulable', {}, 'Node', 'Add', { after: node({ unschedulable: true }) }, false],
    [
      'TaintToleration',
      {},
      'Node',
      'Add',
      { after: node({ taints: [{ key: 'a', effect: 'NoExecute' }] }) },
      false,
    ],
    ['TaintToleration', {}, 'Node', 'Add', { after: node({}) }, true],
    [
      'NodeAffinity',
      { nodeSelector: { disk: 'ssd' } },
      'Node',
      'UpdateNodeLabel',
      { before: node({}), after: node({}, { disk: 'ssd' }) },
      true,
    ],
    ['NodeAffinity', { nodeSelector: { disk: 'ssd' } }, 'Node', 'Add', { after: node({}) }, false],
    ['NodeResourcesFit', wantsCpu('2'), 'Node', 'Add', { after: node({}) }, true],
    ['NodeResourcesFit', wantsCpu('5'), 'Node', 'Add', { after: node({}) }, false],
    [
      'NodeResourcesFit',
      wantsCpu('2'),
      'Node',
      'UpdateNodeAllocatable',
      { before: node({}), after: node({}, {}, '8') },
      true,
    ],
    [
      'NodeResourcesFit',
      wantsCpu('2'),
      'Node',
      'UpdateNodeAllocatable',
      { before: node({}), after: node({}) },
      false,
    ],
    ['NodeResourcesFit', wantsCpu('2'), 'Pod', 'Delete', { before: placed({}) }, true],
    ['NodeResourcesFit', wantsCpu('2'), 'Pod', 'Delete', { before: { metadata: {}, spec: {} } }, false],
    // Both anti-affinity terms have to match the pod that leaves.
    ['InterPodAffinity', antiWeb, 'Pod', 'Delete', { before: placed({ app: 'web' }) }, false],
    ['InterPodAffinity', antiWeb, 'Pod', 'Delete', { before: placed({ app: 'web', tier: 'front' }) }, true],
    ['InterPodAffinity', antiWeb, 'Node', 'Add', { after: node({}) }, true],
  ] as const)('%s: %j, %s %s %j: %s', (plugin, spec, resource, action, event, expected) => {
    expect(wakes(plugin, spec, resource, action, event)).toBe(expected);
  });
});
