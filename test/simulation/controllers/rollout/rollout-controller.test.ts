import { expect, test } from 'vitest';
import type { KubeObject, ReplicaSet } from '../../../../src/kubernetes/index.ts';
import { replicaSetController } from '../../../../src/simulation/controllers/replicaset/replica-set-controller.ts';
import { countsFor } from '../../../../src/simulation/controllers/rollout/canary-counts.ts';
import { rolloutController } from '../../../../src/simulation/controllers/rollout/rollout-controller.ts';
import type { Rollout } from '../../../../src/simulation/controllers/rollout/rollout-object.ts';
import { TestCluster } from '../cluster.ts';
import { template, workload } from '../objects.ts';

const KIND = 'Rollout.argoproj.io';

function rollout(replicas: number, strategy: object): KubeObject {
  return workload('Rollout', 'web', { replicas, strategy }, 'argoproj.io/v1alpha1');
}

function service(name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default', uid: `uid-${name}` },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  };
}

function cluster(replicas: number, strategy: object, ...items: KubeObject[]): TestCluster {
  return new TestCluster(
    [rollout(replicas, strategy), ...items],
    [rolloutController, replicaSetController],
  ).run();
}

function update(made: TestCluster): TestCluster {
  made.setSpec(KIND, 'web', { template: template('web', 'registry.example/app:v2') });
  return made;
}

/** Sizes of the ReplicaSets, the oldest first. */
function sizes(made: TestCluster): number[] {
  return ([...made.world.objects.all('ReplicaSet.apps')] as ReplicaSet[]).map(({ spec }) => spec!.replicas!);
}

function status(made: TestCluster) {
  return made.get<Rollout>(KIND, 'web').status!;
}

function setStatus(made: TestCluster, change: object): void {
  const object = made.get<Rollout>(KIND, 'web');
  made.api.updateStatus(
    { ...object, status: { ...object.status, ...change } },
    { name: 'kubectl argo rollouts' },
  );
}

test('the first revision comes up in full', () => {
  const made = cluster(3, { canary: {} });
  expect(sizes(made)).toEqual([3]);
  expect(status(made)).toMatchObject({ phase: 'Healthy', availableReplicas: 3, updatedReplicas: 3 });
});

const STEPS = {
  canary: { steps: [{ setWeight: 20 }, { pause: { duration: '30s' } }, { setWeight: 60 }, { pause: {} }] },
};

test('a canary goes by its steps, waits out a pause and then for a person', () => {
  const made = update(cluster(5, STEPS));
  const from = made.kernel.nowMs;
  made.pass(20_000);
  expect(sizes(made)).toEqual([4, 1]);
  expect(status(made)).toMatchObject({ phase: 'Paused', currentStepIndex: 1 });
  made.run();
  expect(sizes(made)).toEqual([2, 3]);
  expect(status(made)).toMatchObject({ phase: 'Paused', currentStepIndex: 3 });
  expect(made.kernel.nowMs - from).toBeGreaterThan(33_000);
  setStatus(made, { currentStepIndex: 4, pauseConditions: [] });
  made.run();
  expect(sizes(made)).toEqual([0, 5]);
  expect(status(made)).toMatchObject({ phase: 'Healthy', stableRS: status(made).currentPodHash });
});

test('an aborted canary goes back, a promoted one goes on to the end', () => {
  const made = update(cluster(5, STEPS)).pass(10_000);
  setStatus(made, { abort: true });
  made.run();
  expect(sizes(made)).toEqual([5, 0]);
  expect(status(made)).toMatchObject({ phase: 'Degraded', message: 'RolloutAborted' });
  const promoted = update(cluster(5, STEPS)).pass(10_000);
  setStatus(promoted, { promoteFull: true });
  promoted.run();
  expect(sizes(promoted)).toEqual([0, 5]);
});

test('a canary stays within maxSurge and maxUnavailable', () => {
  const made = update(cluster(8, { canary: { maxSurge: 1, maxUnavailable: 1 } }));
  made.run(undefined, () => {
    const { pods } = made.world;
    const ready = [...pods.rows()].filter((row) => pods.isActive(row) && pods.isReady(row));
    expect(sizes(made).reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(9);
    expect(ready.length).toBeGreaterThanOrEqual(7);
  });
  expect(sizes(made)).toEqual([0, 8]);
});

test('an analysis is unknown: the rollout waits there and says so once', () => {
  const made = update(cluster(4, { canary: { steps: [{ setWeight: 25 }, { analysis: {} }] } })).run();
  expect(sizes(made)).toEqual([3, 1]);
  expect(made.events('AnalysisUnknown')).toHaveLength(1);
});

const HASH = 'rollouts-pod-template-hash';
const hashIn = (made: TestCluster, name: string) =>
  (made.get('Service', name)['spec'] as { selector: Record<string, string> }).selector[HASH];

test('blue-green: all new pods, then the switch, then the old ones go after 30 s', () => {
  const made = cluster(
    3,
    { blueGreen: { activeService: 'active', previewService: 'preview' } },
    service('active'),
    service('preview'),
  );
  const before = hashIn(made, 'active');
  update(made).pass(2000);
  expect(sizes(made)).toEqual([3, 3]);
  expect(hashIn(made, 'active')).toBe(before);
  expect(hashIn(made, 'preview')).not.toBe(before);
  made.pass(8000);
  expect(hashIn(made, 'active')).toBe(hashIn(made, 'preview'));
  expect(sizes(made)).toEqual([3, 3]);
  made.run();
  expect(sizes(made)).toEqual([0, 3]);
});

test('blue-green without automatic promotion waits for a person', () => {
  const made = update(
    cluster(2, { blueGreen: { activeService: 'active', autoPromotionEnabled: false } }, service('active')),
  );
  const before = hashIn(made, 'active');
  made.run();
  expect(sizes(made)).toEqual([2, 2]);
  expect(hashIn(made, 'active')).toBe(before);
  expect(status(made)).toMatchObject({ phase: 'Paused', message: 'BlueGreenPause' });
  setStatus(made, { promoteFull: true });
  made.run();
  expect(sizes(made)).toEqual([0, 2]);
});

/** replicas, weight, maxSurge → canary, stable */
test.each([
  [10, 20, '25%', 2, 8],
  [10, 0, '25%', 0, 10],
  [10, 100, '25%', 10, 0],
  [4, 20, '25%', 1, 4],
  [4, 20, 0, 1, 3],
  [3, 50, '25%', 2, 2],
  [1, 50, '25%', 1, 1],
])(
  '%i replicas at weight %i with surge %s: %i new, %i stable',
  (replicas, weight, maxSurge, canary, stable) => {
    expect(countsFor(rollout(replicas, {}) as Rollout, { maxSurge }, weight)).toEqual({ canary, stable });
  },
);
