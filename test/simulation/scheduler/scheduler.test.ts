import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import type { CommandContext } from '../../../src/simulation/index.ts';
import { but, events, runSteps, story } from '../../support/run.ts';
import { node, pod } from '../../support/snapshot.ts';

const SMALL = { cpu: '1', memory: '4Gi', pods: '110' };

function sized(name: string, cpu: string, nodeName?: string, more: Record<string, unknown> = {}): KubeObject {
  const containers = [{ name: 'main', image: 'i', resources: { requests: { cpu } } }];
  return but(pod(name, nodeName), { spec: { containers, ...more } });
}

function remove(name: string) {
  return ({ api, actor }: CommandContext) => {
    api.delete({ kind: 'Pod', namespace: 'default', name }, actor);
  };
}

function create(object: KubeObject) {
  return ({ api, actor }: CommandContext) => {
    const { status: _status, ...rest } = object;
    api.create(rest as KubeObject, actor);
  };
}

describe('a pod that fits nowhere', () => {
  test('says so in the scheduler’s words, waits, and goes where room is made', () => {
    const items = [node('n', 'a', SMALL), sized('old', '800m', 'n'), sized('new', '500m')];
    const { world, run } = runSteps(items, [[10, remove('old')]]);
    expect(events(run, 'FailedScheduling')).toEqual([
      '0.01 FailedScheduling new: 0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    ]);
    expect(story(world, run)).toEqual([
      '0.01 Unschedulable new',
      '10.00 terminating old in 30',
      '12.02 gone old',
      '12.04 bound new to n',
      '15.05 running new',
      '15.05 ready new',
    ]);
  });

  test('is not tried again by an event that its rejectors have no interest in', () => {
    const items = [node('n', 'a', SMALL), sized('old', '800m', 'n'), sized('new', '500m')];
    const label = ({ api, actor }: CommandContext) =>
      void api.patch({ kind: 'Node', name: 'n' }, 'merge', { metadata: { labels: { x: 'y' } } }, actor);
    const { run } = runSteps(items, [[10, label]]);
    expect(events(run, 'FailedScheduling')).toHaveLength(1);
  });

  test('is tried again by any change of a taint', () => {
    const items = [
      node('n', 'a', SMALL),
      node('m', 'a', SMALL),
      sized('a', '800m', 'n'),
      sized('b', '800m', 'm'),
      sized('new', '500m'),
    ];
    const taint = ({ api, actor }: CommandContext) =>
      void api.patch(
        { kind: 'Node', name: 'm' },
        'merge',
        { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } },
        actor,
      );
    const { run } = runSteps(items, [[10, taint]]);
    const [, again] = events(run, 'FailedScheduling');
    expect(again).toContain('1 Insufficient cpu, 1 node(s) had untolerated taint(s)');
  });

  test('before 1.33 waits for the end of its backoff, by the second', () => {
    const items = [node('n', 'a', SMALL), sized('old', '800m', 'n'), sized('new', '500m')];
    const { world, run } = runSteps(items, [[0.1, remove('old')]], {
      kubernetes: 'v1.32',
      assume: { 'pod-termination': 0.1 },
    });
    expect(story(world, run).find((line) => line.includes('bound'))).toBe('2.00 bound new to n');
  });
});

describe('the order of the queue', () => {
  test('is priority, then time', () => {
    const items = [
      node('n'),
      sized('first', '100m'),
      sized('second', '100m'),
      sized('urgent', '100m', undefined, { priority: 10 }),
    ];
    const { world, run } = runSteps(items, []);
    const bound = story(world, run).filter((line) => line.includes('bound'));
    expect(bound).toEqual(['0.01 bound urgent to n', '0.02 bound first to n', '0.02 bound second to n']);
  });

  test('is held by gates until they are gone', () => {
    const gated = sized('gated', '100m', undefined, { schedulingGates: [{ name: 'wait' }] });
    const open = ({ api, actor }: CommandContext) =>
      void api.patch(
        { kind: 'Pod', namespace: 'default', name: 'gated' },
        'json',
        [{ op: 'remove', path: '/spec/schedulingGates' }],
        actor,
      );
    const { world, run } = runSteps([node('n'), gated], [[5, open]]);
    expect(story(world, run)[0]).toBe('5.01 bound gated to n');
  });

  test('leaves pods of other schedulers alone and tells which', () => {
    const other = sized('other', '100m', undefined, { schedulerName: 'mine' });
    const { world, run } = runSteps([node('n'), other], []);
    expect(run.unhandledPods.map((row) => world.pods.name(row))).toEqual(['other']);
    expect(story(world, run)).toEqual([]);
  });

  test('follows the profile that the pod asks for', () => {
    const configuration = {
      apiVersion: 'kubescheduler.config.k8s.io/v1',
      kind: 'KubeSchedulerConfiguration',
      profiles: [{ schedulerName: 'default-scheduler' }, { schedulerName: 'mine' }],
    };
    const other = sized('other', '100m', undefined, { schedulerName: 'mine' });
    const { world, run } = runSteps([node('n'), other], [], { configuration });
    expect(story(world, run)[0]).toBe('0.01 bound other to n');
  });
});

test('bindings keep to the client’s rate: a hundred at once, then fifty a second', () => {
  const many = Array.from({ length: 200 }, (_, index) => sized(`p${index}`, '1m'));
  const { world, run } = runSteps([node('n', 'a', { cpu: '4', memory: '8Gi', pods: '300' }), ...many], []);
  const bound = story(world, run)
    .filter((line) => line.includes('bound'))
    .map((line) => Number.parseFloat(line));
  expect(bound).toHaveLength(200);
  expect(bound[99]).toBeLessThan(0.3);
  expect(bound[199]! - bound[99]!).toBeGreaterThan(1.7);
  expect(bound[199]! - bound[99]!).toBeLessThan(2.1);
});

describe('preemption', () => {
  const important = {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'important', uid: 'important' },
    value: 100,
  } as unknown as KubeObject;
  const high = sized('high', '500m', undefined, { priorityClassName: 'important' });
  const items = [
    important,
    node('n', 'a', SMALL),
    sized('low', '800m', 'n', { priority: 1 }),
    node('m', 'a', SMALL),
    sized('other', '800m', 'm', { priority: 5 }),
  ];

  test('nominates, marks and deletes the victim with its own grace, and waits for its end', () => {
    const { world, run } = runSteps(items, [[1, create(high)]]);
    expect(story(world, run)).toEqual([
      '1.00 created high',
      '1.01 Unschedulable high',
      '1.01 nominated high to n',
      '1.03 DisruptionTarget PreemptionByScheduler low',
      '1.03 terminating low in 30',
      '3.05 gone low',
      '3.06 bound high to n',
      '6.08 running high',
      '6.08 ready high',
    ]);
    expect(events(run, 'Preempted')).toEqual([
      `1.03 Preempted low: Preempted by pod ${world.pods.uid(world.pods.find('default', 'high'))} on node n`,
    ]);
  });

  test('an event that comes while the victims are being deleted does not put the preemptor aside', () => {
    const gone = ({ api, actor }: CommandContext) =>
      api.delete({ kind: 'Pod', namespace: 'default', name: 'tiny' }, actor, { gracePeriodSeconds: 0 });
    const steps = [
      [1, create(high)],
      [1.02, (context: CommandContext) => void gone(context)],
    ] as const;
    const { world, run } = runSteps([...items, sized('tiny', '10m', 'm')], steps);
    const told = story(world, run);
    expect(told.indexOf('1.02 gone tiny')).toBeLessThan(told.indexOf('1.03 terminating low in 30'));
    expect(told.filter((line) => line.includes('bound'))).toEqual(['3.06 bound high to n']);
  });

  test('a preemptor that is deleted gives back what was kept for it, host ports too', () => {
    const wanting = (name: string) => {
      const resources = { requests: { cpu: '500m' } };
      const ports = [{ containerPort: 80, hostPort: 8080 }];
      const containers = [{ name: 'main', image: 'i', resources, ports }];
      return but(pod(name), { spec: { containers, priorityClassName: 'important' } });
    };
    const alone = [important, node('n', 'a', SMALL), sized('low', '800m', 'n', { priority: 1 })];
    const steps = [
      [1, create(wanting('first'))],
      [1.5, create(wanting('second'))],
      [2, remove('first')],
    ] as const;
    const { world, run } = runSteps(alone, steps);
    const bound = story(world, run).filter((line) => line.includes('bound'));
    expect(bound).toEqual(['3.06 bound second to n']);
  });

  test('keeps the room for the preemptor against pods that are not more important', () => {
    const steps = [
      [1, create(high)],
      [2, create(sized('late', '600m'))],
    ] as const;
    const { world, run } = runSteps(items, steps);
    const bound = story(world, run).filter((line) => line.includes('bound'));
    expect(bound).toEqual(['3.06 bound high to n']);
  });
});

test('pods that were unschedulable in the snapshot wait for an event', () => {
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: 'old words' };
  const waiting = but(sized('waiting', '5'), { status: { phase: 'Pending', conditions: [condition] } });
  const grow = ({ api, actor, world }: CommandContext) =>
    void api.updateStatus(
      but(world.get({ kind: 'Node', name: 'n' })!, { status: { allocatable: { cpu: '8' } } }),
      actor,
    );
  const { world, run } = runSteps([node('n'), waiting], [[5, grow]]);
  expect(story(world, run)[0]).toBe('5.01 bound waiting to n');
});

test('a pod waits for its volume, made where it will run', () => {
  const storageClass = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'late', uid: 'class' },
    provisioner: 'csi.example.com',
    volumeBindingMode: 'WaitForFirstConsumer',
  } as unknown as KubeObject;
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default', uid: 'claim' },
    spec: {
      storageClassName: 'late',
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
    },
    status: { phase: 'Pending' },
  } as unknown as KubeObject;
  const user = sized('user', '100m', undefined, {
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
  });
  const { world, run } = runSteps([node('n'), storageClass, claim, user], []);
  expect(story(world, run).slice(0, 3)).toEqual([
    '0.01 nominated user to n',
    '4.01 bound user to n',
    '7.04 running user',
  ]);
  const bound = world.objects.get('PersistentVolumeClaim', 'default', 'data')!;
  expect(bound).toMatchObject({
    metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'n' } },
    spec: { volumeName: 'pvc-claim' },
    status: { phase: 'Bound' },
  });
});
