import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Deployment, ReplicaSet } from '../../../../src/kubernetes/index.ts';
import { deploymentController } from '../../../../src/simulation/controllers/deployment/deployment-controller.ts';
import { replicaSetController } from '../../../../src/simulation/controllers/replicaset/replica-set-controller.ts';
import { type ClusterOptions, TestCluster } from '../cluster.ts';
import { deployment, template } from '../objects.ts';

const KIND = 'Deployment.apps';
const SETS = 'ReplicaSet.apps';
const CONTROLLERS = [deploymentController, replicaSetController];

function cluster(replicas: number, spec: object = {}, options?: ClusterOptions): TestCluster {
  return new TestCluster([deployment('web', { replicas, ...spec })], CONTROLLERS, options);
}

function rollOut(made: TestCluster, image = 'registry.example/app:v2'): void {
  made.setSpec(KIND, 'web', { template: template('web', image) });
}

function sets(made: TestCluster): ReplicaSet[] {
  return [...made.world.objects.all(SETS)] as ReplicaSet[];
}

function condition(made: TestCluster, type: string) {
  return made.get<Deployment>(KIND, 'web').status?.conditions?.find((each) => each.type === type);
}

const STUCK: ClusterOptions = {
  becomesReady: (pod) => pod.spec?.containers[0]?.image !== 'registry.example/app:v2',
};

test('a new Deployment gets a ReplicaSet named by its template, a revision and conditions', () => {
  const made = cluster(3).run();
  const [set] = sets(made);
  expect(set!.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5,10}$/);
  expect(set!.metadata.labels).toMatchObject({
    app: 'web',
    'pod-template-hash': set!.metadata.name!.slice(4),
  });
  expect(set!.metadata.annotations).toEqual({
    'deployment.kubernetes.io/desired-replicas': '3',
    'deployment.kubernetes.io/max-replicas': '4',
    'deployment.kubernetes.io/revision': '1',
  });
  const made1 = made.get<Deployment>(KIND, 'web');
  expect(made1.metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '1' });
  expect(made1.status).toMatchObject({
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
  });
  expect(condition(made, 'Available')).toMatchObject({ status: 'True', reason: 'MinimumReplicasAvailable' });
  expect(condition(made, 'Progressing')).toMatchObject({
    status: 'True',
    reason: 'NewReplicaSetAvailable',
    message: `ReplicaSet "${set!.metadata.name}" has successfully progressed.`,
  });
  expect(made.events('ScalingReplicaSet')).toEqual([
    `ScalingReplicaSet: Scaled up replica set ${set!.metadata.name} from 0 to 3`,
  ]);
});

/** CTRL-1.2: replicas, surge and unavailable of the defaults; seen as the first step of a rollout that is stuck. */
test.each([
  [1, 1, 0],
  [2, 1, 0],
  [3, 1, 0],
  [4, 1, 1],
  [5, 2, 1],
  [10, 3, 2],
])(
  'CTRL-1.2, 1.5: %i replicas stall after surge %i + unavailable %i new pods',
  (replicas, surge, unavailable) => {
    const made = cluster(replicas, {}, STUCK).run();
    rollOut(made);
    made.pass(60_000);
    const [old, fresh] = sets(made);
    expect(old!.spec!.replicas).toBe(replicas - unavailable);
    expect(fresh!.spec!.replicas).toBe(surge + unavailable);
  },
);

test('CTRL-1.2: both limits at 0 make one pod unavailable', () => {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '1%' } };
  const made = cluster(3, { strategy }, STUCK).run();
  rollOut(made);
  made.pass(60_000);
  expect(sets(made).map(({ spec }) => spec!.replicas)).toEqual([2, 1]);
});

test('CTRL-1.3: the steps of a rollout, as events', () => {
  const made = cluster(4).run();
  rollOut(made);
  made.run();
  const [old, fresh] = sets(made).map(({ metadata }) => metadata.name);
  expect(made.events('ScalingReplicaSet').slice(1, 4)).toEqual([
    `ScalingReplicaSet: Scaled up replica set ${fresh} from 0 to 1`,
    `ScalingReplicaSet: Scaled down replica set ${old} from 4 to 3`,
    `ScalingReplicaSet: Scaled up replica set ${fresh} from 1 to 2`,
  ]);
  expect(sets(made).map(({ spec }) => spec!.replicas)).toEqual([0, 4]);
  expect(made.activePods(fresh)).toHaveLength(4);
});

test('the first of the pods that become available is answered alone, the others together', () => {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 4, maxUnavailable: 0 } };
  const made = cluster(4, { strategy }).run();
  rollOut(made);
  made.run();
  const times = made.happenings.flatMap(({ atMs, change }) =>
    change.type === 'terminatePod' && change.graceSeconds > 0 ? [atMs] : [],
  );
  expect(times.map((atMs) => times.indexOf(atMs))).toEqual([0, 1, 1, 1]);
});

test('an old ReplicaSet that has not shrunk yet is not shrunk further', () => {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
  const made = new TestCluster([deployment('web', { replicas: 4, strategy })], [deploymentController]);
  const set = (index: number) => sets(made)[index]!;
  const put = (of: ReplicaSet, replicas: number, available: number) => {
    made.setSpec(SETS, of.metadata.name!, { replicas });
    const status = { replicas: available, availableReplicas: available };
    made.api.updateStatus({ ...made.get(SETS, of.metadata.name!), status }, { name: 'test' });
  };
  made.run();
  put(set(0), 4, 4);
  rollOut(made);
  made.run();
  // Asked to be 3; its status still counts 4, and one new pod is available.
  put(set(1), 1, 1);
  made.run();
  expect(sets(made).map(({ spec }) => spec!.replicas)).toEqual([3, 1]);
  put(set(0), 3, 3);
  made.run();
  expect(sets(made).map(({ spec }) => spec!.replicas)).toEqual([2, 2]);
});

test('CTRL-1.6: Recreate waits until no old pod exists', () => {
  const made = cluster(3, { strategy: { type: 'Recreate' } }).run();
  const from = made.kernel.nowMs;
  rollOut(made);
  made.run();
  const isNew = (image: string | undefined) => image === 'registry.example/app:v2';
  const removed = made.happenings.filter(({ change }) => change.type === 'removePod');
  const created = made.happenings.filter(
    ({ change }) => change.type === 'createPod' && isNew(change.make.spec.containers[0]?.image),
  );
  expect(removed).toHaveLength(3);
  expect(created).toHaveLength(3);
  expect(created[0]!.atMs).toBeGreaterThan(removed.at(-1)!.atMs);
  expect(created[0]!.atMs - from).toBeLessThan(2200);
});

test('CTRL-1.7: a scale in the middle of a rollout is shared out in proportion', () => {
  const made = cluster(10, {}, STUCK).run();
  rollOut(made);
  made.pass(10_000);
  expect(sets(made).map(({ spec }) => spec!.replicas)).toEqual([8, 5]);
  made.setSpec(KIND, 'web', { replicas: 20 });
  made.pass(100);
  expect(sets(made).map(({ spec }) => spec!.replicas)).toEqual([15, 10]);
  made.setSpec(KIND, 'web', { replicas: 0 });
  made.pass(100);
  expect(sets(made).map(({ spec }) => spec!.replicas)).toEqual([0, 0]);
});

test('CTRL-1.9: going back to an old template uses its ReplicaSet again, under a new revision', () => {
  const made = cluster(2).run();
  rollOut(made);
  made.run();
  rollOut(made, 'registry.example/app:v1');
  made.run();
  const [first, second] = sets(made);
  expect(sets(made)).toHaveLength(2);
  expect([first!.spec!.replicas, second!.spec!.replicas]).toEqual([2, 0]);
  expect(first!.metadata.annotations).toMatchObject({
    'deployment.kubernetes.io/revision': '3',
    'deployment.kubernetes.io/revision-history': '1',
  });
});

test('CTRL-1.9: labels of the Deployment and its scale do not roll out', () => {
  const made = cluster(2).run();
  made.api.patch(
    { kind: KIND, namespace: 'default', name: 'web' },
    'merge',
    { metadata: { labels: { a: 'b' } } },
    { name: 'test' },
  );
  made.setSpec(KIND, 'web', { replicas: 4 });
  made.run();
  expect(sets(made)).toHaveLength(1);
  expect(made.activePods()).toHaveLength(4);
});

test('CTRL-1.10: no progress until the deadline: said, not undone, and completed when pods come up', () => {
  const made = cluster(3, { progressDeadlineSeconds: 60 }, STUCK).run();
  rollOut(made);
  made.run();
  const fresh = sets(made)[1]!.metadata.name;
  expect(condition(made, 'Progressing')).toMatchObject({
    status: 'False',
    reason: 'ProgressDeadlineExceeded',
    message: `ReplicaSet "${fresh}" has timed out progressing.`,
  });
  expect(sets(made).map(({ spec }) => spec!.replicas)).toEqual([3, 1]);
  const row = made.world.pods.find('default', made.activePods(fresh)[0]!);
  made.write({ type: 'setPodReady', row, ready: true, atMs: made.world.startMs + made.kernel.nowMs });
  made.pass(1000);
  expect(condition(made, 'Progressing')).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' });
});

test('CTRL-1.10: a refused pod shows as ReplicaFailure', () => {
  const made = cluster(2, {}, { refusePods: () => 'pods "x" is forbidden: exceeded quota: q' });
  made.run(5000);
  expect(condition(made, 'ReplicaFailure')).toMatchObject({
    status: 'True',
    reason: 'FailedCreate',
    message: 'pods "x" is forbidden: exceeded quota: q',
  });
});

test('CTRL-1.11: paused: templates wait, scaling works, resuming rolls out', () => {
  const made = cluster(2).run();
  made.setSpec(KIND, 'web', { paused: true });
  made.run();
  expect(condition(made, 'Progressing')).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' });
  rollOut(made);
  made.setSpec(KIND, 'web', { replicas: 4 });
  made.run();
  expect(sets(made).map(({ spec }) => spec!.replicas)).toEqual([4]);
  made.setSpec(KIND, 'web', { paused: false });
  made.run();
  expect(sets(made).map(({ spec }) => spec!.replicas)).toEqual([0, 4]);
});

test('CTRL-1.12: old ReplicaSets beyond the limit go when the rollout is complete', () => {
  const made = cluster(1, { revisionHistoryLimit: 1 }).run();
  for (const tag of ['v2', 'v3', 'v4']) {
    rollOut(made, `registry.example/app:${tag}`);
    made.run();
  }
  expect(
    sets(made).map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']),
  ).toEqual(['3', '4']);
});

test('CTRL-1.13: a ReplicaSet without an owner is adopted', () => {
  const made = cluster(2).run();
  const [set] = sets(made);
  made.write({
    type: 'putObject',
    kind: SETS,
    object: { ...set!, metadata: { ...set!.metadata, ownerReferences: [] } },
  });
  made.run();
  expect(sets(made)).toHaveLength(1);
  expect(sets(made)[0]!.metadata.ownerReferences).toMatchObject([{ kind: 'Deployment', name: 'web' }]);
});

test('a settled Deployment costs nothing at the start, one in the middle of a rollout is unsettled', () => {
  const made = cluster(3).run();
  const restart = () => {
    const objects = [KIND, SETS].flatMap((kind) => [...made.world.objects.all(kind)]);
    return new TestCluster([...objects, ...made.world.list('Pod')], CONTROLLERS);
  };
  expect(restart().unsettled).toEqual([]);
  rollOut(made);
  expect(restart().unsettled).toEqual(['default/web']);
});

test('a rollout never exceeds surge, never falls below the minimum, and ends', () => {
  const limit = fc.oneof(
    fc.nat(4),
    fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), limit, limit, (replicas, maxSurge, maxUnavailable) => {
      const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };
      const made = cluster(replicas, { strategy }).run();
      const part = (value: number | string, round: (value: number) => number) =>
        typeof value === 'number' ? value : round((Number(value.slice(0, -1)) * replicas) / 100);
      const surge = part(maxSurge, Math.ceil);
      const unavailable = part(maxUnavailable, Math.floor);
      const most = replicas + surge;
      const least = Math.max(0, replicas - (surge + unavailable === 0 ? 1 : unavailable));
      rollOut(made);
      made.run(undefined, () => {
        const ready = made
          .activePods()
          .filter((name) => made.world.pods.isReady(made.world.pods.find('default', name)));
        const asked = sets(made).reduce((sum, { spec }) => sum + spec!.replicas!, 0);
        expect(asked).toBeLessThanOrEqual(most);
        expect(ready.length).toBeGreaterThanOrEqual(least);
      });
      expect(sets(made).map(({ spec }) => spec!.replicas)).toEqual([0, replicas]);
    }),
    { numRuns: 60 },
  );
});
