import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReplicaSet } from '../../../../src/kubernetes/index.ts';
import {
  replicaSetController,
  replicationController,
} from '../../../../src/simulation/controllers/replicaset/replica-set-controller.ts';
import { pod } from '../../../support/snapshot.ts';
import { type ClusterOptions, TestCluster } from '../cluster.ts';
import { ownedPod, workload } from '../objects.ts';

const KIND = 'ReplicaSet.apps';

function cluster(replicas: number, options?: ClusterOptions): TestCluster {
  return new TestCluster([workload('ReplicaSet', 'web', { replicas })], [replicaSetController], options);
}

test('makes the pods that are missing and tells of them', () => {
  const made = cluster(5).run();
  expect(made.activePods('web')).toHaveLength(5);
  expect(made.get<ReplicaSet>(KIND, 'web').status).toMatchObject({
    replicas: 5,
    readyReplicas: 5,
    availableReplicas: 5,
    fullyLabeledReplicas: 5,
    observedGeneration: 1,
  });
  expect(made.events('SuccessfulCreate')).toHaveLength(5);
});

test('CTRL-2.1: a deleted pod is replaced at its deletion, beside its grace', () => {
  const made = cluster(3).run();
  const [first] = made.activePods('web');
  const from = made.kernel.nowMs;
  made.api.delete({ kind: 'Pod', namespace: 'default', name: first! }, { name: 'test' });
  made.run();
  const at = (type: string) => made.happenings.findLast(({ change }) => change.type === type)!.atMs - from;
  expect(at('createPod')).toBeLessThan(100);
  expect(at('removePod')).toBe(2000);
  expect(made.activePods('web')).toHaveLength(3);
});

test('CTRL-2.1: a failed pod is replaced and stays', () => {
  const made = cluster(2).run();
  const row = made.world.pods.find('default', made.activePods('web')[0]!);
  made.write({ type: 'setPodPhase', row, phase: 'Failed' });
  made.run();
  expect(made.activePods('web')).toHaveLength(2);
  expect(made.world.pods.exists(row)).toBe(true);
});

test('CTRL-2.2: refused pods: slow start, one condition, retries that slow down, recovery', () => {
  let full = true;
  const refusePods = () => (full ? 'pods "x" is forbidden: exceeded quota: q' : undefined);
  const made = cluster(4, { refusePods });
  made.at(1000, () => {
    made.write({ type: 'putObject', kind: 'ConfigMap', object: { metadata: { name: 'x', namespace: 'a' } } });
  });
  made.run(600);
  const times = made.happenings
    .filter(({ change }) => change.type === 'recordEvent' && change.reason === 'FailedCreate')
    .map(({ atMs }) => atMs);
  expect(times).toEqual([10, 15, 25, 45, 85, 165, 325]);
  expect(made.events('FailedCreate')[0]).toBe(
    'FailedCreate: Error creating: pods "x" is forbidden: exceeded quota: q',
  );
  expect(made.get<ReplicaSet>(KIND, 'web').status?.conditions).toMatchObject([
    { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' },
  ]);
  full = false;
  made.run();
  expect(made.activePods('web')).toHaveLength(4);
  expect(made.get<ReplicaSet>(KIND, 'web').status?.conditions).toBeUndefined();
});

test('CTRL-2.5: a pod that never becomes ready counts as existing', () => {
  const made = cluster(3, { becomesReady: () => false }).run();
  expect(made.activePods('web')).toHaveLength(3);
  expect(made.get<ReplicaSet>(KIND, 'web').status).toMatchObject({ replicas: 3 });
  expect(made.get<ReplicaSet>(KIND, 'web').status?.readyReplicas).toBeUndefined();
});

test('CTRL-1.13: an orphan that the selector selects is adopted and may be surplus', () => {
  const set = workload('ReplicaSet', 'web', { replicas: 1 });
  const made = new TestCluster(
    [set, ownedPod('web-a', set, 'n0'), pod('bare', 'n0', { app: 'web' })],
    [replicaSetController],
  ).run();
  expect(made.activePods('web')).toHaveLength(1);
  expect(made.activePods()).toHaveLength(1);
});

test('CTRL-1.13: a pod whose labels stop matching is released and replaced', () => {
  const made = cluster(2).run();
  const [name] = made.activePods('web');
  const podObject = made.get('Pod', name!);
  made.api.update(
    { ...podObject, metadata: { ...podObject.metadata, labels: { app: 'debug' } } },
    { name: 'test' },
  );
  made.run();
  expect(made.activePods('web')).toHaveLength(2);
  expect(made.activePods()).toHaveLength(3);
  expect(made.get('Pod', name!).metadata.ownerReferences).toBeUndefined();
});

test('a set that comes back under its name is worked on', () => {
  const made = cluster(2).run();
  made.write({ type: 'removeObject', kind: KIND, namespace: 'default', name: 'web' });
  const again = workload('ReplicaSet', 'web', { replicas: 3 });
  made.write({
    type: 'putObject',
    kind: KIND,
    object: { ...again, metadata: { ...again.metadata, uid: 'other' } },
  });
  made.run();
  expect(made.activePods('web')).toHaveLength(5);
});

test('minReadySeconds delays availability', () => {
  const set = workload('ReplicaSet', 'web', { replicas: 1, minReadySeconds: 10 });
  const made = new TestCluster([set], [replicaSetController]);
  made.run(5000);
  expect(made.get<ReplicaSet>(KIND, 'web').status).toMatchObject({ readyReplicas: 1 });
  expect(made.get<ReplicaSet>(KIND, 'web').status?.availableReplicas).toBeUndefined();
  made.run();
  expect(made.get<ReplicaSet>(KIND, 'web').status).toMatchObject({ availableReplicas: 1 });
  expect(made.kernel.nowMs).toBe(13_000);
});

test('ReplicationControllers are worked on alike', () => {
  const controller = workload('ReplicationController', 'rc', { replicas: 2, selector: { app: 'rc' } }, 'v1');
  const made = new TestCluster([controller], [replicationController]).run();
  expect(made.activePods('rc')).toHaveLength(2);
});

test('a settled set costs nothing at the start', () => {
  const made = cluster(3).run();
  const objects = [...made.world.objects.all(KIND), ...made.world.list('Pod')];
  expect(new TestCluster(objects, [replicaSetController]).unsettled).toEqual([]);
});

test('the count of active pods ends at spec.replicas, whatever is done in between', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(8000), fc.nat(9), fc.boolean()), { maxLength: 12 }),
      fc.nat(6),
      (acts, replicas) => {
        const made = cluster(replicas);
        let wanted = replicas;
        for (const [atMs, number, isScale] of acts) {
          made.at(atMs, () => {
            if (isScale) {
              wanted = number;
              made.setSpec(KIND, 'web', { replicas: number });
              return;
            }
            const active = made.activePods('web');
            const name = active[number % Math.max(1, active.length)];
            if (name) made.api.delete({ kind: 'Pod', namespace: 'default', name }, { name: 'test' });
          });
        }
        made.run();
        expect(made.activePods('web')).toHaveLength(wanted);
      },
    ),
    { numRuns: 60 },
  );
});
