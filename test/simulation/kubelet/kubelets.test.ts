import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kubernetes/index.ts';
import type { CommandContext } from '../../../src/simulation/index.ts';
import { but, runSteps, story } from '../../support/run.ts';
import { node, pod } from '../../support/snapshot.ts';

function remove(name: string, gracePeriodSeconds?: number) {
  return ({ api, actor }: CommandContext) => {
    const options = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
    api.delete({ kind: 'Pod', namespace: 'default', name }, actor, options);
  };
}

const configMap = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', uid: `uid-${name}` },
});

function ofJob(object: KubeObject): KubeObject {
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'work', uid: 'job', controller: true };
  return but(object, { metadata: { ownerReferences: [owner] }, spec: { restartPolicy: 'Never' } });
}

function waiting(name: string, reason: string): KubeObject {
  return but(pod(name, 'n'), {
    status: {
      phase: reason === 'CrashLoopBackOff' ? 'Running' : 'Pending',
      conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: [{ name: 'main', restartCount: 3, state: { waiting: { reason } } }],
    },
  });
}

test('stopping takes as long as assumed, and never longer than the grace period', () => {
  const { world, run } = runSteps(
    [node('n'), pod('a', 'n'), pod('b', 'n')],
    [
      [0, remove('a')],
      [10, remove('b', 1)],
    ],
  );
  expect(story(world, run)).toEqual([
    '0.00 terminating a in 30',
    '2.02 gone a',
    '10.00 terminating b in 1',
    '11.02 gone b',
  ]);
});

/** Grace in seconds → when the pod has failed, and the exit code of its container. */
test.each([
  ['30 s are more than it needs', 30, '2.02 failed work-1', 143],
  ['1 s is less than it needs', 1, '1.02 failed work-1', 137],
])('a pod that something holds has failed before it goes: %s', (_, grace, end, exitCode) => {
  const held = but(pod('work-1', 'n'), { metadata: { finalizers: ['example.com/hold'] } });
  const letGo = ({ api, actor, world }: CommandContext) =>
    api.removePodFinalizers(world.pods.find('default', 'work-1'), actor);
  const exitCodes: unknown[] = [];
  const look = ({ world }: CommandContext) => {
    const status = world.pods.status(world.pods.find('default', 'work-1'));
    exitCodes.push(status?.containerStatuses?.[0]?.state?.terminated?.exitCode);
  };
  const { world, run } = runSteps(
    [node('n'), held],
    [
      [0, remove('work-1', grace)],
      [4, look],
      [5, letGo],
    ],
    { assume: { 'job-duration': 100 } },
  );
  expect(story(world, run).filter((line) => line.includes('failed'))).toEqual([end]);
  expect(story(world, run).at(-1)).toBe('5.00 gone work-1');
  expect(exitCodes).toEqual([exitCode]);
});

test('a Job that waits for the end of its pods goes on after a drain', () => {
  const policy = {
    rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
  };
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'work', namespace: 'default', uid: 'job' },
    spec: {
      completions: 1,
      parallelism: 1,
      backoffLimit: 0,
      podFailurePolicy: policy,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'work' }] },
      },
    },
    status: { active: 1, ready: 1 },
  };
  const held = but(ofJob(pod('work-1', 'n')), {
    metadata: { finalizers: ['batch.kubernetes.io/job-tracking'] },
  });
  const { world, run } = runSteps(
    [node('n'), job, held],
    [[0, ({ api, actor }) => void api.evict('default', 'work-1', actor)]],
    {
      assume: { 'job-duration': 10 },
    },
  );
  const told = story(world, run).map((line) => line.replace(/^[\d.]+ /, ''));
  expect(told).toContain('failed work-1');
  expect(told.filter((line) => line.startsWith('created'))).toHaveLength(1);
  expect(told.filter((line) => line.startsWith('succeeded'))).toHaveLength(1);
  const after = world.objects.get('Job.batch', 'default', 'work');
  expect(after?.status).toMatchObject({ succeeded: 1 });
});

test('pods that crash or cannot be created stay as they are, and keep no run going', () => {
  const { world, run } = runSteps(
    [node('n'), waiting('crash', 'CrashLoopBackOff'), waiting('pull', 'ImagePullBackOff')],
    [],
  );
  expect(story(world, run)).toEqual([]);
  expect(run.settled).toBe(true);
});

test('a pod with a readiness gate becomes Ready only where somebody opens it', () => {
  const gate = { spec: { readinessGates: [{ conditionType: 'lb.example/attached' }] } };
  const gated = but(pod('gated'), gate);
  const closed = runSteps([node('n'), gated], []);
  expect(story(closed.world, closed.run).at(-1)).toContain('running gated');
  const served = but(pod('served', 'n', { app: 'other' }), gate);
  const open = runSteps([node('n'), served, gated], []);
  expect(story(open.world, open.run).at(-1)).toContain('ready gated');
});

test('pods of a Job end after the assumed time', () => {
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'work', namespace: 'default', uid: 'job' },
    spec: {
      completions: 1,
      parallelism: 1,
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: pod('work').spec },
    },
    status: { active: 1 },
  };
  const { world, run } = runSteps([node('n'), job as unknown as KubeObject, ofJob(pod('work-1'))], [], {
    assume: { 'job-duration': 60 },
  });
  expect(story(world, run).slice(0, 5)).toEqual([
    '0.01 bound work-1 to n',
    '3.04 running work-1',
    '3.04 ready work-1',
    '63.03 not ready work-1',
    '63.03 succeeded work-1',
  ]);
  expect(world.pods.status(world.pods.find('default', 'work-1'))?.containerStatuses).toMatchObject([
    { name: 'main', state: { terminated: { exitCode: 0, reason: 'Completed' } } },
  ]);
});

test('pods that were starting or stopping when the snapshot was taken go on doing so', () => {
  const takenAt = '2026-01-01T00:00:00Z';
  const starting = but(pod('starting', 'n'), {
    status: {
      phase: 'Pending',
      conditions: [
        { type: 'PodScheduled', status: 'True', lastTransitionTime: '2025-12-31T23:59:59Z' },
        { type: 'Ready', status: 'False' },
      ],
      startTime: '2025-12-31T23:59:59Z',
    },
  });
  const stopping = but(pod('stopping', 'n'), {
    metadata: { deletionTimestamp: '2026-01-01T00:00:29Z', deletionGracePeriodSeconds: 30 },
  });
  const { world, run } = runSteps([node('n'), starting, stopping], []);
  expect(takenAt).toBe(new Date(world.startMs).toISOString().replace('.000', ''));
  expect(story(world, run)).toEqual(['1.00 gone stopping', '2.00 running starting', '2.00 ready starting']);
});

test('a silent kubelet confirms nothing; when it reports again it catches up', () => {
  const fail = ({ faults, world }: CommandContext) => faults.failNode(world.nodes.row('n'));
  const recover = ({ faults, world }: CommandContext) => faults.recoverNode(world.nodes.row('n'));
  const { world, run } = runSteps(
    [node('n'), node('m'), pod('a', 'n')],
    [
      [0, fail],
      [5, remove('a')],
      [20, recover],
    ],
  );
  expect(story(world, run)).toEqual(['5.00 terminating a in 30', '21.00 gone a']);
});

describe('memory', () => {
  const metrics = (name: string, memory: string) =>
    ({
      apiVersion: 'metrics.k8s.io/v1beta1',
      kind: 'PodMetrics',
      metadata: { name, namespace: 'default', uid: `metrics-${name}` },
      containers: [{ name: 'main', usage: { memory } }],
    }) as unknown as KubeObject;
  const labels = (name: string) => ({ app: name });
  const items = [
    node('n', 'a', { cpu: '4', memory: '2Gi', pods: '110' }),
    pod('modest', 'n', labels('modest')),
    pod('greedy', 'n', labels('greedy')),
    but(pod('important', 'n', labels('important')), { spec: { priority: 2_000_000_000 } }),
    but(pod('new', undefined, labels('new')), {
      spec: { containers: [{ name: 'main', image: 'i', resources: { requests: { memory: '300Mi' } } }] },
    }),
  ];

  test('a node that runs out of it ends the pod with the largest excess, and the pressure with it', () => {
    const used = [metrics('modest', '60Mi'), metrics('greedy', '900Mi'), metrics('important', '800Mi')];
    const { world, run } = runSteps([...items, ...used], []);
    expect(story(world, run).slice(1)).toEqual(
      [
        '3.04 running new',
        '3.04 TerminationByKubelet greedy',
        '3.04 not ready greedy',
        '3.04 failed greedy',
        '3.04 ready new',
      ].map((line) => line.replace('TerminationByKubelet', 'DisruptionTarget TerminationByKubelet')),
    );
    const pressure = world.nodes.object(0)?.status?.conditions?.find(({ type }) => type === 'MemoryPressure');
    expect(pressure?.status).toBe('False');
  });

  test('nothing is ended when nobody knows what pods use', () => {
    const { world, run } = runSteps(items, []);
    expect(story(world, run).filter((line) => line.includes('failed'))).toEqual([]);
  });
});

describe('a pod that needs a ConfigMap', () => {
  const settings = configMap('settings');
  const needy = but(pod('needy'), {
    spec: { volumes: [{ name: 'settings', configMap: { name: 'settings' } }] },
  });
  const make = ({ api, actor }: CommandContext) => api.create(settings, actor);

  test('starts at the next try after it is made', () => {
    const { world, run } = runSteps([node('n'), configMap('other'), needy], [[60, make]]);
    const lines = story(world, run);
    expect(lines.filter((line) => line.includes('running'))).toEqual([
      expect.stringMatching(/^7\d\.\d\d running needy/),
    ]);
  });

  test('does not start without it, and keeps no run going', () => {
    const { world, run } = runSteps([node('n'), configMap('other'), needy], []);
    expect(story(world, run).join('\n')).not.toContain('running');
    expect(run.settled).toBe(true);
  });

  test('starts where ConfigMaps are not known, where it may be left out, and where it is there', () => {
    const optional = but(needy, {
      spec: { volumes: [{ name: 'settings', configMap: { name: 'settings', optional: true } }] },
    });
    const published = but(needy, {
      spec: { volumes: [{ name: 'ca', configMap: { name: 'kube-root-ca.crt' } }] },
    });
    const other = configMap('other');
    for (const objects of [[needy], [needy, settings], [optional, other], [published, other]]) {
      const { world, run } = runSteps([node('n'), ...objects], []);
      expect(story(world, run).join('\n')).toContain('running needy');
    }
  });
});
