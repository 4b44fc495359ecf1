import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type KindState, readSnapshot } from '../../src/snapshot/index.ts';
import { makeFile, makeTar, stdinOf } from './support/files.ts';
import { encodeMessagePack } from './support/message-pack.ts';
import { list, makeNode, makePod } from './support/objects.ts';

const POD = makePod('a');
const NODE = makeNode('n1');
const json = (value: unknown) => JSON.stringify(value);
const withoutKind = ({
  apiVersion: _apiVersion,
  kind: _kind,
  ...object
}: object & { apiVersion?: string; kind?: string }) => object;
const yaml = (object: { kind?: string; metadata: { name?: string; namespace?: string } }) =>
  `---\napiVersion: v1\nkind: ${object.kind}\nmetadata:\n  name: ${object.metadata.name}\n${
    object.metadata.namespace ? `  namespace: ${object.metadata.namespace}\n` : ''
  }`;
const emptyList = (kind: string, apiVersion = 'v1') => json({ kind: `${kind}List`, apiVersion, items: null });
const VERSION = json({ gitVersion: 'v1.33.4' });

interface Case {
  readonly format: string;
  readonly input: string | Uint8Array;
  readonly pods?: number;
  readonly kubernetes?: string;
  /** States that the format's own knowledge gives. */
  readonly states: Readonly<Record<string, KindState>>;
  readonly details?: Readonly<Record<string, RegExp>>;
}

const CASES: readonly Case[] = [
  {
    format: 'cluster-info dump',
    input: makeTar({
      'dump/nodes.json': json(list([NODE], 'NodeList')),
      'dump/default/pods.json': json(list([POD], 'PodList')),
      'dump/default/daemonsets.json': emptyList('DaemonSet', 'apps/v1'),
      'dump/default/a/logs.txt': 'not read',
    }),
    states: { Node: 'present', 'DaemonSet.apps': 'empty', 'StatefulSet.apps': 'unknown' },
    details: { Pod: /only for default/ },
  },
  {
    format: 'cluster-info dump',
    input: [
      json(list([NODE], 'NodeList')),
      json(list([POD], 'PodList')),
      '==== START logs for container main of pod default/a ====',
      '{"this": is no JSON',
      '==== END logs for container main of pod default/a ====',
      emptyList('Service'),
    ].join('\n'),
    states: { Service: 'empty', 'PodDisruptionBudget.policy': 'unknown' },
    details: { Pod: /only for default/ },
  },
  {
    format: 'must-gather',
    input: gzipSync(
      makeTar({
        'must-gather.local.1/quay-io-image/version': 'openshift/must-gather\n4.19',
        'must-gather.local.1/quay-io-image/cluster-scoped-resources/core/nodes.yaml': `apiVersion: v1\nkind: NodeList\nitems:\n- metadata: {name: n1}\n  status: {nodeInfo: {kubeletVersion: v1.32.1}}\n`,
        'must-gather.local.1/quay-io-image/cluster-scoped-resources/storage.k8s.io/csinodes.yaml':
          'apiVersion: storage.k8s.io/v1\nkind: CSINodeList\nitems: []\n',
        'must-gather.local.1/quay-io-image/namespaces/default/default.yaml':
          'apiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n',
        'must-gather.local.1/quay-io-image/namespaces/default/core/pods.yaml':
          'apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a, namespace: default}\n  spec: {containers: []}\n',
        'must-gather.local.1/quay-io-image/namespaces/default/pods/a/a.yaml':
          'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: default}\nspec: {containers: []}\n',
        'must-gather.local.1/quay-io-image/namespaces/default/pods/a/c/c/logs/current.log': 'not read',
      }),
    ),
    kubernetes: 'v1.32',
    states: { Node: 'present', 'CSINode.storage.k8s.io': 'empty', 'Deployment.apps': 'unknown' },
    details: { Pod: /only in default/ },
  },
  {
    format: 'Velero backup',
    input: makeTar({
      'metadata/version': '1.1.0',
      'resources/pods/namespaces/default/a.json': json(POD),
      'resources/pods/v1-preferredversion/namespaces/default/a.json': json(POD),
      'resources/nodes/cluster/n1.json': json(NODE),
      'velero-backup.json': json({ kind: 'Backup', status: { startTimestamp: '2026-02-03T04:05:06Z' } }),
    }),
    states: { Node: 'present', 'Deployment.apps': 'unknown' },
  },
  {
    format: 'Insights archive',
    input: makeTar({
      'config/node/n1.json': json(withoutKind(NODE)),
      'config/pod/default/a.json': json(POD),
      'config/version.json': VERSION,
    }),
    kubernetes: 'v1.33',
    states: { Node: 'present', Pod: 'unknown' },
    details: { Pod: /looked ill/ },
  },
  {
    format: 'crust-gather',
    input: makeTar({
      'crust-gather/cluster/v1/node/n1.yaml': yaml(NODE),
      'crust-gather/namespaces/default/v1/pod/a.yaml': yaml(POD),
      'crust-gather/namespaces/default/apps-v1/deployment/web.json': json({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'default' },
      }),
      'crust-gather/namespaces/default/v1/pod/a/main/current.log': 'not read',
      'crust-gather/version.yaml': 'gitVersion: v1.33.4\n',
    }),
    kubernetes: 'v1.33',
    states: { 'Deployment.apps': 'present', 'StatefulSet.apps': 'unknown' },
  },
  {
    format: 'kubectl list',
    input: `${yaml(NODE)}${yaml(POD)}---\napiVersion: action.kwok.x-k8s.io/v1alpha1\nkind: ResourcePatch\n`,
    states: { Node: 'present', 'Deployment.apps': 'unknown' },
  },
  {
    format: 'kube-scheduler-simulator export',
    input: json({
      pods: [withoutKind(POD)],
      nodes: [withoutKind(NODE)],
      pvs: [],
      pvcs: [],
      storageClasses: [],
      priorityClasses: [],
      schedulerConfig: { profiles: [] },
      namespaces: null,
    }),
    states: {
      PersistentVolume: 'empty',
      'PriorityClass.scheduling.k8s.io': 'empty',
      'ReplicaSet.apps': 'unknown',
    },
  },
  {
    format: 'kube-scheduler-simulator recording',
    input: [
      { time: '2026-01-01T00:00:00Z', event: 'Add', resource: NODE },
      { time: '2026-01-01T00:00:01Z', event: 'Add', resource: makePod('gone') },
      { time: '2026-01-01T00:00:02Z', event: 'Add', resource: POD },
      { time: '2026-01-01T00:00:03Z', event: 'Update', resource: POD },
      { time: '2026-01-01T00:00:04Z', event: 'Delete', resource: makePod('gone') },
    ]
      .map(json)
      .join('\n'),
    states: { Node: 'present', 'Deployment.apps': 'unknown' },
    details: { Pod: /recorded/ },
  },
  {
    format: 'SimKube trace',
    input: encodeMessagePack({
      version: 2,
      config: {},
      events: [
        { ts: 1_700_000_000, applied_objs: [POD, makePod('gone')], deleted_objs: [] },
        { ts: 1_700_000_060, applied_objs: [], deleted_objs: [makePod('gone')] },
      ],
      index: {},
      pod_lifecycles: {},
    }),
    states: { Node: 'unknown', Pod: 'present' },
    details: { Node: /no nodes/ },
  },
  {
    format: 'KAI snapshot',
    input: zipSync({
      'snapshot.json': Buffer.from(
        json({
          config: {},
          schedulerParams: {},
          rawObjects: {
            pods: [withoutKind(POD)],
            nodes: [withoutKind(NODE)],
            queues: [{ metadata: { name: 'q' } }],
            storageClasses: [],
          },
          discovery: { serverVersion: { gitVersion: 'v1.33.4' }, resources: [] },
        }),
      ),
    }),
    kubernetes: 'v1.33',
    states: {
      'Queue.scheduling.run.ai': 'present',
      'StorageClass.storage.k8s.io': 'empty',
      Service: 'unknown',
    },
  },
];

describe('formats are found out by content, from a file and from standard input', () => {
  for (const { format, input, pods, kubernetes, states, details } of CASES) {
    it(`${format}: what it has, and what it lacks`, async () => {
      const path = makeFile(input);
      for (const snapshot of [
        await readSnapshot([path]),
        await readSnapshot(['-'], { stdin: stdinOf(input, 4096) }),
      ]) {
        expect(snapshot.metadata.formats).toEqual([format]);
        expect(snapshot.pods.count).toBe(pods ?? 1);
        expect(snapshot.pods.name.get(0)).toBe('a');
        if (kubernetes) expect(snapshot.metadata.kubernetes).toBe(kubernetes);
        const lines = new Map(snapshot.completeness.map((line) => [line.kind, line]));
        for (const [kind, state] of Object.entries(states))
          expect([kind, lines.get(kind)?.state]).toEqual([kind, state]);
        for (const [kind, detail] of Object.entries(details ?? {}))
          expect(lines.get(kind)?.detail).toMatch(detail);
        for (const line of snapshot.completeness) {
          if (line.state === 'unknown') expect(line.detail).toBeTruthy();
        }
      }
    });
  }

  it('the time of a backup is the one that it says itself', async () => {
    const velero = CASES.find(({ format }) => format === 'Velero backup')!;
    const snapshot = await readSnapshot([makeFile(velero.input)]);
    expect(snapshot.metadata.takenAtMs).toBe(Date.parse('2026-02-03T04:05:06Z'));
  });
});

describe('recorded lists of a real API server', () => {
  for (const name of readdirSync('test/twin', { withFileTypes: true })) {
    if (!name.isDirectory()) continue;
    it(name.name, async () => {
      const snapshot = await readSnapshot([`test/twin/${name.name}/before.json.gz`]);
      expect(snapshot.objects.get('Node')?.length).toBeGreaterThan(0);
    });
  }
});
