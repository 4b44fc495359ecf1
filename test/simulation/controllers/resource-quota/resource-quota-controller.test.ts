import { expect, test } from 'vitest';
import type { KubeObject, ResourceQuota } from '../../../../src/kubernetes/index.ts';
import { replicaSetController } from '../../../../src/simulation/controllers/replicaset/replica-set-controller.ts';
import { resourceQuotaController } from '../../../../src/simulation/controllers/resource-quota/resource-quota-controller.ts';
import { pod } from '../../../support/snapshot.ts';
import { TestCluster } from '../cluster.ts';
import { workload } from '../objects.ts';

function quota(hard: Record<string, string>, used?: Record<string, string>, spec: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'q', namespace: 'default', uid: 'uid-q' },
    spec: { hard, ...spec },
    ...(used ? { status: { hard, used } } : {}),
  };
}

function used(made: TestCluster) {
  return made.get<ResourceQuota>('ResourceQuota', 'q').status?.used;
}

const CONTROLLERS = [replicaSetController, resourceQuotaController];
const HARD = { pods: '3', 'requests.cpu': '1', 'count/configmaps': '5' };

test('a new quota is counted: pods that have not ended, and objects of other kinds', () => {
  const ended = { ...pod('done', 'n0'), status: { phase: 'Succeeded' } };
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', namespace: 'default' } };
  const made = new TestCluster([quota(HARD), pod('a', 'n0'), pod('b', 'n0'), ended, map], CONTROLLERS).run();
  expect(used(made)).toEqual({ pods: '2', 'requests.cpu': '200m', 'count/configmaps': '1' });
});

test('CTRL-9.6: what is gone is given back: a pod that ended, a pod and an object that were deleted', () => {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm', namespace: 'default' } };
  const made = new TestCluster([quota(HARD), pod('a', 'n0'), pod('b', 'n0'), map], CONTROLLERS).run();
  made.api.setPodPhase(made.world.pods.find('default', 'a'), 'Failed', { name: 'kubelet' });
  made.run();
  expect(used(made)).toMatchObject({ pods: '1', 'requests.cpu': '100m' });
  made.api.delete({ kind: 'Pod', namespace: 'default', name: 'a' }, { name: 'test' });
  made.run();
  expect(used(made)).toMatchObject({ pods: '1' });
  made.api.delete({ kind: 'Pod', namespace: 'default', name: 'b' }, { name: 'test' });
  made.api.delete({ kind: 'ConfigMap', namespace: 'default', name: 'm' }, { name: 'test' });
  made.pass(1000);
  expect(used(made)).toMatchObject({ pods: '1', 'count/configmaps': '0' });
  made.run();
  expect(used(made)).toMatchObject({ pods: '0', 'requests.cpu': '0' });
});

test('CTRL-2.2, 9.6: a full quota refuses a pod until one is gone', () => {
  const set = workload('ReplicaSet', 'web', { replicas: 3 });
  const made = new TestCluster([quota({ pods: '3' }, { pods: '0' }), set], CONTROLLERS).run();
  expect(made.activePods()).toHaveLength(3);
  made.api.delete({ kind: 'Pod', namespace: 'default', name: made.activePods()[0]! }, { name: 'test' });
  made.pass(1500);
  expect(made.activePods()).toHaveLength(2);
  expect(made.events('FailedCreate')[0]).toContain(
    'exceeded quota: q, requested: pods=1, used: pods=3, limited: pods=3',
  );
  made.run();
  expect(made.activePods()).toHaveLength(3);
  expect(used(made)).toEqual({ pods: '3' });
});

test('other limits are counted for at once; scopes select', () => {
  const made = new TestCluster([quota({ pods: '3' }, { pods: '1' }), pod('a', 'n0')], CONTROLLERS).run();
  made.setSpec('ResourceQuota', 'q', { hard: { pods: '9', 'requests.memory': '1Gi' } });
  made.run();
  expect(made.get<ResourceQuota>('ResourceQuota', 'q').status).toEqual({
    hard: { pods: '9', 'requests.memory': '1Gi' },
    used: { pods: '1', 'requests.memory': '64Mi' },
  });
  const scoped = new TestCluster(
    [quota({ pods: '3' }, undefined, { scopes: ['BestEffort'] }), pod('a', 'n0')],
    CONTROLLERS,
  );
  expect(used(scoped.run())).toEqual({ pods: '0' });
});

test('a quota that is counted costs nothing at the start', () => {
  expect(new TestCluster([quota({ pods: '3' }, { pods: '0' })], CONTROLLERS).unsettled).toEqual([]);
});
