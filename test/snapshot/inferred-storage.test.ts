import { describe, expect, test } from 'vitest';
import type { ImpactReport } from '../../src/impact/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { RelationGraph, snapshotSource } from '../../src/relations/index.ts';
import { readSnapshot, type Snapshot } from '../../src/snapshot/index.ts';
import { World } from '../../src/world/index.ts';
import { impactOn } from '../impact/support/cluster.ts';
import { makeFile } from './support/files.ts';
import { list, makeNode, makePod } from './support/objects.ts';

const CLAIM = 'PersistentVolumeClaim';
const VOLUME = 'PersistentVolume';
const CLASS = 'StorageClass';

const claimSpec = {
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: '1Gi' } },
  storageClassName: 'fast',
};

/** A StatefulSet of one pod on n1, with its claim, and a Deployment's pod there with a claim by name. */
function cluster(volumeNode?: string): KubeObject[] {
  const labels = { app: 'db' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'db:1' }] } };
  const claims = ['data-db-0', 'uploads'].flatMap((name) => boundClaim(name, volumeNode));
  return [
    makeNode('n1', { 'kubernetes.io/hostname': 'n1' }),
    makeNode('n2', { 'kubernetes.io/hostname': 'n2' }),
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db', namespace: 'default', uid: 'set', generation: 1 },
      spec: {
        replicas: 1,
        serviceName: '',
        updateStrategy: { type: 'OnDelete' },
        selector: { matchLabels: labels },
        template,
        volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claimSpec }],
      },
      status: { replicas: 1, readyReplicas: 1, observedGeneration: 1 },
    } as unknown as KubeObject,
    makePod('db-0', {
      metadata: { labels, ownerReferences: [owner('StatefulSet', 'db', 'set')] },
      spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } }] },
    }),
    makePod('web-1', {
      metadata: { ownerReferences: [owner('ReplicaSet', 'web', 'web')] },
      spec: { volumes: [{ name: 'uploads', persistentVolumeClaim: { claimName: 'uploads' } }] },
    }),
    ...claims,
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: CLASS,
      metadata: { name: 'fast' },
      provisioner: 'disk.csi.example.com',
      volumeBindingMode: 'WaitForFirstConsumer',
    } as unknown as KubeObject,
  ];
}

function owner(kind: string, name: string, uid: string) {
  return { apiVersion: 'apps/v1', kind, name, uid, controller: true };
}

function boundClaim(name: string, node: string | undefined): KubeObject[] {
  const required = {
    nodeSelectorTerms: [
      { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] },
    ],
  };
  return [
    {
      apiVersion: 'v1',
      kind: CLAIM,
      metadata: {
        name,
        namespace: 'default',
        uid: `claim-${name}`,
        annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
      },
      spec: { ...claimSpec, volumeName: `pv-${name}` },
      status: { phase: 'Bound' },
    },
    {
      apiVersion: 'v1',
      kind: VOLUME,
      metadata: { name: `pv-${name}` },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        storageClassName: 'fast',
        csi: { driver: 'disk.csi.example.com', volumeHandle: name },
        claimRef: { kind: CLAIM, namespace: 'default', name, uid: `claim-${name}` },
        ...(node === undefined ? {} : { nodeAffinity: { required } }),
      },
      status: { phase: 'Bound' },
    },
  ] as unknown as KubeObject[];
}

const without = (objects: readonly KubeObject[], kinds: readonly string[]) =>
  objects.filter(({ kind = '' }) => !kinds.includes(kind));

async function snapshotOf(objects: readonly KubeObject[]): Promise<Snapshot> {
  return readSnapshot([makeFile(JSON.stringify(list(objects)))]);
}

async function impactOf(objects: readonly KubeObject[], line: string): Promise<ImpactReport> {
  return impactOn(new World(await snapshotOf(objects)), [line]);
}

const DRAIN = 'kubectl drain n1';

describe('storage that the input does not hold', () => {
  test.each([
    [[CLAIM], [CLAIM]],
    [[VOLUME], [VOLUME]],
    [
      [CLAIM, VOLUME],
      [CLAIM, VOLUME],
    ],
    [
      [CLAIM, VOLUME, CLASS],
      [CLAIM, VOLUME],
    ],
  ])('pods that ran do not wait for their claims without %j', async (kinds, weakenedBy) => {
    const { summary, findings } = await impactOf(without(cluster(), kinds), DRAIN);
    expect(summary).toMatchObject({ evicted: 2, rescheduled: 2, pending: 0 });
    expect(findings.filter(({ code }) => code === 'POD_STAYS_PENDING')).toEqual([]);
    expect(summary.weakenedBy).toEqual(expect.arrayContaining(weakenedBy));
  });

  test('a claim is known by its volume, and with it the only node where it can be used', async () => {
    const { summary, findings } = await impactOf(without(cluster('n1'), [CLAIM]), DRAIN);
    expect(summary).toMatchObject({ evicted: 2, rescheduled: 0, pending: 2 });
    const pinned = findings.filter(({ code }) => code === 'VOLUME_PINNED_TO_NODE');
    expect(pinned.map(({ weakenedBy }) => weakenedBy)).toEqual([[CLAIM], [CLAIM]]);
  });

  test.each([[[CLASS]], [[CLAIM, VOLUME, CLASS]]])(
    'a new claim of a class of which nothing is known is no certainty, without %j',
    async (kinds) => {
      const { summary } = await impactOf(
        without(cluster(), kinds),
        'kubectl scale statefulset/db --replicas=2',
      );
      expect(summary).toMatchObject({ placed: 1, pending: 0, verdict: 'unknown' });
      expect(summary.weakenedBy).toContain('StorageClass.storage.k8s.io');
    },
  );

  test('a claim in use is not gone before its pods are', async () => {
    const { commands } = await impactOf(
      without(cluster(), [CLAIM, VOLUME]),
      'kubectl delete pvc data-db-0 --timeout=60s',
    );
    expect(commands[0]?.exit).toBe(1);
  });

  test('where nothing is simulated, claims are not known', async () => {
    const snapshot = await snapshotOf(without(cluster(), [CLAIM, VOLUME]));
    const graph = new RelationGraph(snapshotSource(snapshot));
    expect(graph.presenceOf('PersistentVolumeClaim/default/data-db-0')).toBe('unknown');
  });
});
