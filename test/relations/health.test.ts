import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { healthOf, keyOf } from '../../src/relations/index.ts';
import { deployment, graphOf, make, pod, READY, service } from './cluster.ts';

type Fields = Readonly<Record<string, unknown>>;

const container = (state: Fields, lastState: Fields = {}, restartCount = 0) => ({
  name: 'main',
  restartCount,
  state,
  lastState,
});
const running = (containers: readonly Fields[], ready = 'False') => ({
  phase: 'Running',
  conditions: [{ type: 'Ready', status: ready }],
  containerStatuses: containers,
});
const OOM = { terminated: { exitCode: 137, reason: 'OOMKilled' } };
const condition = (type: string, status: string, more: Fields = {}) => ({ type, status, ...more });
const node = (conditions: readonly Fields[], spec: Fields = {}) =>
  make('v1', 'Node', 'n', { spec, status: { conditions } });
const autoscaler = (status: Fields) =>
  make('autoscaling/v2', 'HorizontalPodAutoscaler', 'a/x', {
    spec: { minReplicas: 1, maxReplicas: 3 },
    status,
  });

const TABLE: readonly (readonly [string, KubeObject, string, string])[] = [
  ['a ready pod', pod('a/x'), 'ok', 'ready'],
  [
    'a pod in a crash loop',
    pod('a/x', {}, {}, running([container({ waiting: { reason: 'CrashLoopBackOff' } }, OOM, 4)])),
    'failing',
    'main CrashLoopBackOff, last exit 137 OOMKilled',
  ],
  [
    'a pod that was killed and is back',
    pod('a/x', {}, {}, running([container({ running: {} }, OOM, 2)], 'True')),
    'degraded',
    'ready, restarted 2 times, last exit 137 OOMKilled',
  ],
  [
    'a pod that runs and is not ready',
    pod('a/x', {}, {}, running([container({ running: {} })])),
    'degraded',
    'running, not ready',
  ],
  [
    'a pod without a node',
    pod(
      'a/x',
      {},
      {},
      {
        phase: 'Pending',
        conditions: [condition('PodScheduled', 'False', { message: '0/1 nodes are available' })],
      },
    ),
    'failing',
    'pending: 0/1 nodes are available',
  ],
  [
    'a pod without an image',
    pod(
      'a/x',
      { nodeName: 'n' },
      {},
      {
        phase: 'Pending',
        containerStatuses: [container({ waiting: { reason: 'ImagePullBackOff' } })],
      },
    ),
    'failing',
    'main ImagePullBackOff',
  ],
  [
    'an evicted pod',
    pod('a/x', {}, {}, { phase: 'Failed', reason: 'Evicted' }),
    'failing',
    'failed: Evicted',
  ],
  ['a pod that ended well', pod('a/x', {}, {}, { phase: 'Succeeded' }), 'ok', 'completed'],
  [
    'a pod on a lost node',
    pod('a/x', {}, {}, { phase: 'Running', conditions: [condition('Ready', 'Unknown')] }),
    'unknown',
    'its node does not report',
  ],
  [
    'a pod that goes',
    pod('a/x', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' }, READY),
    'degraded',
    'is terminating',
  ],
  ['a Deployment', deployment('a/x', {}, { replicas: 3 }), 'ok', '3/3 available'],
  [
    'a Deployment that lacks one',
    deployment('a/x', {}, { replicas: 3, available: 2 }),
    'degraded',
    '2/3 available',
  ],
  [
    'a Deployment that lacks all',
    deployment('a/x', {}, { replicas: 3, available: 0 }),
    'failing',
    '0/3 available',
  ],
  ['a Deployment of none', deployment('a/x', {}, { replicas: 0 }), 'ok', 'scaled to 0'],
  ['a Deployment without status', make('apps/v1', 'Deployment', 'a/x', { spec: {} }), 'unknown', 'no status'],
  [
    'a Deployment that makes no progress',
    make('apps/v1', 'Deployment', 'a/x', {
      spec: { replicas: 1 },
      status: {
        availableReplicas: 1,
        conditions: [condition('Progressing', 'False', { reason: 'ProgressDeadlineExceeded' })],
      },
    }),
    'degraded',
    '1/1 available, its rollout makes no progress',
  ],
  [
    'a DaemonSet',
    make('apps/v1', 'DaemonSet', 'a/x', {
      spec: {},
      status: { desiredNumberScheduled: 4, numberReady: 3, numberMisscheduled: 0, currentNumberScheduled: 4 },
    }),
    'degraded',
    '3/4 ready',
  ],
  [
    'a failed Job',
    make('batch/v1', 'Job', 'a/x', {
      spec: {},
      status: {
        conditions: [
          condition('Failed', 'True', { reason: 'BackoffLimitExceeded', message: 'limit reached' }),
        ],
      },
    }),
    'failing',
    'failed: BackoffLimitExceeded limit reached',
  ],
  ['a node', node([condition('Ready', 'True')]), 'ok', 'Ready'],
  ['a dead node', node([condition('Ready', 'Unknown')]), 'failing', 'NotReady: it stopped reporting'],
  [
    'a cordoned node',
    node([condition('Ready', 'True')], { unschedulable: true }),
    'degraded',
    'Ready, cordoned',
  ],
  [
    'a node under pressure',
    node([condition('Ready', 'True'), condition('DiskPressure', 'True')]),
    'degraded',
    'Ready, DiskPressure',
  ],
  ['a node that never reported', node([]), 'unknown', 'never said'],
  [
    'a bound claim',
    make('v1', 'PersistentVolumeClaim', 'a/x', { spec: {}, status: { phase: 'Bound' } }),
    'ok',
    'Bound',
  ],
  [
    'a claim without a volume',
    make('v1', 'PersistentVolumeClaim', 'a/x', { spec: {}, status: { phase: 'Pending' } }),
    'failing',
    'Pending: no volume',
  ],
  ['an autoscaler at its maximum', autoscaler({ currentReplicas: 3 }), 'degraded', 'at its maximum of 3'],
  [
    'an autoscaler without metrics',
    autoscaler({
      currentReplicas: 1,
      conditions: [
        condition('ScalingActive', 'False', { reason: 'FailedGetResourceMetric', message: 'no metrics' }),
      ],
    }),
    'failing',
    'ScalingActive False: FailedGetResourceMetric no metrics',
  ],
  [
    'a budget that allows nothing',
    make('policy/v1', 'PodDisruptionBudget', 'a/x', {
      spec: {},
      status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
    }),
    'degraded',
    'allows no eviction (1 healthy, needs 1)',
  ],
  ['a Service that selects nothing', service('a/x', { app: 'none' }), 'failing', 'selects no pod'],
  ['a Service without a selector', service('a/x', undefined), 'failing', 'has no endpoint'],
  [
    'a quota that is used up',
    make('v1', 'ResourceQuota', 'a/x', {
      spec: {},
      status: { hard: { pods: '2', cpu: '1' }, used: { pods: '2', cpu: '900m' } },
    }),
    'degraded',
    'used up: pods 2 of 2',
  ],
  [
    'a namespace that does not go',
    make('v1', 'Namespace', 'x', {
      status: {
        phase: 'Terminating',
        conditions: [
          condition('NamespaceFinalizersRemaining', 'True', { message: 'some finalizers remain' }),
        ],
      },
    }),
    'failing',
    'Terminating: some finalizers remain',
  ],
  [
    'an Ingress to nowhere',
    make('networking.k8s.io/v1', 'Ingress', 'a/x', {
      spec: { defaultBackend: { service: { name: 'gone' } } },
    }),
    'failing',
    'routes to Service/a/gone, which is not there',
  ],
  ['a ConfigMap', make('v1', 'ConfigMap', 'a/x'), 'ok', 'is there'],
  ['a kind without a rule', make('example.com/v1', 'Thing', 'a/x'), 'unknown', 'no rule for its kind'],
  [
    'a custom object that says it is not ready',
    make('example.com/v1', 'Thing', 'a/x', {
      status: { conditions: [condition('Ready', 'False', { message: 'no' })] },
    }),
    'failing',
    'not Ready: no',
  ],
];

describe('how an object is', () => {
  test.each(TABLE)('%s', (_name, object, status, reason) => {
    const found = healthOf(keyOf(object), graphOf([object]));
    expect(found.status).toBe(status);
    expect(found.reason).toContain(reason);
  });

  test('a Service by the pods behind it', () => {
    const behind = (...pods: readonly KubeObject[]) =>
      healthOf('Service/a/x', graphOf([service('a/x', { app: 'x' }), ...pods]));
    const [good, bad] = [
      pod('a/1', {}, { labels: { app: 'x' } }),
      pod('a/2', {}, { labels: { app: 'x' } }, running([container({ running: {} })])),
    ];
    expect(behind(good)).toEqual({ status: 'ok', reason: '1 of 1 endpoints ready' });
    expect(behind(good, bad)).toEqual({ status: 'degraded', reason: '1 of 2 endpoints ready' });
    expect(behind(bad)).toEqual({ status: 'failing', reason: '0 of 1 endpoints ready' });
  });

  test('what is not there is failing only where its kind is known', () => {
    expect(healthOf('ConfigMap/a/x', graphOf([]))).toEqual({ status: 'failing', reason: 'is not there' });
    expect(healthOf('ConfigMap/a/x', graphOf([], { unknown: ['ConfigMap'] })).status).toBe('unknown');
    const ingress = make('networking.k8s.io/v1', 'Ingress', 'a/x', {
      spec: { defaultBackend: { service: { name: 'gone' } } },
    });
    expect(healthOf('Ingress/a/x', graphOf([ingress], { unknown: ['Service'] })).status).toBe('unknown');
  });
});
