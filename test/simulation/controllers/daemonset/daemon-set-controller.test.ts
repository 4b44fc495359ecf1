import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DaemonSet, KubeObject } from '../../../../src/kubernetes/index.ts';
import { daemonSetController } from '../../../../src/simulation/controllers/daemonset/daemon-set-controller.ts';
import { nodeFitness } from '../../../../src/simulation/controllers/daemonset/node-fitness.ts';
import { node } from '../../../support/snapshot.ts';
import { type ClusterOptions, TestCluster } from '../cluster.ts';
import { template, workload } from '../objects.ts';

const KIND = 'DaemonSet.apps';
const V2 = 'registry.example/app:v2';
const STUCK: ClusterOptions = { becomesReady: (made) => made.spec?.containers[0]?.image !== V2 };

function nodesOf(count: number): KubeObject[] {
  return Array.from({ length: count }, (_, index) => node(`n${index}`));
}

function cluster(nodes: readonly KubeObject[], spec: object = {}, options?: ClusterOptions): TestCluster {
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } };
  return new TestCluster(
    [...nodes, workload('DaemonSet', 'agent', { updateStrategy, ...spec })],
    [daemonSetController],
    options,
  );
}

function rolling(maxUnavailable: number | string, maxSurge: number | string = 0) {
  return { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } } };
}

function rollOut(made: TestCluster, image = V2): void {
  made.setSpec(KIND, 'agent', { template: template('agent', image) });
}

function setNode(made: TestCluster, name: string, change: { labels?: object; taints?: object[] }): void {
  const before = made.world.nodes.object(made.world.nodes.row(name))!;
  made.api.update(
    {
      ...before,
      metadata: { ...before.metadata, labels: { ...before.metadata.labels, ...change.labels } },
      spec: { ...before.spec, ...(change.taints ? { taints: change.taints } : {}) },
    } as KubeObject,
    { name: 'test' },
  );
}

/** Nodes that have a pod which is not going, with the tag of its image. */
function placed(made: TestCluster): Record<string, string> {
  const { pods, nodes } = made.world;
  const found: Record<string, string> = {};
  for (const row of pods.rows()) {
    if (!pods.isActive(row) || pods.nodeRow(row) < 0) continue;
    const tag = pods.template(row).make.spec.containers[0]!.image!.split(':')[1]!;
    const name = nodes.name(pods.nodeRow(row));
    found[name] = found[name] ? `${found[name]}+${tag}` : tag;
  }
  return found;
}

test('CTRL-4.1, 4.2: one pod a node, pinned to it, with the added tolerations', () => {
  const made = cluster(nodesOf(3)).run();
  expect(placed(made)).toEqual({ n0: 'v1', n1: 'v1', n2: 'v1' });
  const { pods } = made.world;
  const [row] = [...pods.rows()];
  const { spec, labels } = pods.template(row!).make;
  expect(labels).toMatchObject({ app: 'agent', 'controller-revision-hash': expect.any(String) });
  expect(spec.tolerations).toEqual(
    [
      ['not-ready', 'NoExecute'],
      ['unreachable', 'NoExecute'],
      ['disk-pressure', 'NoSchedule'],
      ['memory-pressure', 'NoSchedule'],
      ['pid-pressure', 'NoSchedule'],
      ['unschedulable', 'NoSchedule'],
    ].map(([key, effect]) => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect })),
  );
  expect(made.get<DaemonSet>(KIND, 'agent').status).toMatchObject({
    desiredNumberScheduled: 3,
    currentNumberScheduled: 3,
    numberReady: 3,
    numberAvailable: 3,
    updatedNumberScheduled: 3,
    numberMisscheduled: 0,
    numberUnavailable: 0,
    observedGeneration: 1,
  });
});

const taint = (key: string, effect: string) => ({ key, effect });

/** CTRL-4.1, 4.2, 4.3 */
test.each<[string, object, object, boolean, boolean]>([
  ['no taint', {}, {}, true, true],
  ['another node name', { nodeName: 'other' }, {}, false, false],
  ['node selector that fits', { nodeSelector: { zone: 'a' } }, { labels: { zone: 'a' } }, true, true],
  [
    'node selector that does not fit',
    { nodeSelector: { zone: 'b' } },
    { labels: { zone: 'a' } },
    false,
    false,
  ],
  ['NoSchedule', {}, { taints: [taint('k', 'NoSchedule')] }, false, true],
  ['PreferNoSchedule', {}, { taints: [taint('k', 'PreferNoSchedule')] }, true, true],
  ['NoExecute', {}, { taints: [taint('k', 'NoExecute')] }, false, false],
  ['tolerated', { tolerations: [{ operator: 'Exists' }] }, { taints: [taint('k', 'NoExecute')] }, true, true],
  ['cordoned', {}, { taints: [taint('node.kubernetes.io/unschedulable', 'NoSchedule')] }, true, true],
  ['unreachable', {}, { taints: [taint('node.kubernetes.io/unreachable', 'NoExecute')] }, true, true],
  [
    'network, without host network',
    {},
    { taints: [taint('node.kubernetes.io/network-unavailable', 'NoSchedule')] },
    false,
    true,
  ],
  [
    'network, on host network',
    { hostNetwork: true },
    { taints: [taint('node.kubernetes.io/network-unavailable', 'NoSchedule')] },
    true,
    true,
  ],
])(
  'fitness of a node: %s',
  (_name, spec, { labels = {}, taints = [] }: { labels?: object; taints?: object[] }, shouldRun, mayStay) => {
    const made = node('n0');
    const object = { ...made, metadata: { ...made.metadata, labels }, spec: { taints } };
    expect(nodeFitness({ spec: { containers: [], ...spec } }, object as never)).toEqual({
      shouldRun,
      mayStay,
    });
  },
);

test('CTRL-4.3: NoSchedule lets the pod stay and not come back, NoExecute and labels take it away', () => {
  const made = cluster(nodesOf(3), {
    template: {
      ...template('agent'),
      spec: { ...template('agent').spec, nodeSelector: { 'topology.kubernetes.io/zone': 'a' } },
    },
  }).run();
  setNode(made, 'n0', { taints: [taint('k', 'NoSchedule')] });
  setNode(made, 'n1', { labels: { 'topology.kubernetes.io/zone': 'b' } });
  setNode(made, 'n2', { taints: [taint('k', 'NoExecute')] });
  made.run();
  expect(placed(made)).toEqual({ n0: 'v1' });
  made.api.delete({ kind: 'Pod', namespace: 'default', name: made.activePods()[0]! }, { name: 'test' });
  made.run();
  expect(placed(made)).toEqual({});
  setNode(made, 'n0', { taints: [] });
  made.run();
  expect(placed(made)).toEqual({ n0: 'v1' });
});

test('CTRL-4.4: one unavailable at a time', () => {
  const made = cluster(nodesOf(4)).run();
  rollOut(made);
  made.run(undefined, () => {
    const { pods } = made.world;
    const ready = [...pods.rows()].filter((row) => pods.isReady(row) && !pods.isTerminating(row));
    expect(ready.length).toBeGreaterThanOrEqual(3);
  });
  expect(placed(made)).toEqual({ n0: 'v2', n1: 'v2', n2: 'v2', n3: 'v2' });
});

test.each([[rolling(1)], [rolling(0, 1)]])('of the old pods all but the last go by lot', (spec) => {
  const made = cluster(nodesOf(3), spec).run();
  rollOut(made);
  made.run();
  expect(made.drawnPods.size).toBe(2);
});

/** CTRL-4.4: nodes, maxUnavailable → how many go when the update gets stuck; percentages round up. */
test.each([
  [4, 2, 2],
  [10, '25%', 3],
  [3, '1%', 1],
  [3, 0, 1],
])('CTRL-4.4: of %i nodes with maxUnavailable %s %i are stuck', (count, maxUnavailable, stuck) => {
  const made = cluster(nodesOf(count), rolling(maxUnavailable), STUCK).run();
  rollOut(made);
  made.pass(60_000);
  expect(Object.values(placed(made)).filter((tag) => tag === 'v2')).toHaveLength(stuck);
});

test('CTRL-4.4: an unavailable old pod goes irrespective of the budget', () => {
  const made = cluster(nodesOf(3), {}, STUCK).run();
  for (const name of made.activePods().slice(0, 2))
    made.api.setPodReady(made.world.pods.find('default', name), false, { name: 'test' });
  rollOut(made);
  made.pass(30_000);
  expect(Object.values(placed(made)).sort()).toEqual(['v1', 'v2', 'v2']);
});

test('CTRL-4.4.1: a pod that stays terminating stalls the update everywhere', () => {
  const made = cluster(nodesOf(3), {}, { terminationMs: 10_000_000 }).run();
  rollOut(made);
  made.pass(600_000);
  expect(Object.values(placed(made))).toEqual(['v1', 'v1']);
});

test('CTRL-4.4.2: with surge the new pod comes beside the old one', () => {
  const made = cluster(nodesOf(3), rolling(0, 1), {}).run();
  rollOut(made);
  const seen = new Set<string>();
  made.run(undefined, () => {
    for (const tags of Object.values(placed(made))) seen.add(tags);
    const { pods } = made.world;
    expect(
      [...pods.rows()].filter((row) => pods.isReady(row) && !pods.isTerminating(row)).length,
    ).toBeGreaterThanOrEqual(3);
  });
  expect([...seen].sort()).toEqual(['v1', 'v1+v2', 'v2']);
  expect(placed(made)).toEqual({ n0: 'v2', n1: 'v2', n2: 'v2' });
});

test('CTRL-4.4.2: a surging update goes on a second after the new pod is available', () => {
  const made = cluster(nodesOf(3), { ...rolling(0, 1), minReadySeconds: 5 }, {}).run();
  rollOut(made);
  made.run();
  expect(placed(made)).toEqual({ n0: 'v2', n1: 'v2', n2: 'v2' });
});

test('a DaemonSet that comes back takes over the revision that it left', () => {
  const made = cluster(nodesOf(2)).run();
  const before = made.get<DaemonSet>(KIND, 'agent');
  const revisions = () =>
    made.world.objects
      .all('ControllerRevision.apps')
      .map(({ metadata }) => [metadata.name, metadata.ownerReferences?.map(({ uid }) => uid)]);
  const [[name]] = [...revisions()] as [[string, unknown]];
  made.api.delete(
    { kind: KIND, namespace: 'default', name: 'agent' },
    { name: 'test' },
    { propagation: 'Orphan' },
  );
  const { uid: _uid, ...metadata } = before.metadata;
  made.api.create({ ...before, metadata } as KubeObject, { name: 'test' });
  made.run();
  const { uid } = made.get<DaemonSet>(KIND, 'agent').metadata;
  expect([...revisions()]).toEqual([[name, [uid]]]);
  expect(placed(made)).toEqual({ n0: 'v1', n1: 'v1' });
});

test('OnDelete waits for others to delete', () => {
  const made = cluster(nodesOf(2), { updateStrategy: { type: 'OnDelete' } }).run();
  rollOut(made);
  made.run();
  expect(placed(made)).toEqual({ n0: 'v1', n1: 'v1' });
  made.api.delete({ kind: 'Pod', namespace: 'default', name: made.activePods()[0]! }, { name: 'test' });
  made.run();
  expect(Object.values(placed(made)).sort()).toEqual(['v1', 'v2']);
});

test('CTRL-4.5: failed pods are deleted with a backoff per node, succeeded ones at once', () => {
  const made = cluster(nodesOf(1));
  const failures: number[] = [];
  const { pods } = made.world;
  const fail = () => {
    const row = [...pods.rows()].find((each) => pods.isActive(each) && pods.nodeRow(each) >= 0);
    if (row === undefined || failures.length >= 4) return;
    failures.push(made.kernel.nowMs);
    made.api.setPodPhase(row, 'Failed', { name: 'test' });
  };
  made.run(undefined, fail);
  const gaps = failures.slice(1).map((atMs, index) => Math.round((atMs - failures[index]!) / 1000));
  expect(gaps).toEqual([0, 1, 2]);
  expect(made.events('FailedDaemonPod')).toHaveLength(3);
  const row = [...pods.rows()].find((each) => pods.isActive(each))!;
  made.api.setPodPhase(row, 'Succeeded', { name: 'test' });
  made.run();
  expect(pods.exists(row)).toBe(false);
  expect(made.activePods()).toHaveLength(1);
});

test('CTRL-4.5: 250 pods in one go', () => {
  const made = cluster(nodesOf(300));
  const counts: number[] = [];
  made.run(undefined, () => counts.push(made.world.pods.count));
  expect(counts).toContain(250);
  expect(made.activePods()).toHaveLength(300);
});

test('CTRL-4.6: a new node gets its pod when it exists, if the pod tolerates that the node is not ready yet', () => {
  const add = (made: TestCluster) => {
    made.api.create(node('n9'), { name: 'test' });
    return made.run();
  };
  const made = add(cluster(nodesOf(1)).run());
  expect(made.world.nodes.object(1)!.spec!.taints).toEqual([
    taint('node.kubernetes.io/not-ready', 'NoSchedule'),
  ]);
  expect(placed(made)).toEqual({ n0: 'v1' });
  setNode(made, 'n9', { taints: [] });
  made.run();
  expect(placed(made)).toEqual({ n0: 'v1', n9: 'v1' });
  const { metadata, spec } = template('agent');
  const tolerant = { metadata, spec: { ...spec, tolerations: [{ operator: 'Exists' }] } };
  expect(placed(add(cluster(nodesOf(1), { template: tolerant }).run()))).toEqual({ n0: 'v1', n9: 'v1' });
});

test('a settled DaemonSet costs nothing at the start, and knows its revision without ControllerRevisions', () => {
  const made = cluster(nodesOf(3)).run();
  const items = [made.get(KIND, 'agent'), ...made.world.list('Pod'), ...nodesOf(3)];
  const revisions = [...made.world.objects.all('ControllerRevision.apps')];
  expect(new TestCluster([...items, ...revisions], [daemonSetController]).unsettled).toEqual([]);
  const without = new TestCluster(items, [daemonSetController]);
  expect(without.unsettled).toEqual([]);
  without.api.delete({ kind: 'Pod', namespace: 'default', name: without.activePods()[0]! }, { name: 'test' });
  without.run();
  expect(placed(without)).toEqual({ n0: 'v1', n1: 'v1', n2: 'v1' });
  expect(
    without.happenings.filter(({ change }) => change.type === 'terminatePod' && change.graceSeconds > 0),
  ).toHaveLength(1);
});

test('a refused pod is tried again', () => {
  let isFull = true;
  const made = cluster(nodesOf(2), {}, { refusePods: () => (isFull ? 'no room' : undefined) });
  made.pass(100);
  expect(made.events('FailedCreate')[0]).toBe('FailedCreate: Error creating: no room');
  isFull = false;
  made.pass(5000);
  expect(placed(made)).toEqual({ n0: 'v1', n1: 'v1' });
});

test('whatever happens, in the end every fit node has one pod of the present template and the status says so', () => {
  const act = fc.tuple(
    fc.nat(20_000),
    fc.nat(4),
    fc.constantFrom('delete', 'taint', 'clear', 'update', 'unready'),
  );
  fc.assert(
    fc.property(
      fc.array(act, { maxLength: 10 }),
      fc.constantFrom<[number | string, number]>([1, 0], [2, 0], [0, 1], ['50%', 0]),
      (acts, limits) => {
        const made = cluster(nodesOf(5), rolling(...limits));
        let tag = 1;
        for (const [atMs, number, what] of acts) {
          made.at(atMs, () => {
            const name = made.activePods()[number % Math.max(1, made.activePods().length)];
            if (what === 'update') rollOut(made, `registry.example/app:v${++tag}`);
            else if (what === 'taint') setNode(made, `n${number}`, { taints: [taint('k', 'NoExecute')] });
            else if (what === 'clear') setNode(made, `n${number}`, { taints: [] });
            else if (name !== undefined && what === 'delete')
              made.api.delete({ kind: 'Pod', namespace: 'default', name }, { name: 'test' });
            else if (name !== undefined)
              made.api.setPodReady(made.world.pods.find('default', name), false, { name: 'test' });
          });
        }
        made.run();
        const fit = [...made.world.nodes.rows()].filter(
          (row) => !made.world.nodes.object(row)!.spec?.taints?.length,
        );
        const names = fit.map((row) => made.world.nodes.name(row)).sort();
        expect(Object.keys(placed(made)).sort()).toEqual(names);
        const last = `v${tag}`;
        const { pods } = made.world;
        const stuck = [...pods.rows()].some(
          (row) => pods.isActive(row) && !pods.isReady(row) && pods.phase(row) === 'Running',
        );
        if (!stuck)
          expect(new Set(Object.values(placed(made)))).toEqual(new Set(names.length > 0 ? [last] : []));
        const { status } = made.get<DaemonSet>(KIND, 'agent');
        expect(status).toMatchObject({
          desiredNumberScheduled: names.length,
          currentNumberScheduled: names.length,
        });
      },
    ),
    { numRuns: 60 },
  );
});
