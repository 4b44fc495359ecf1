import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/kubernetes/index.ts';
import { deploymentController } from '../../../../src/simulation/controllers/deployment/deployment-controller.ts';
import { replicaSetController } from '../../../../src/simulation/controllers/replicaset/replica-set-controller.ts';
import { TestCluster } from '../cluster.ts';
import { deployment, ownerOf, template, workload } from '../objects.ts';

const KIND = 'Deployment.apps';
const WEB = deployment('web', { replicas: 4 });

/**
 * An empty ReplicaSet of an earlier template: with it a Deployment has two, and every pass over it takes the long way.
 * It changes nothing else.
 */
function emptySet(): KubeObject {
  const set = workload('ReplicaSet', 'web-old', {
    replicas: 0,
    template: template('web', 'registry.example/app:v0'),
  });
  const metadata = { ...set.metadata, labels: { app: 'web' }, ownerReferences: [ownerOf(WEB)] };
  return { ...set, metadata, status: { replicas: 0, terminatingReplicas: 0, observedGeneration: 1 } };
}

type Step = readonly [atSeconds: number, act: number, pick: number];

/** Does one thing to the cluster, chosen by two numbers. */
function act(made: TestCluster, what: number, pick: number): void {
  const by = { name: 'test' };
  const names = made.activePods();
  const name = names[pick % Math.max(1, names.length)];
  const web = made.get(KIND, 'web');
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: pick % 3 } };
  switch (what) {
    case 0:
      made.setSpec(KIND, 'web', { replicas: pick % 6 });
      return;
    case 1:
      made.setSpec(KIND, 'web', { strategy });
      return;
    case 2:
      made.setSpec(KIND, 'web', { paused: pick % 2 === 0 });
      return;
    case 3:
      made.setSpec(KIND, 'web', { minReadySeconds: (pick % 2) * 5 });
      return;
    case 4:
      made.api.update({ ...web, metadata: { ...web.metadata, annotations: { note: `${pick % 3}` } } }, by);
      return;
    case 5:
      made.setSpec(KIND, 'web', { template: template('web', `registry.example/app:v${1 + (pick % 2)}`) });
      return;
    default:
      if (name !== undefined) made.api.delete({ kind: 'Pod', namespace: 'default', name }, by);
  }
}

/** All that was written about the Deployment, with its time. */
function course(steps: readonly Step[], others: readonly KubeObject[]) {
  const made = new TestCluster([WEB, ...others], [deploymentController, replicaSetController]);
  for (const [atSeconds, what, pick] of steps)
    made.at(20_000 + atSeconds * 1000, () => act(made, what, pick));
  let events = 0;
  made.run(3_600_000, () => {
    if (++events > 20_000) throw new Error('it does not come to rest');
  });
  return made.happenings.flatMap(({ atMs, change }) =>
    change.type === 'putObject' && change.kind === KIND
      ? [{ atMs, status: change.object['status'], spec: change.object['spec'] }]
      : [],
  );
}

test('a Deployment with one ReplicaSet goes the way of one with an empty second one', () => {
  const step = fc.tuple(fc.nat(120), fc.nat(8), fc.nat(100));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      expect(course(steps, [])).toEqual(course(steps, [emptySet()]));
    }),
    { numRuns: 40 },
  );
});
