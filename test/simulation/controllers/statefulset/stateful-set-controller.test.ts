import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ControllerRevision, StatefulSet } from '../../../../src/kubernetes/index.ts';
import { revisionHash } from '../../../../src/simulation/controllers/machinery/revision-hash.ts';
import { statefulSetController } from '../../../../src/simulation/controllers/statefulset/stateful-set-controller.ts';
import { pod } from '../../../support/snapshot.ts';
import { type ClusterOptions, TestCluster } from '../cluster.ts';
import { template, workload } from '../objects.ts';

const KIND = 'StatefulSet.apps';
const V2 = 'registry.example/app:v2';
const CLAIMS = [
  {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
];

function cluster(
  replicas: number,
  spec: object = {},
  options?: ClusterOptions,
  items: readonly object[] = [],
) {
  const set = workload('StatefulSet', 'db', {
    replicas,
    serviceName: 'db',
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    ...spec,
  });
  return new TestCluster([set, ...(items as [])], [statefulSetController], options);
}

function rollOut(made: TestCluster, image = V2): void {
  made.setSpec(KIND, 'db', { template: template('db', image) });
}

/** What happened to pods from a moment on, in order: `+db-0`, `-db-0` as its deletion begins, `xdb-0` when it is gone. */
function steps(made: TestCluster, fromMs = 0): string[] {
  const { pods } = made.world;
  return made.happenings
    .filter(({ atMs }) => atMs >= fromMs)
    .flatMap(({ change }) => {
      if (change.type === 'createPod') return [`+${change.name}`];
      if (change.type === 'terminatePod' && change.graceSeconds > 0) return [`-${pods.name(change.row)}`];
      return change.type === 'removePod' ? [`x${pods.name(change.row)}`] : [];
    });
}

function imagesOf(made: TestCluster): string[] {
  return made.activePods('db').map((name) => {
    const row = made.world.pods.find('default', name);
    return made.world.pods.template(row).make.spec.containers[0]!.image!.split(':')[1]!;
  });
}

const STUCK: ClusterOptions = { becomesReady: (made) => made.spec?.containers[0]?.image !== V2 };

test('CTRL-3.1: an ordered set comes up one by one, each with its identity', () => {
  const made = cluster(3).run();
  expect(steps(made)).toEqual(['+db-0', '+db-1', '+db-2']);
  const times = made.happenings.filter(({ change }) => change.type === 'createPod').map(({ atMs }) => atMs);
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(3000);
  const { updateRevision } = made.get<StatefulSet>(KIND, 'db').status!;
  expect(made.get('Pod', 'db-1')).toMatchObject({
    metadata: {
      labels: {
        app: 'db',
        'statefulset.kubernetes.io/pod-name': 'db-1',
        'apps.kubernetes.io/pod-index': '1',
        'controller-revision-hash': updateRevision,
      },
    },
    spec: { hostname: 'db-1', subdomain: 'db' },
  });
  expect(made.get<StatefulSet>(KIND, 'db').status).toMatchObject({
    replicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    currentReplicas: 3,
    updatedReplicas: 3,
    currentRevision: updateRevision,
    collisionCount: 0,
  });
});

test('a revision has the name that Kubernetes gives it', () => {
  const spec = {
    containers: [
      {
        image: 'registry.example/db:v1',
        imagePullPolicy: 'IfNotPresent',
        name: 'main',
        resources: { requests: { cpu: '300m', memory: '64Mi' } },
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
  };
  const recorded = { spec: { template: { metadata: { labels: { app: 'db' } }, spec, $patch: 'replace' } } };
  expect(revisionHash(recorded, 0)).toBe('bdbb654db');
});

test('CTRL-3.1: one pod that is not Ready stops all later ones, a scale-down too', () => {
  const isBroken: ClusterOptions = { becomesReady: ({ metadata }) => metadata.name !== 'db-1' };
  const made = cluster(3, {}, isBroken);
  made.pass(60_000);
  expect(steps(made)).toEqual(['+db-0', '+db-1']);
  const healthy = cluster(3).run();
  const row = healthy.world.pods.find('default', 'db-0');
  healthy.api.setPodReady(row, false, { name: 'test' });
  healthy.setSpec(KIND, 'db', { replicas: 1 });
  healthy.pass(60_000);
  expect(healthy.activePods()).toEqual(['db-0', 'db-1', 'db-2']);
});

test('CTRL-3.1: a failed pod is deleted and made again when it is gone', () => {
  const made = cluster(2).run();
  const from = made.kernel.nowMs;
  made.api.setPodPhase(made.world.pods.find('default', 'db-0'), 'Failed', { name: 'test' });
  made.run();
  expect(steps(made, from)).toEqual(['xdb-0', '+db-0']);
});

test('CTRL-3.2: scaling down takes the highest first, the next when it is gone', () => {
  const made = cluster(4).run();
  const from = made.kernel.nowMs;
  made.setSpec(KIND, 'db', { replicas: 1 });
  made.run();
  expect(steps(made, from)).toEqual(['-db-3', 'xdb-3', '-db-2', 'xdb-2', '-db-1', 'xdb-1']);
});

test('CTRL-3.2: only the first unhealthy pod may go while it is unhealthy', () => {
  const made = cluster(3).run();
  made.api.setPodReady(made.world.pods.find('default', 'db-2'), false, { name: 'test' });
  made.setSpec(KIND, 'db', { replicas: 1 });
  made.run();
  expect(made.activePods()).toEqual(['db-0']);
});

test('CTRL-3.3: Parallel makes and removes at once', () => {
  const made = cluster(3, { podManagementPolicy: 'Parallel' }).run();
  // In batches of 1 and 2, and of a batch the last one first.
  expect(steps(made)).toEqual(['+db-0', '+db-2', '+db-1']);
  const times = made.happenings.filter(({ change }) => change.type === 'createPod').map(({ atMs }) => atMs);
  expect(new Set(times).size).toBe(1);
  const from = made.kernel.nowMs;
  made.setSpec(KIND, 'db', { replicas: 0 });
  made.run();
  expect(
    steps(made, from)
      .slice(0, 3)
      .every((step) => step.startsWith('-')),
  ).toBe(true);
});

test.each(['OrderedReady', 'Parallel'])(
  'CTRL-3.3, 3.4: %s rolls from the highest to the partition, one at a time',
  (podManagementPolicy) => {
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } };
    const made = cluster(3, { updateStrategy, podManagementPolicy }).run();
    const from = made.kernel.nowMs;
    rollOut(made);
    made.run();
    expect(steps(made, from)).toEqual(['-db-2', 'xdb-2', '+db-2', '-db-1', 'xdb-1', '+db-1']);
    expect(imagesOf(made)).toEqual(['v1', 'v2', 'v2']);
    const { status } = made.get<StatefulSet>(KIND, 'db');
    expect(status).toMatchObject({ currentReplicas: 1, updatedReplicas: 2 });
    expect(status!.currentRevision).not.toBe(status!.updateRevision);
  },
);

test('CTRL-3.4: a pod below the partition comes back at the current revision', () => {
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 2 } };
  const made = cluster(3, { updateStrategy }).run();
  rollOut(made);
  made.run();
  made.api.delete({ kind: 'Pod', namespace: 'default', name: 'db-0' }, { name: 'test' });
  made.run();
  expect(imagesOf(made)).toEqual(['v1', 'v1', 'v2']);
});

test('CTRL-3.4: OnDelete never deletes', () => {
  const made = cluster(2, { updateStrategy: { type: 'OnDelete' } }).run();
  const from = made.kernel.nowMs;
  rollOut(made);
  made.run();
  expect(steps(made, from)).toEqual([]);
  made.api.delete({ kind: 'Pod', namespace: 'default', name: 'db-1' }, { name: 'test' });
  made.run();
  expect(imagesOf(made)).toEqual(['v1', 'v2']);
});

test('CTRL-3.5: a broken revision stays stuck after the template is reverted, until its pod is deleted', () => {
  const made = cluster(2, {}, STUCK).run();
  rollOut(made);
  made.pass(20_000);
  expect(imagesOf(made)).toEqual(['v1', 'v2']);
  rollOut(made, 'registry.example/app:v1');
  made.pass(60_000);
  expect(imagesOf(made)).toEqual(['v1', 'v2']);
  made.api.delete({ kind: 'Pod', namespace: 'default', name: 'db-1' }, { name: 'test' });
  made.run();
  expect(imagesOf(made)).toEqual(['v1', 'v1']);
});

test('CTRL-3.5: a Parallel set replaces the broken pod itself', () => {
  const made = cluster(2, { podManagementPolicy: 'Parallel' }, STUCK).run();
  rollOut(made);
  made.pass(20_000);
  expect(imagesOf(made)).toEqual(['v1', 'v2']);
  rollOut(made, 'registry.example/app:v1');
  made.run();
  expect(imagesOf(made)).toEqual(['v1', 'v1']);
});

test('CTRL-3.6: maxUnavailable counts only where the feature gate is on', () => {
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 2 } };
  const manager = pod('kube-controller-manager-cp', 'n0', { component: 'kube-controller-manager' });
  const flagged = {
    ...manager,
    metadata: { ...manager.metadata, namespace: 'kube-system' },
    spec: {
      nodeName: 'n0',
      containers: [
        {
          name: 'm',
          command: ['kube-controller-manager', '--feature-gates=A=false,MaxUnavailableStatefulSet=true'],
        },
      ],
    },
  };
  for (const [items, together] of [
    [[], 1],
    [[flagged], 2],
  ] as const) {
    const made = cluster(4, { updateStrategy }, {}, items).run();
    const from = made.kernel.nowMs;
    rollOut(made);
    made.run();
    const first = steps(made, from);
    expect(first.findIndex((step) => !step.startsWith('-'))).toBe(together);
    expect(imagesOf(made)).toEqual(['v2', 'v2', 'v2', 'v2']);
  }
});

test('CTRL-3.7: an evicted pod comes back under its name when it is gone, to the same claims', () => {
  const volumeClaimTemplates = CLAIMS;
  const made = cluster(1, { volumeClaimTemplates }).run();
  expect([...made.world.objects.all('PersistentVolumeClaim')].map(({ metadata }) => metadata.name)).toEqual([
    'data-db-0',
  ]);
  const from = made.kernel.nowMs;
  made.api.evict('default', 'db-0', { name: 'test' });
  made.run();
  expect(steps(made, from)).toEqual(['-db-0', 'xdb-0', '+db-0']);
  expect(made.world.objects.count('PersistentVolumeClaim')).toBe(1);
  expect(made.get('Pod', 'db-0')).toMatchObject({
    spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } }] },
  });
});

test.each([
  ['Retain', 'Retain', [[], []]],
  ['Delete', 'Retain', [['StatefulSet/db'], ['StatefulSet/db']]],
  ['Retain', 'Delete', [[], ['Pod/db-1']]],
  ['Delete', 'Delete', [['StatefulSet/db'], ['Pod/db-1']]],
])('CTRL-3.8: claims with whenDeleted %s, whenScaled %s', (whenDeleted, whenScaled, owners) => {
  const volumeClaimTemplates = CLAIMS;
  const made = cluster(2, {
    volumeClaimTemplates,
    persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
  }).run();
  made.setSpec(KIND, 'db', { replicas: 1 });
  made.pass(1000);
  const found = [...made.world.objects.all('PersistentVolumeClaim')].map(({ metadata }) =>
    (metadata.ownerReferences ?? []).map(({ kind, name }) => `${kind}/${name}`),
  );
  expect(found).toEqual(owners);
});

test('revisions beyond the limit go, live ones stay', () => {
  const made = cluster(1, { revisionHistoryLimit: 1 }).run();
  for (const tag of ['v2', 'v3', 'v4']) {
    rollOut(made, `registry.example/app:${tag}`);
    made.run();
  }
  const revisions = [...made.world.objects.all('ControllerRevision.apps')] as ControllerRevision[];
  expect(revisions.map(({ revision }) => revision)).toEqual([3, 4]);
});

test('a refused pod is said and tried again', () => {
  let isFull = true;
  const made = cluster(1, {}, { refusePods: () => (isFull ? 'no room' : undefined) });
  made.run(100);
  expect(made.events('FailedCreate')[0]).toBe(
    'FailedCreate: Create Pod db-0 in StatefulSet db failed error: no room',
  );
  isFull = false;
  made.pass(1000);
  expect(made.activePods()).toEqual(['db-0']);
});

test('a settled set costs nothing at the start; without revisions its template in the snapshot stands for them', () => {
  const made = cluster(2).run();
  const set = made.get<StatefulSet>(KIND, 'db');
  const revisions = [...made.world.objects.all('ControllerRevision.apps')];
  const again = (items: readonly object[]) =>
    new TestCluster([set, ...made.world.list('Pod'), ...(items as [])], [statefulSetController]);
  expect(again(revisions).unsettled).toEqual([]);
  const without = again([]);
  expect(without.unsettled).toEqual([]);
  rollOut(without);
  without.run();
  expect(imagesOf(without)).toEqual(['v2', 'v2']);
  expect(again(revisions.slice(1)).unsettled).toEqual([]);
});

test('replicas converge, an ordered set never has a later pod before an earlier one is Ready', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(30_000), fc.nat(4), fc.boolean()), { maxLength: 6 }),
      fc.boolean(),
      (acts, isParallel) => {
        const made = cluster(2, { podManagementPolicy: isParallel ? 'Parallel' : 'OrderedReady' });
        let wanted = 2;
        for (const [atMs, number, isScale] of acts) {
          made.at(atMs, () => {
            if (isScale) {
              wanted = number;
              made.setSpec(KIND, 'db', { replicas: number });
            } else
              made.api.delete({ kind: 'Pod', namespace: 'default', name: `db-${number}` }, { name: 'test' });
          });
        }
        let seen = 0;
        made.run(undefined, () => {
          for (; seen < made.happenings.length; seen++) {
            const { change } = made.happenings[seen]!;
            if (isParallel || change.type !== 'createPod') continue;
            const ordinal = Number(change.name.slice(3));
            for (let lower = 0; lower < ordinal; lower++) {
              expect(made.world.pods.isReady(made.world.pods.find('default', `db-${lower}`))).toBe(true);
            }
          }
        });
        expect(made.activePods()).toEqual(Array.from({ length: wanted }, (_, ordinal) => `db-${ordinal}`));
      },
    ),
    { numRuns: 60 },
  );
});
