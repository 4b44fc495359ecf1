import { expect, test } from 'vitest';
import type { Deployment, HorizontalPodAutoscaler, KubeObject } from '../../../../src/kubernetes/index.ts';
import { deploymentController } from '../../../../src/simulation/controllers/deployment/deployment-controller.ts';
import { horizontalController } from '../../../../src/simulation/controllers/horizontal-pod-autoscaler/horizontal-controller.ts';
import { replicasFor } from '../../../../src/simulation/controllers/horizontal-pod-autoscaler/recommend.ts';
import { ScaleHistory } from '../../../../src/simulation/controllers/horizontal-pod-autoscaler/scale-history.ts';
import { replicaSetController } from '../../../../src/simulation/controllers/replicaset/replica-set-controller.ts';
import { TestCluster } from '../cluster.ts';
import { deployment, ownedPod, workload } from '../objects.ts';

const KIND = 'HorizontalPodAutoscaler.autoscaling';
const CPU = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
};

function autoscaler(
  minReplicas: number,
  maxReplicas: number,
  spec: object = {},
  kind = 'Deployment',
): KubeObject {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: 'uid-hpa',
      creationTimestamp: '2025-12-31T23:59:50Z',
    },
    spec: {
      minReplicas,
      maxReplicas,
      metrics: [CPU],
      scaleTargetRef: { apiVersion: 'apps/v1', kind, name: 'web' },
      ...spec,
    },
  };
}

function cluster(replicas: number, ...items: KubeObject[]): TestCluster {
  return new TestCluster(
    [deployment('web', { replicas }), ...items],
    [deploymentController, replicaSetController, horizontalController],
  );
}

function replicas(made: TestCluster): number {
  return made.get<Deployment>('Deployment.apps', 'web').spec!.replicas!;
}

test.each([
  [7, 4, 'above Spec.MaxReplicas'],
  [1, 2, 'below Spec.MinReplicas'],
])('CTRL-7.2: %i replicas become %i at the next look, without metrics', (from, to, why) => {
  const made = cluster(from, autoscaler(2, 4)).run();
  expect(replicas(made)).toBe(to);
  expect(made.events('SuccessfulRescale')).toEqual([
    `SuccessfulRescale: New size: ${to}; reason: Current number of replicas ${why}`,
  ]);
  const at = made.happenings.find(
    ({ change }) => change.type === 'recordEvent' && change.reason === 'SuccessfulRescale',
  )!.atMs;
  expect(at).toBeGreaterThanOrEqual(5000);
  expect(at).toBeLessThan(5100);
  expect(made.get<HorizontalPodAutoscaler>(KIND, 'web').status).toMatchObject({ desiredReplicas: to });
});

test('CTRL-7.10: a size set by hand is corrected; a workload scaled to nothing is left alone', () => {
  const made = cluster(3, autoscaler(2, 4)).run();
  made.setSpec('Deployment.apps', 'web', { replicas: 9 });
  made.run();
  expect(replicas(made)).toBe(4);
  made.setSpec('Deployment.apps', 'web', { replicas: 0 });
  made.run();
  expect(replicas(made)).toBe(0);
});

test('without metrics it says once that its will is unknown', () => {
  const made = cluster(3, autoscaler(2, 4)).run();
  made.setSpec('Deployment.apps', 'web', { replicas: 4 });
  made.run();
  made.setSpec('Deployment.apps', 'web', { replicas: 3 });
  made.run();
  expect(made.events('MetricsUnknown')).toEqual([
    'MetricsUnknown: what the autoscaler would do is unknown: the snapshot holds no metrics',
  ]);
  expect(replicas(made)).toBe(3);
});

function metered(cpu: string, count: number): KubeObject[] {
  const set = workload('ReplicaSet', 'web', { replicas: count });
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const pod = ownedPod(`web-${index}`, set, 'n0');
    const containers = [{ name: 'main', usage: { cpu, memory: '10Mi' } }];
    const metrics = {
      apiVersion: 'metrics.k8s.io/v1beta1',
      kind: 'PodMetrics',
      metadata: { name: `web-${index}`, namespace: 'default' },
      containers,
    };
    return index === 0 ? [set, pod, metrics] : [pod, metrics];
  });
}

test('CTRL-7.3, 7.8: metrics of the snapshot scale up by steps and down after five minutes', () => {
  const high = new TestCluster(
    [...metered('200m', 3), autoscaler(1, 20, {}, 'ReplicaSet')],
    [horizontalController],
  );
  high.run(6000);
  expect(high.get('ReplicaSet.apps', 'web')).toMatchObject({ spec: { replicas: 6 } });
  expect(high.events('SuccessfulRescale')[0]).toContain(
    'cpu resource utilization (percentage of request) above target',
  );
  const low = new TestCluster(
    [...metered('10m', 4), autoscaler(1, 20, {}, 'ReplicaSet')],
    [horizontalController],
  );
  low.run(290_000);
  expect(low.get('ReplicaSet.apps', 'web')).toMatchObject({ spec: { replicas: 4 } });
  low.run(320_000);
  expect(low.get('ReplicaSet.apps', 'web')).toMatchObject({ spec: { replicas: 1 } });
});

const sample = (usage: number | undefined, isUnready = false) => ({ row: 0, usage, request: 100, isUnready });
const TOLERANCE = { up: 0.1, down: 0.1 };

/** CTRL-7.5: samples (usage of 100 requested), goal, present size → size */
test.each([
  ['within the tolerance', [54, 54], 0.5, 2, 2],
  ['above it', [100, 100], 0.5, 2, 4],
  ['below it', [20, 20, 20, 20], 0.5, 4, 2],
  ['of the ready pods, not the present size', [100, 100], 0.5, 6, 4],
  ['exactly, whatever binary fractions say', [60, 60, 60, 60, 60], 0.5, 5, 6],
])('replicas %s', (_name, usages, goal, current, wanted) => {
  expect(
    replicasFor(
      usages.map((usage) => sample(usage)),
      goal,
      true,
      current,
      TOLERANCE,
    ),
  ).toBe(wanted);
});

test('CTRL-7.5: missing samples count as 100 % against scaling down and as nothing against scaling up', () => {
  expect(replicasFor([sample(10), sample(10), sample(undefined)], 0.5, true, 3, TOLERANCE)).toBe(3);
  expect(replicasFor([sample(100), sample(undefined)], 0.5, true, 2, TOLERANCE)).toBe(2);
  expect(replicasFor([sample(100), sample(undefined, true)], 0.5, true, 2, TOLERANCE)).toBe(2);
  expect(replicasFor([sample(undefined)], 0.5, true, 1, TOLERANCE)).toBeUndefined();
});

/** CTRL-7.8: behavior, present size, recommended → size now */
test.each<[string, object | undefined, number, number, number]>([
  ['up at most to the double', undefined, 5, 50, 10],
  ['up at least to four', undefined, 1, 50, 4],
  ['down not at once', undefined, 10, 2, 10],
  ['up by four or the double with behavior', {}, 3, 50, 7],
  ['up by one pod', { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } }, 3, 50, 4],
  [
    'up by a percentage, rounded up',
    { scaleUp: { policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }] } },
    5,
    50,
    6,
  ],
  ['never up', { scaleUp: { selectPolicy: 'Disabled' } }, 3, 50, 3],
  ['down at once without a window', { scaleDown: { stabilizationWindowSeconds: 0 } }, 10, 2, 2],
  [
    'down by a percentage, truncated',
    {
      scaleDown: {
        stabilizationWindowSeconds: 0,
        policies: [{ type: 'Percent', value: 30, periodSeconds: 60 }],
      },
    },
    5,
    1,
    3,
  ],
])('limits: %s', (_name, behavior, current, recommended, wanted) => {
  const history = new ScaleHistory(current, 0);
  const object = autoscaler(1, 100, behavior ? { behavior } : {}) as unknown as HorizontalPodAutoscaler;
  expect(history.limit(object, current, recommended, 15_000)).toBe(wanted);
});

test('CTRL-7.8: a policy counts what it did within its period', () => {
  const behavior = { scaleUp: { policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }] } };
  const object = autoscaler(1, 100, { behavior }) as unknown as HorizontalPodAutoscaler;
  const history = new ScaleHistory(3, 0);
  expect(history.limit(object, 3, 50, 0)).toBe(5);
  history.scaled(2, 0);
  expect(history.limit(object, 5, 50, 30_000)).toBe(5);
  expect(history.limit(object, 5, 50, 61_000)).toBe(7);
});
