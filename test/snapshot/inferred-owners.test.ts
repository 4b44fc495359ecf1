import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { ImpactReport } from '../../src/impact/index.ts';
import type { KubeObject, StatefulSet } from '../../src/kubernetes/index.ts';
import { readSnapshot } from '../../src/snapshot/index.ts';
import { World } from '../../src/world/index.ts';
import { impactOn } from '../impact/support/cluster.ts';
import { runSteps, story } from '../support/run.ts';
import { makeFile } from './support/files.ts';
import { list, makeNode, makePod } from './support/objects.ts';

/** A recorded cluster of Kubernetes 1.36: its API server labels every pod with the zone of its node. */
const RECORDED = (
  JSON.parse(gunzipSync(readFileSync('test/twin/drain-basic/before.json.gz')).toString()) as {
    items: readonly KubeObject[];
  }
).items;
const OWNERS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'];

async function worldOf(items: readonly KubeObject[]): Promise<World> {
  return new World(await readSnapshot([makeFile(JSON.stringify(list(items)))]));
}

const without = (kinds: readonly string[]) => RECORDED.filter(({ kind = '' }) => !kinds.includes(kind));

async function impactOf(items: readonly KubeObject[], line: string): Promise<ImpactReport> {
  return impactOn(await worldOf(items), [line]);
}

function eventsOf({ timeline }: ImpactReport, event: string): readonly unknown[] {
  return timeline.filter((entry) => entry.event === event && 'pod' in entry);
}

describe('workloads that the input does not hold', () => {
  const missing = [
    ['ReplicaSet'],
    ['StatefulSet'],
    ['DaemonSet'],
    ['StatefulSet', 'DaemonSet', 'ControllerRevision'],
    ['Deployment', 'ReplicaSet'],
    [...OWNERS, 'ControllerRevision'],
  ].map((kinds) => [kinds.join(', '), kinds] as const);

  test.each(missing)('nothing moves by itself without %s', async (_, kinds) => {
    const world = await worldOf(without(kinds));
    const { run } = runSteps([], [], { world });
    expect(story(world, run)).toEqual([]);
  });

  test.each(missing)('a drain empties the node as it does with them, without %s', async (_, kinds) => {
    const drain = 'kubectl drain worker-2 --ignore-daemonsets --delete-emptydir-data --timeout=60s';
    const [partial, whole] = [await impactOf(without(kinds), drain), await impactOf(RECORDED, drain)];
    expect(partial.summary).toMatchObject({
      evicted: whole.summary.evicted,
      rescheduled: whole.summary.rescheduled,
      pending: whole.summary.pending,
    });
  });

  test('a Deployment that is known still rolls out and goes with its pods', async () => {
    const known = without(['ReplicaSet']);
    const rolled = await impactOf(known, 'kubectl set image deployment/web main=registry.example/web:v2');
    expect(eventsOf(rolled, 'created')).toHaveLength(6);
    const gone = await impactOf(known, 'kubectl delete deployment web');
    expect(eventsOf(gone, 'deleted')).toHaveLength(6);
  });

  test('a StatefulSet in the middle of a rollout stays where it is, and says what it has', async () => {
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'set', controller: true };
    const pods = ['db-a', 'db-a', 'db-b'].map((revision, ordinal) =>
      makePod(`db-${ordinal}`, {
        metadata: {
          labels: { app: 'db', 'controller-revision-hash': revision, [`only-${ordinal}`]: 'yes' },
          ownerReferences: [owner],
        },
        spec: {
          containers: [{ name: 'main', image: `db:${revision}` }],
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: `data-db-${ordinal}` } }],
        },
      }),
    );
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data-db-2', namespace: 'default', uid: 'claim' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '20Gi' } },
        storageClassName: 'fast',
        volumeName: 'pv-2',
      },
    };
    const world = await worldOf([makeNode('n1'), claim, ...pods]);
    const set = world.objects.get('StatefulSet.apps', 'default', 'db') as StatefulSet | undefined;
    expect(set?.spec?.selector).toEqual({ matchLabels: { app: 'db' } });
    expect(set?.spec?.template.spec?.containers[0]?.image).toBe('db:db-b');
    expect(set?.spec?.updateStrategy?.rollingUpdate).toEqual({ partition: 2 });
    expect(set?.spec?.volumeClaimTemplates).toMatchObject([
      {
        metadata: { name: 'data' },
        spec: { storageClassName: 'fast', resources: { requests: { storage: '20Gi' } } },
      },
    ]);
    expect(set?.spec?.volumeClaimTemplates?.[0]?.spec).not.toHaveProperty('volumeName');
    expect(set?.status).toMatchObject({ replicas: 3, updateRevision: 'db-b', currentRevision: 'db-a' });
    const { run } = runSteps([], [], { world });
    expect(story(world, run)).toEqual([]);
  });

  test('a ReplicaSet that its Deployment has left behind keeps its own template', async () => {
    const [web] = RECORDED.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'web');
    const changed = without(['ReplicaSet']).map((each) =>
      each === web ? { ...each, status: { ...(each.status as object), updatedReplicas: 0 } } : each,
    );
    const world = await worldOf(changed);
    const sets = world
      .list('ReplicaSet.apps', 'default')
      .filter(({ metadata }) => metadata.name?.startsWith('web-'));
    expect(sets).toHaveLength(1);
    expect(sets[0]?.metadata.annotations).not.toHaveProperty('deployment.kubernetes.io/revision');
    expect(sets[0]?.metadata.ownerReferences).toMatchObject([
      { kind: 'Deployment', name: 'web', controller: true },
    ]);
  });
});
