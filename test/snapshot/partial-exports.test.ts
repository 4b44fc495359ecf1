import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { RelationGraph, snapshotSource } from '../../src/relations/index.ts';
import { readSnapshot, type Snapshot } from '../../src/snapshot/index.ts';
import { World } from '../../src/world/index.ts';
import { impactOn } from '../impact/support/cluster.ts';
import { makeFile, makeFolder } from './support/files.ts';
import { list, makeNode, makePod } from './support/objects.ts';

const DRAIN = 'kubectl drain n1 --force';

async function read(objects: readonly KubeObject[]): Promise<Snapshot> {
  return readSnapshot([makeFile(JSON.stringify(list(objects)))]);
}

function lineOf(snapshot: Snapshot, kind: string) {
  return snapshot.completeness.find((line) => line.kind === kind);
}

/** One of a ReplicaSet's pods, which want a labelled node and a device. */
const web = (name: string, nodeName: string) =>
  makePod(name, {
    metadata: {
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'web', controller: true },
      ],
    },
    spec: {
      nodeName,
      nodeSelector: { disk: 'ssd' },
      containers: [
        {
          name: 'main',
          image: 'web',
          resources: { limits: { 'example.com/gpu': '1' }, requests: { cpu: '4', 'example.com/gpu': '1' } },
        },
      ],
    },
  });

const PODS = [
  web('web-1', 'n1'),
  makePod('done', { spec: { nodeName: 'n9' }, status: { phase: 'Succeeded' } }),
];

describe('an export with pods and without nodes', () => {
  test('has the nodes that pods have, as inferred ones', async () => {
    const snapshot = await read(PODS);
    expect(lineOf(snapshot, 'Node')).toMatchObject({
      state: 'unknown',
      count: 2,
      detail: expect.stringContaining('inferred from the pods that run on them'),
    });
    expect(snapshot.objects.get('Node')).toMatchObject([
      {
        metadata: { name: 'n1', labels: { 'kubernetes.io/hostname': 'n1', disk: 'ssd' } },
        status: { allocatable: { 'example.com/gpu': expect.any(String) } },
      },
      { metadata: { name: 'n9' } },
    ]);
  });

  test('lets a node be drained, and does not say where its pods go', async () => {
    const report = impactOn(new World(await read([...PODS, web('web-2', 'n2')])), [DRAIN]);
    expect(report.commands[0]?.exit).toBe(0);
    expect(report.stages.find(({ name }) => name === 'reschedule')?.entries).toMatchObject([{ node: '?' }]);
    expect(report.summary).toMatchObject({ evicted: 1, pending: 0 });
    expect(report.summary.weakenedBy).toContain('Node');
    expect(report.findings.map(({ code }) => code)).not.toContain('SCHEDULER_START_UNKNOWN');
  });

  test('scales no ReplicaSet that a Deployment which is not there may set back', async () => {
    const budget: KubeObject = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace: 'default', uid: 'web' },
      spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
    };
    const other: KubeObject = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'other', namespace: 'default', uid: 'other' },
      spec: { replicas: 0, selector: { matchLabels: { app: 'other' } } },
    };
    const remedy = async (...further: readonly KubeObject[]) => {
      const snapshot = await read([web('web-1', 'n1'), web('web-2', 'n2'), budget, ...further]);
      const { findings } = impactOn(new World(snapshot), [`${DRAIN} --timeout=60s`]);
      return findings.find(({ code }) => code === 'BUDGET_BLOCKS_EVICTION');
    };
    expect((await remedy(other))?.suggestion?.command).toContain('kubectl scale replicaset/web');
    const unseen = await remedy();
    expect(unseen?.message).toContain('cannot be evicted');
    expect(unseen?.suggestion).toBeUndefined();
  });

  test('does not lose the pods of other nodes', async () => {
    const other = makePod('other-1', { spec: { nodeName: 'n2' } });
    const report = impactOn(new World(await read([...PODS, other])), [DRAIN, 'sleep 5m']);
    expect(report.timeline.filter((entry) => 'pod' in entry && entry.pod === 'default/other-1')).toEqual([]);
  });

  test('does not tell a diagnosis that its nodes are well', async () => {
    const graph = new RelationGraph(snapshotSource(await read(PODS)));
    expect(graph.presenceOf('Node/n1')).toBe('unknown');
  });

  test('keeps its nodes when they are there', async () => {
    const snapshot = await read([...PODS, makeNode('n1')]);
    expect(lineOf(snapshot, 'Node')).toMatchObject({ state: 'present', count: 1 });
  });
});

describe('an export of one namespace', () => {
  const detail = 'all lie in default; whether other namespaces were asked for is not said';

  test('may lack the pods of others, which take room', async () => {
    const snapshot = await read([...PODS, makeNode('n1'), makeNode('n2', { disk: 'ssd' })]);
    expect(lineOf(snapshot, 'Pod')).toMatchObject({ state: 'present', detail });
    const report = impactOn(new World(snapshot), ['kubectl cordon n2']);
    expect(report.summary).toMatchObject({ verdict: 'unknown', weakenedBy: ['Pod'] });
    expect(report.findings[0]?.message).toContain(`may not hold all objects of kind Pod (${detail})`);
  });

  test.each([
    ['a second namespace', makePod('dns', { metadata: { namespace: 'kube-system' } })],
    [
      'an object in a second namespace',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'x' } },
    ],
    ['its Namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }],
  ] as readonly (readonly [string, KubeObject])[])('is whole with %s', async (_what, object) => {
    const snapshot = await read([...PODS, makeNode('n1'), object]);
    expect(lineOf(snapshot, 'Pod')).not.toHaveProperty('detail');
  });
});

test('a folder may hold packed files, and objects whose apiVersion comes late', async () => {
  const folder = makeFolder({
    'pods.json.gz': gzipSync(JSON.stringify(list(PODS))),
    'nodes.yaml.zst': zstdCompressSync('metadata: { name: n1 }\nkind: Node\napiVersion: v1\n'),
  });
  const snapshot = await readSnapshot([folder]);
  expect([snapshot.pods.count, snapshot.objects.get('Node')?.length]).toEqual([2, 1]);
});
