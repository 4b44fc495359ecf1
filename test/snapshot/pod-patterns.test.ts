import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportObjects } from '../../bench/export-objects.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { readSnapshot, snapshotOf } from '../../src/snapshot/index.ts';
import { rowContent } from '../../src/snapshot/intake/pod-table.ts';
import type { PodColumns } from '../../src/snapshot/pod-columns.ts';
import { makeFolder, stdinOf } from './support/files.ts';
import { makePod } from './support/objects.ts';

/** Few values, so that pods are often alike and often differ in one place only. */
const word = fc.constantFrom('a', 'b', 'web-5d4f', 'ä"\\', 'kube-api-access-x', 'n1', 'n2', '', '\u00003');
const time = fc.constantFrom(
  '2026-01-02T03:04:05Z',
  '2026-02-30T00:00:00Z',
  '2024-02-29T23:59:59Z',
  'soon',
  '2026-01-02T03:04:05.5Z',
);
const label = fc.record({ app: word, tier: word }, { requiredKeys: ['app'] });
const tokenName = fc.constantFrom('kube-api-access-abcde', 'kube-api-access-fghij', 'data');
const resources = fc.option(fc.record({ requests: fc.record({ cpu: fc.constantFrom('1', '100m') }) }), {
  nil: undefined,
});

const container = fc.record(
  {
    name: fc.constantFrom('main', 'side'),
    image: word,
    resources,
    volumeMounts: fc.option(
      fc.tuple(tokenName).map(([name]) => [{ name, mountPath: '/x' }]),
      { nil: null },
    ),
    env: fc.array(fc.record({ name: word, value: word }), { maxLength: 2 }),
  },
  { requiredKeys: ['name'] },
);
/** What ties a DaemonSet's pod to its node, to another one, and what only looks like it. */
const affinity = fc
  .record({
    node: fc.constantFrom('n1', 'n2', 'a'),
    operator: fc.constantFrom('In', 'In', 'In', 'NotIn'),
    others: fc.constantFrom({}, {}, { podAntiAffinity: {} }),
    preferred: fc.constantFrom({}, {}, { preferredDuringSchedulingIgnoredDuringExecution: [] }),
  })
  .map(({ node, operator, others, preferred }) => ({
    ...others,
    nodeAffinity: {
      ...preferred,
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator, values: [node] }] }],
      },
    },
  }));
const managedFields = fc.array(
  fc.record(
    {
      manager: word,
      time: fc.option(time),
      fieldsV1: fc.constantFrom({}, { 'f:spec': { 'k:{"name":"main"}': {} } }),
      unknown: fc.constantFrom(1, []),
    },
    { requiredKeys: ['manager'] },
  ),
  { maxLength: 2 },
);
const condition = fc.record(
  {
    type: fc.constantFrom('Ready', 'PodScheduled', 'DisruptionTarget', 'PodResizePending', 'Initialized'),
    status: fc.constantFrom('True', 'False'),
    reason: fc.constantFrom('Unschedulable', 'Other'),
    lastTransitionTime: time,
    lastProbeTime: fc.constant(null),
    message: word,
  },
  { requiredKeys: ['type', 'status'] },
);
const containerStatus = fc.record(
  {
    name: fc.constantFrom('main', 'side'),
    restartCount: fc.constantFrom(0, 0, 0, 3),
    containerID: word,
    ready: fc.boolean(),
    resources,
    allocatedResources: fc.option(fc.record({ cpu: fc.constantFrom('1', '100m') }), { nil: undefined }),
    state: fc.record({ running: fc.record({ startedAt: time }) }),
    lastState: fc.constantFrom({}, { terminated: { containerID: 'x', exitCode: 1 } }, { terminated: null }),
  },
  { requiredKeys: ['name', 'restartCount'] },
);
const pod = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Pod'),
  metadata: fc.record(
    {
      annotations: fc.dictionary(
        fc.constantFrom('note', 'kubernetes.io/config.mirror', 'karpenter.sh/do-not-disrupt', 'a"b'),
        fc.option(word, { freq: 20 }),
      ),
      creationTimestamp: time,
      deletionTimestamp: time,
      deletionGracePeriodSeconds: fc.constantFrom(0, 30),
      finalizers: fc.array(word, { maxLength: 1 }),
      generateName: word,
      generation: fc.constantFrom(1, 2, 10, 1.5e9),
      labels: label,
      managedFields,
      name: fc.stringMatching(/^[a-z]{1,3}$/),
      namespace: fc.constantFrom('default', 'x', null),
      ownerReferences: fc.option(
        fc
          .record({
            apiVersion: fc.constant('apps/v1'),
            kind: word,
            name: word,
            uid: word,
            controller: fc.boolean(),
          })
          .map((each) => [each]),
        { nil: null },
      ),
      resourceVersion: fc.constantFrom('1', '20', 'x'),
      uid: fc.stringMatching(/^[0-9a-f]{4}$/),
    },
    { requiredKeys: ['name'] },
  ),
  spec: fc.record(
    {
      containers: fc.array(container, { minLength: 1, maxLength: 2 }),
      affinity: fc.option(affinity),
      hostname: word,
      initContainers: fc.array(container, { maxLength: 1 }),
      nodeName: word,
      serviceAccountName: word,
      tolerations: fc.array(fc.record({ key: word }), { maxLength: 2 }),
      priority: fc.constantFrom(0, 1, 10, 100),
      volumes: fc.array(fc.record({ name: tokenName }), { maxLength: 2 }),
    },
    { requiredKeys: ['containers'] },
  ),
  status: fc.record(
    {
      conditions: fc.array(condition, { maxLength: 3 }),
      containerStatuses: fc.array(containerStatus, { maxLength: 2 }),
      initContainerStatuses: fc.array(containerStatus, { maxLength: 1 }),
      nominatedNodeName: fc.constantFrom('n1', 'n2'),
      phase: fc.constantFrom('Running', 'Running', 'Pending', 'Failed'),
      podIP: word,
      podIPs: fc.array(fc.record({ ip: word }), { maxLength: 2 }),
      resize: fc.constantFrom('Proposed'),
      startTime: time,
    },
    { requiredKeys: ['phase', 'conditions'] },
  ),
}) as unknown as fc.Arbitrary<KubeObject>;

const spacing = fc.constantFrom(undefined, 1, 4);

function rows(pods: PodColumns) {
  return Array.from({ length: pods.count }, (_, row) => rowContent(pods, row));
}

/** Pods with names of their own, since of equal ones only the newest stays. */
function named(pods: readonly KubeObject[]): KubeObject[] {
  return pods.map((each, index) => ({
    ...each,
    metadata: { ...each.metadata, name: `${each.metadata.name}-${index}` },
  }));
}

describe('pods that are read by pattern', () => {
  it('give the rows that parsing each of them gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(pod, { minLength: 1, maxLength: 30 }),
        spacing,
        fc.integer({ min: 1, max: 5000 }),
        async (drawn, space, chunkBytes) => {
          const pods = named(drawn);
          const plain = snapshotOf(pods).snapshot;
          const text = JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items: pods }, undefined, space);
          const read = await readSnapshot(['-'], { stdin: stdinOf(text, chunkBytes) });
          expect(rows(read.pods)).toEqual(rows(plain.pods));
          expect(read.metadata.digest).toBe(plain.metadata.digest);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('give the same for an export as API servers print it', async () => {
    for (const mix of ['uniform', 'varied'] as const) {
      const pods = [...exportObjects({ nodes: 12, podsPerNode: 30, pending: 20 }, mix)];
      const plain = snapshotOf(pods).snapshot;
      for (const space of [undefined, 4]) {
        const text = JSON.stringify({ apiVersion: 'v1', items: pods, kind: 'List' }, undefined, space);
        const read = await readSnapshot(['-'], { stdin: stdinOf(text, 100_000) });
        expect(rows(read.pods)).toEqual(rows(plain.pods));
        expect(read.metadata.digest).toBe(plain.metadata.digest);
      }
    }
  });

  it('give the same when pods are alike but for what each has of its own', async () => {
    const own = fc.record({
      created: time,
      started: time,
      ready: time,
      uid: word,
      version: fc.constantFrom('1', '20', 'x'),
      node: word,
      namespace: fc.constantFrom('default', 'x'),
      note: word,
      volume: tokenName,
      phase: fc.constantFrom('Running', 'Running', 'Running', 'Pending'),
      restartCount: fc.constantFrom(0, 0, 0, 10, 100),
      app: fc.constantFrom('a', 'b'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(own, { minLength: 2, maxLength: 40 }), spacing, async (drawn, space) => {
        const pods = named(
          drawn.map((each) =>
            makePod('p', {
              metadata: {
                annotations: { note: each.note },
                creationTimestamp: each.created,
                labels: { app: each.app },
                namespace: each.namespace,
                resourceVersion: each.version,
                uid: each.uid,
              },
              spec: { nodeName: each.node, volumes: [{ name: each.volume }] },
              status: {
                phase: each.phase,
                startTime: each.started,
                podIP: each.note,
                conditions: [
                  { lastProbeTime: null, lastTransitionTime: each.ready, status: 'True', type: 'Ready' },
                ],
                containerStatuses: [{ name: 'main', restartCount: each.restartCount, image: each.note }],
              },
            }),
          ),
        );
        const text = pods.map((each) => JSON.stringify(each, undefined, space)).join('\n');
        const read = await readSnapshot(['-'], { stdin: stdinOf(text, 977) });
        expect(rows(read.pods)).toEqual(rows(snapshotOf(pods).snapshot.pods));
      }),
      { numRuns: 300 },
    );
  });

  it('give the same when parts of each pod have texts of its own', async () => {
    const own = fc.record({
      text: fc.oneof(word, fc.string({ maxLength: 6 })),
      claim: fc.stringMatching(/^[a-z]{1,4}$/),
      hostname: word,
      token: fc.constantFrom('kube-api-access-abcde', 'kube-api-access-fghij', 'data'),
      isOwned: fc.boolean(),
      restartCount: fc.constantFrom(0, 0, 2),
      extra: fc.constantFrom({}, { null: null }, { 10: 'a', 9: 'b' }, { finalizers: [] }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(own, { minLength: 3, maxLength: 40 }), spacing, async (drawn, space) => {
        const pods = named(
          drawn.map(({ text, claim, hostname, token, isOwned, restartCount, extra }) =>
            makePod('p', {
              metadata: {
                finalizers: isOwned ? [`example.com/${claim}`] : [],
                labels: { ...extra, app: 'web', pod: text, finalizers: 'x' },
                ownerReferences: [
                  { apiVersion: 'batch/v1', kind: 'Job', name: claim, uid: text, controller: true },
                ],
              },
              spec: {
                containers: [
                  {
                    name: 'main',
                    env: [{ name: 'TEXT', value: text }],
                    volumeMounts: [
                      { name: 'data', mountPath: `/${claim}` },
                      { name: token, mountPath: '/token' },
                    ],
                  },
                ],
                hostname,
                subdomain: text,
                volumes: [
                  { name: 'data', persistentVolumeClaim: { claimName: claim } },
                  { name: token, projected: { sources: [{ path: text }] } },
                ],
              },
              status: {
                containerStatuses: [{ name: 'main', restartCount, state: { waiting: { message: text } } }],
                phase: restartCount > 0 ? 'Pending' : 'Running',
              },
            }),
          ),
        );
        const text = JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items: pods }, undefined, space);
        const read = await readSnapshot(['-'], { stdin: stdinOf(text, 3000) });
        const plain = snapshotOf(pods).snapshot;
        expect(rows(read.pods)).toEqual(rows(plain.pods));
        expect(read.metadata.digest).toBe(plain.metadata.digest);
      }),
      { numRuns: 300 },
    );
  });

  it('carry their versions, so that the newest of several states counts', async () => {
    const states = (versions: readonly number[], ip: string) =>
      stdinOf(
        versions
          .map((version, index) =>
            JSON.stringify(
              makePod(`p-${index}`, {
                metadata: { resourceVersion: String(version) },
                spec: { nodeName: ip },
              }),
            ),
          )
          .join('\n'),
      );
    const folder = makeFolder();
    const older = join(folder, 'older.json');
    writeFileSync(
      older,
      await states([10, 20, 30, 40], 'n1')
        .toArray()
        .then((chunks) => Buffer.concat(chunks)),
    );
    const merged = await readSnapshot([older, '-'], { stdin: states([9, 21, 29, 41], 'n2') });
    const nodes = Array.from({ length: 4 }, (_, row) =>
      merged.pods.nodeNames.get(merged.pods.nodeNameId.get(row)),
    );
    expect(nodes).toEqual(['n1', 'n2', 'n1', 'n2']);
  });

  it('are refused like any other when they are malformed behind a pattern', async () => {
    const good = JSON.stringify(makePod('a'));
    const texts = [
      good.replace('"n1"', '"n\u0001"'),
      good.replace('"n1"', '"n\\x"'),
      good.replace('"uid-a"', '5'),
      good.replace('"n1"', 'n1'),
      good.slice(0, -1),
      `${good}}`,
    ];
    for (const bad of texts) {
      const text = `{"kind":"PodList","apiVersion":"v1","items":[${[good, good.replace('"a"', '"b"'), bad].join(',')}]}`;
      await expect(readSnapshot(['-'], { stdin: stdinOf(text) })).rejects.toThrow(/JSON|must be|cut off/);
    }
  });
});
