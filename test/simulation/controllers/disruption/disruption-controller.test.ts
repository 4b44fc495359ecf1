import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject, PodDisruptionBudget } from '../../../../src/kubernetes/index.ts';
import { disruptionController } from '../../../../src/simulation/controllers/disruption/disruption-controller.ts';
import { replicaSetController } from '../../../../src/simulation/controllers/replicaset/replica-set-controller.ts';
import { pod } from '../../../support/snapshot.ts';
import { TestCluster } from '../cluster.ts';
import { deployment, ownedPod, ownerOf, workload } from '../objects.ts';

const KIND = 'PodDisruptionBudget.policy';

function budget(spec: object, name = 'pdb', labels: object | null = { app: 'web' }): KubeObject {
  const selector = labels === null ? {} : { selector: { matchLabels: labels } };
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, generation: 1 },
    spec: { ...selector, ...spec },
  };
}

/** A workload of `replicas` with as many pods, `ready` of them Ready. */
function workloadWithPods(
  kind: string,
  replicas: number,
  ready = replicas,
  apiVersion = 'apps/v1',
): KubeObject[] {
  const owner = workload(kind, 'web', { replicas }, apiVersion);
  const pods = Array.from({ length: replicas }, (_, index) => {
    const made = ownedPod(`web-${index}`, owner, 'n0');
    return index < ready ? made : { ...made, status: { phase: 'Running' } };
  });
  return [owner, ...pods];
}

function statusOf(items: readonly KubeObject[], name = 'pdb') {
  const made = new TestCluster(items, [disruptionController]).run(1000);
  return { ...made.get<PodDisruptionBudget>(KIND, name).status!, events: made.events() };
}

/** EVICT-4.1, 4.2: spec, replicas, ready → expectedPods, desiredHealthy, disruptionsAllowed. */
test.each<[object, number, number, number, number, number]>([
  [{ minAvailable: 2 }, 3, 3, 3, 2, 1],
  [{ minAvailable: 5 }, 3, 3, 3, 5, 0],
  [{ minAvailable: '50%' }, 7, 7, 7, 4, 3],
  [{ minAvailable: '1%' }, 1, 1, 1, 1, 0],
  [{ minAvailable: '100%' }, 3, 3, 3, 3, 0],
  [{ minAvailable: 0 }, 3, 2, 3, 0, 2],
  [{ maxUnavailable: 1 }, 3, 3, 3, 2, 1],
  [{ maxUnavailable: 0 }, 3, 3, 3, 3, 0],
  [{ maxUnavailable: 5 }, 3, 3, 3, 0, 3],
  [{ maxUnavailable: '30%' }, 3, 3, 3, 2, 1],
  [{ maxUnavailable: '30%' }, 7, 7, 7, 4, 3],
  [{ maxUnavailable: '1%' }, 1, 1, 1, 0, 1],
  [{ maxUnavailable: 1 }, 3, 2, 3, 2, 0],
])('EVICT-4.1: %o of %i pods, %i ready', (spec, replicas, ready, expectedPods, desiredHealthy, allowed) => {
  const status = statusOf([...workloadWithPods('ReplicaSet', replicas, ready), budget(spec)]);
  expect(status).toMatchObject({
    expectedPods,
    desiredHealthy,
    currentHealthy: ready,
    disruptionsAllowed: allowed,
    observedGeneration: 1,
  });
  expect(status.conditions).toMatchObject([
    allowed > 0
      ? { type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }
      : { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' },
  ]);
});

test('EVICT-4.3: the scale is that of the Deployment behind the ReplicaSet', () => {
  const owner = deployment('web', { replicas: 10 });
  const set = workload('ReplicaSet', 'web-1', { replicas: 4 });
  const owned = { ...set, metadata: { ...set.metadata, ownerReferences: [ownerOf(owner)] } };
  const pods = [0, 1, 2, 3].map((index) => ownedPod(`web-1-${index}`, set, 'n0', { app: 'web' }));
  expect(statusOf([owner, owned, ...pods, budget({ maxUnavailable: '50%' })])).toMatchObject({
    expectedPods: 10,
    desiredHealthy: 5,
    disruptionsAllowed: 0,
  });
});

test.each([
  ['DaemonSet', 'apps/v1', 'daemonsets.apps'],
  ['Job', 'batch/v1', 'jobs.batch'],
])(
  'EVICT-4.4: %s has no scale: nothing is allowed, an integer minAvailable works',
  (kind, apiVersion, resource) => {
    const items = workloadWithPods(kind, 3, 3, apiVersion);
    const failed = statusOf([...items, budget({ maxUnavailable: 1 })]);
    expect(failed).toMatchObject({ disruptionsAllowed: 0 });
    expect(failed.conditions).toMatchObject([
      {
        status: 'False',
        reason: 'SyncFailed',
        message: `${resource} does not implement the scale subresource`,
      },
    ]);
    expect(failed.events[0]).toContain('CalculateExpectedPodCountFailed');
    expect(statusOf([...items, budget({ minAvailable: 2 })])).toMatchObject({ disruptionsAllowed: 1 });
  },
);

test('EVICT-4.5: bare pods are not counted in the scale but in the healthy ones', () => {
  const bare = [pod('a', 'n0'), pod('b', 'n0')];
  expect(statusOf([...bare, budget({ maxUnavailable: 1 })])).toMatchObject({
    expectedPods: 0,
    desiredHealthy: 0,
    currentHealthy: 2,
    disruptionsAllowed: 0,
  });
  const mixed = statusOf([...bare, ...workloadWithPods('ReplicaSet', 3), budget({ maxUnavailable: 1 })]);
  expect(mixed).toMatchObject({
    expectedPods: 3,
    desiredHealthy: 2,
    currentHealthy: 5,
    disruptionsAllowed: 3,
  });
  expect(mixed.events[0]).toContain('UnmanagedPods');
});

test('EVICT-3.2, 4.7: an empty selector selects every pod, several workloads are summed, none selects none', () => {
  const other = workload('StatefulSet', 'db', { replicas: 2 });
  const items = [...workloadWithPods('ReplicaSet', 3), other, ownedPod('db-0', other, 'n0')];
  expect(statusOf([...items, budget({ maxUnavailable: 1 }, 'pdb', {})])).toMatchObject({
    expectedPods: 5,
    currentHealthy: 4,
    disruptionsAllowed: 0,
  });
  const none = statusOf([...items, budget({ maxUnavailable: 1 }, 'pdb', null)]);
  expect(none).toMatchObject({ expectedPods: 0, currentHealthy: 0, disruptionsAllowed: 0 });
  expect(none.events).toEqual(['NoPods: No matching pods found']);
});

test('EVICT-4.6, 4.8, 5.1, 5.2: an eviction spends the budget until the replacement is Ready', () => {
  const items = [...workloadWithPods('ReplicaSet', 3), budget({ maxUnavailable: 1 })];
  const made = new TestCluster(items, [replicaSetController, disruptionController]).run();
  const status = () => made.get<PodDisruptionBudget>(KIND, 'pdb').status!;
  expect(made.api.evict('default', 'web-0', { name: 'test' }).ok).toBe(true);
  expect(status()).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { 'web-0': expect.any(String) } });
  expect(made.api.evict('default', 'web-1', { name: 'test' })).toMatchObject({
    ok: false,
    status: { code: 429 },
  });
  made.pass(1000);
  expect(status()).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 0 });
  expect(status().disruptedPods).toBeUndefined();
  made.run();
  expect(status()).toMatchObject({ currentHealthy: 3, disruptionsAllowed: 1 });
});

test('EVICT-4.8: an eviction that never begins is forgotten after two minutes', () => {
  const allowedAt = '2025-12-31T23:59:30Z';
  const status = {
    disruptedPods: { 'web-0': allowedAt },
    disruptionsAllowed: 0,
    expectedPods: 3,
    desiredHealthy: 2,
    currentHealthy: 2,
    observedGeneration: 1,
  };
  const items = [...workloadWithPods('ReplicaSet', 3), { ...budget({ maxUnavailable: 1 }), status }];
  const made = new TestCluster(items, [disruptionController]);
  made.run(60_000);
  expect(made.get<PodDisruptionBudget>(KIND, 'pdb').status).toMatchObject({ currentHealthy: 2 });
  made.run();
  expect(made.get<PodDisruptionBudget>(KIND, 'pdb').status).toMatchObject({
    currentHealthy: 3,
    disruptionsAllowed: 1,
  });
  expect(Math.round(made.kernel.nowMs / 1000)).toBe(90);
});

test('EVICT-4.10: a disruption that was announced and does not come is taken back after two minutes', () => {
  const made = new TestCluster(workloadWithPods('ReplicaSet', 1), [disruptionController]);
  const row = made.world.pods.find('default', 'web-0');
  made.api.setPodCondition(
    row,
    { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' },
    { name: 'test' },
  );
  made.run();
  expect(made.world.pods.condition(row, 'DisruptionTarget')?.status).toBe('False');
  expect(Math.round(made.kernel.nowMs / 1000)).toBe(120);
});

test('a budget whose status is right costs nothing at the start', () => {
  const items = [...workloadWithPods('ReplicaSet', 3), budget({ maxUnavailable: 1 })];
  const made = new TestCluster(items, [disruptionController]).run();
  const again = [...workloadWithPods('ReplicaSet', 3), made.get(KIND, 'pdb')];
  expect(new TestCluster(again, [disruptionController]).unsettled).toEqual([]);
});

test('the status is what a direct count gives, whatever happens to the pods', () => {
  const part = fc.oneof(
    fc.nat(6),
    fc.nat(100).map((percent) => `${percent}%`),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 6 }),
      part,
      fc.boolean(),
      fc.array(fc.tuple(fc.nat(6000), fc.nat(5), fc.constantFrom('evict', 'delete', 'unready')), {
        maxLength: 10,
      }),
      (replicas, value, isMin, acts) => {
        const spec = isMin ? { minAvailable: value } : { maxUnavailable: value };
        const made = new TestCluster(
          [...workloadWithPods('ReplicaSet', replicas), budget(spec)],
          [replicaSetController, disruptionController],
        );
        const { pods } = made.world;
        for (const [atMs, number, act] of acts) {
          made.at(atMs, () => {
            const name = made.activePods()[number % Math.max(1, made.activePods().length)];
            if (name === undefined) return;
            if (act === 'evict') made.api.evict('default', name, { name: 'test' });
            else if (act === 'delete')
              made.api.delete({ kind: 'Pod', namespace: 'default', name }, { name: 'test' });
            else made.api.setPodReady(pods.find('default', name), false, { name: 'test' });
          });
        }
        made.run();
        const healthy = [...pods.rows()].filter(
          (row) => pods.isReady(row) && !pods.isTerminating(row),
        ).length;
        const share = (round: (value: number) => number) =>
          typeof value === 'number' ? value : round((Number(value.slice(0, -1)) * replicas) / 100);
        const desired = isMin ? share(Math.ceil) : Math.max(0, replicas - share(Math.ceil));
        expect(made.get<PodDisruptionBudget>(KIND, 'pdb').status).toMatchObject({
          currentHealthy: healthy,
          desiredHealthy: desired,
          expectedPods: replicas,
          disruptionsAllowed: replicas === 0 ? 0 : Math.max(0, healthy - desired),
        });
      },
    ),
    { numRuns: 80 },
  );
});
