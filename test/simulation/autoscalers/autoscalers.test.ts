import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import { World } from '../../../src/world/index.ts';
import { but, events, runSteps, story } from '../../support/run.ts';
import { node, pod, snapshotOf } from '../../support/snapshot.ts';

function member(
  name: string,
  label: string,
  group: string,
  cpu = '4',
  more: Record<string, unknown> = {},
): KubeObject {
  const labels = { [label]: group, 'node.kubernetes.io/instance-type': `cpu-${cpu}` };
  return but(node(name, 'a', { cpu, memory: '8Gi', pods: '110' }), { metadata: { labels, ...more } });
}

function sized(name: string, cpu: string, nodeName?: string, more: Record<string, unknown> = {}): KubeObject {
  const containers = [{ name: 'main', image: 'i', resources: { requests: { cpu } } }];
  return but(pod(name, nodeName, { app: 'alone' }), { spec: { containers, ...more } });
}

/** A ReplicaSet that owns the pods, so that they may be evicted and come back. */
function owned(pods: readonly KubeObject[]): KubeObject[] {
  const { nodeName: _nodeName, ...spec } = pods[0]!.spec as Record<string, unknown>;
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'rs', controller: true };
  const set = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web', namespace: 'default', uid: 'rs' },
    spec: {
      replicas: pods.length,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec },
    },
    status: { replicas: pods.length },
  } as unknown as KubeObject;
  return [
    set,
    ...pods.map((each) => but(each, { metadata: { ownerReferences: [owner], labels: { app: 'web' } } })),
  ];
}

function nodeNames(world: World): string[] {
  return [...world.nodes.rows()].map((row) => world.nodes.name(row));
}

const CA = { type: 'cluster-autoscaler', groups: [{ name: 'g', minSize: 1, maxSize: 3 }] } as const;
const GROUP = 'node-pool';

describe('without an autoscaler', () => {
  test('no node comes', () => {
    const { world } = runSteps([member('n', GROUP, 'g'), sized('big', '3', 'n'), sized('new', '3')], []);
    expect(nodeNames(world)).toEqual(['n']);
  });
});

describe('cluster-autoscaler', () => {
  test('adds as many nodes of the group as the pending pods need, at the turn of its loop', () => {
    const pending = ['p1', 'p2'].map((name) => sized(name, '3'));
    const { world, run } = runSteps([member('n', GROUP, 'g'), sized('big', '3', 'n'), ...pending], [], {
      autoscaler: CA,
      assume: { 'node-provision': 60 },
      horizonSeconds: 300,
    });
    expect(events(run, 'TriggeredScaleUp')).toEqual([
      '5.00 TriggeredScaleUp p1: pod triggered scale-up: [{g 1->3 (max: 3)}]',
      '5.00 TriggeredScaleUp p2: pod triggered scale-up: [{g 1->3 (max: 3)}]',
    ]);
    expect(nodeNames(world)).toHaveLength(3);
    expect(
      story(world, run)
        .filter((line) => line.includes('bound'))
        .map((line) => line.slice(0, 4)),
    ).toEqual(['65.0', '65.0']);
  });

  test('stops at the maximum and says why it does not help', () => {
    const items = [member('n', GROUP, 'g'), sized('big', '3', 'n'), sized('huge', '9')];
    const { world, run } = runSteps(items, [], { autoscaler: CA, horizonSeconds: 300 });
    expect(nodeNames(world)).toEqual(['n']);
    expect(events(run, 'NotTriggerScaleUp')).toEqual([
      "5.00 NotTriggerScaleUp huge: pod didn't trigger scale-up: 1 Insufficient cpu",
    ]);
  });

  test('chooses the group that wastes least', () => {
    const items = [
      member('small', GROUP, 'small', '2'),
      member('large', GROUP, 'large', '16'),
      sized('s', '2', 'small'),
      sized('l', '16', 'large'),
      sized('new', '2'),
    ];
    const { run } = runSteps(items, [], { autoscaler: { type: 'cluster-autoscaler' }, horizonSeconds: 300 });
    expect(events(run, 'TriggeredScaleUp')[0]).toContain('[{small 1->2 (max: 2)}]');
  });

  test('removes a node that nobody needed for ten minutes, its pods evicted first', () => {
    const items = [
      member('a', GROUP, 'g'),
      member('b', GROUP, 'g'),
      ...owned([sized('one', '1', 'a'), sized('two', '2500m', 'b')]),
    ];
    const { world, run } = runSteps(items, [], { autoscaler: CA, horizonSeconds: 1800 });
    expect(nodeNames(world)).toEqual(['b']);
    expect(story(world, run).find((line) => line.includes('terminating'))).toBe(
      '605.00 terminating one in 30',
    );
  });

  test.each([
    ['a pod that nobody replaces', (items: KubeObject[]) => [...items, sized('bare', '100m', 'a')]],
    [
      'a pod with local storage',
      (items: KubeObject[]) => [
        ...items,
        ...owned([sized('local', '100m', 'a', { volumes: [{ name: 'v', emptyDir: {} }] })]),
      ],
    ],
    [
      'the annotation on the node',
      ([first, ...rest]: KubeObject[]) => [
        but(first!, {
          metadata: { annotations: { 'cluster-autoscaler.kubernetes.io/scale-down-disabled': 'true' } },
        }),
        ...rest,
      ],
    ],
  ])('is kept from removing a node by %s', (_what, change) => {
    const items = change([member('a', GROUP, 'g'), member('b', GROUP, 'g'), sized('full', '3500m', 'b')]);
    const { world } = runSteps(items, [], { autoscaler: CA, horizonSeconds: 1800 });
    expect(nodeNames(world)).toEqual(['a', 'b']);
  });
});

describe('Karpenter', () => {
  const pool = (name: string, spec: Record<string, unknown> = {}) =>
    ({
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      metadata: { name, uid: name },
      spec,
    }) as unknown as KubeObject;
  const label = 'karpenter.sh/nodepool';
  const never = { disruption: { consolidateAfter: 'Never' } };

  test('makes the smallest node that takes the batch, a second after the last pod', () => {
    const items = [
      pool('p', never),
      member('small', label, 'p', '2'),
      member('large', label, 'p', '16'),
      sized('s', '2', 'small'),
      sized('l', '16', 'large'),
      sized('new', '1500m'),
    ];
    const { world, run } = runSteps(items, [], {
      autoscaler: { type: 'karpenter' },
      assume: { 'node-provision': 40 },
    });
    expect(events(run, 'Nominated')[0]).toMatch(
      /^1\.0\d Nominated new: Pod should schedule on: nodeclaim\/p-sm/,
    );
    const [, , made] = nodeNames(world);
    expect(world.nodes.object(world.nodes.row(made!))?.status?.allocatable?.cpu).toBe('2');
  });

  test('keeps to the limits of the pool', () => {
    const items = [
      pool('p', { ...never, limits: { cpu: '5' } }),
      member('n', label, 'p'),
      sized('big', '3', 'n'),
      sized('new', '3'),
    ];
    const { world } = runSteps(items, [], { autoscaler: { type: 'karpenter' } });
    expect(nodeNames(world)).toEqual(['n']);
  });

  test('removes empty nodes and those whose pods fit elsewhere, within its budget', () => {
    const items = [
      pool('p'),
      ...['a', 'b', 'c'].map((name) => member(name, label, 'p')),
      ...owned([sized('one', '1', 'a'), sized('two', '1', 'b')]),
    ];
    const { world } = runSteps(items, [], { autoscaler: { type: 'karpenter' } });
    expect(nodeNames(world)).toHaveLength(1);
    expect(world.pods.count).toBe(2);
  });

  test('leaves alone what must not be disrupted', () => {
    const held = but(sized('held', '1', 'a'), {
      metadata: { annotations: { 'karpenter.sh/do-not-disrupt': 'true' } },
    });
    const items = [
      pool('p'),
      member('a', label, 'p'),
      member('b', label, 'p'),
      held,
      sized('big', '3500m', 'b'),
    ];
    const { world } = runSteps(items, [], { autoscaler: { type: 'karpenter' } });
    expect(nodeNames(world)).toEqual(['a', 'b']);
  });
});

test.each(['cluster-autoscaler', 'karpenter'] as const)('%s leaves nothing of what it tried', (type) => {
  const label = type === 'karpenter' ? 'karpenter.sh/nodepool' : GROUP;
  const pool = {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name: 'g', uid: 'g' },
    spec: {},
  };
  const items = [
    pool as unknown as KubeObject,
    ...['a', 'b', 'c'].map((name) => member(name, label, 'g')),
    ...owned([sized('one', '1', 'a'), sized('two', '1', 'b'), sized('three', '1', 'a')]),
    sized('new', '3500m'),
    sized('huge', '9'),
  ];
  const world = new World(snapshotOf(items));
  const state = () => {
    const { cluster } = world.scheduling;
    return JSON.stringify([...cluster.order].map((row) => [cluster.nodeName(row), [...cluster.podsOn(row)]]));
  };
  const before = state();
  const logs = [1, 2].map(() => {
    const mark = world.mark();
    const { run } = runSteps([], [], { world, autoscaler: { type }, horizonSeconds: 1800 });
    world.rollback(mark);
    expect(state()).toBe(before);
    return JSON.stringify(run.log.records);
  });
  expect(logs[1]).toBe(logs[0]);
});
