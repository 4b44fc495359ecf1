import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { readSnapshot, redactNames, restoreNames } from '../../src/snapshot/index.ts';
import { NameMap } from '../../src/snapshot/redaction/name-map.ts';
import { inputErrorOf, makeFile, makeFolder, REAL_DATA } from './support/files.ts';
import { list, makeNode, makePod } from './support/objects.ts';

const POD = makePod('payments-db-0', {
  metadata: {
    namespace: 'payments',
    uid: '1b2c',
    labels: { app: 'payments-db', 'team.acme.com/owner': 'Ledger', 'topology.kubernetes.io/zone': 'eu-1a' },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'payments-db', uid: 'u1', controller: true },
    ],
  },
  spec: {
    nodeName: 'ip-10-1-2-3.acme.internal',
    priorityClassName: 'business-critical',
    nodeSelector: { 'kubernetes.io/os': 'linux', 'acme.com/pool': 'db' },
    tolerations: [{ key: 'acme.com/dedicated', operator: 'Equal', value: 'DB', effect: 'NoSchedule' }],
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          {
            topologyKey: 'kubernetes.io/hostname',
            labelSelector: {
              matchExpressions: [{ key: 'team.acme.com/owner', operator: 'In', values: ['Ledger'] }],
            },
          },
        ],
      },
    },
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-payments-db-0' } }],
    containers: [
      {
        name: 'db',
        image: 'registry.acme.com:5000/payments/db:v1.2',
        resources: { requests: { cpu: '500m', memory: '1Gi' } },
      },
    ],
  },
  status: {
    podIP: '10.9.8.7',
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True', message: 'payments is fine' }],
  },
});
const NODE = makeNode('ip-10-1-2-3.acme.internal', {
  'kubernetes.io/hostname': 'ip-10-1-2-3.acme.internal',
  'topology.kubernetes.io/zone': 'eu-1a',
  'acme.com/pool': 'db',
});
const QUOTA = {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'limits', namespace: 'payments' },
  spec: { hard: { pods: '10', 'acme-fast.storageclass.storage.k8s.io/requests.storage': '1Ti' } },
};

async function redacted(objects: readonly unknown[]) {
  const folder = makeFolder();
  const path = join(folder, 'safe.ksnap');
  const mapPath = join(folder, 'map.json');
  const snapshot = await redactNames([makeFile(JSON.stringify(list(objects)))], path, {
    mapPath,
    compression: 'gzip',
  });
  const originals = JSON.parse(readFileSync(mapPath, 'utf8')).originals as Record<string, string>;
  return { path, mapPath, snapshot, originals, text: gunzipSync(readFileSync(path)).toString('utf8') };
}

describe('snapshot redact --level names', () => {
  it('leaves no name behind, and gives them back with the map', async () => {
    const { text, snapshot, originals, mapPath } = await redacted([POD, NODE, QUOTA]);
    for (const name of ['payments', 'acme', 'Ledger', 'business', '10-1-2', '10.9.8.7', 'eu-1a', '"db"'])
      expect([name, text.includes(name)]).toEqual([name, false]);
    expect(snapshot.metadata.redaction).toBe('names');
    expect(restoreNames(snapshot.pods.name.get(0), originals)).toBe('payments-db-0');
    expect(statSync(mapPath).mode & 0o077).toBe(0);
  });

  it('gives ports short names that are still those that Services and probes mean', async () => {
    const port = 'acme-dns-over-t';
    const container = { name: 'dns', ports: [{ name: port, containerPort: 53 }] };
    const probe = { httpGet: { path: '/', port } };
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'dns', namespace: 'payments' },
      spec: { ports: [{ name: port, port: 53, targetPort: port }] },
    };
    const pod = makePod('dns', { spec: { containers: [{ ...container, readinessProbe: probe }] } });
    const { snapshot, originals } = await redacted([pod, service]);
    const { ports, readinessProbe } = snapshot.pods.makes.get(0).spec.containers[0]!;
    const name = ports![0]!.name!;
    expect(name).toMatch(/^[a-z0-9]{1,15}$/);
    expect(restoreNames(name, originals)).toBe(port);
    expect(readinessProbe!.httpGet!.port).toBe(name);
    const { spec } = snapshot.objects.get('Service')![0] as unknown as typeof service;
    expect(spec.ports).toEqual([{ name, port: 53, targetPort: name }]);
  });

  it('keeps what decides verdicts: equalities, ownership by name, ordinals, words of Kubernetes', async () => {
    const { snapshot } = await redacted([POD, NODE, QUOTA]);
    const { labels, ownerReferences, spec } = snapshot.pods.makes.get(0);
    const node = snapshot.objects.get('Node')![0]!;
    const name = snapshot.pods.name.get(0);
    expect(name).toBe(`${ownerReferences[0]!.name}-0`);
    expect(spec.volumes![0]!.persistentVolumeClaim!.claimName).toBe(`${spec.volumes![0]!.name}-${name}`);
    expect(snapshot.pods.nodeNames.get(0)).toBe(node.metadata.name);
    expect(node.metadata.labels!['kubernetes.io/hostname']).toBe(node.metadata.name);
    expect(labels['topology.kubernetes.io/zone']).toBe(node.metadata.labels!['topology.kubernetes.io/zone']);
    const term = spec.affinity!.podAntiAffinity!.requiredDuringSchedulingIgnoredDuringExecution![0]!;
    const expression = term.labelSelector!.matchExpressions![0]!;
    expect(labels[expression.key]).toBe(expression.values![0]);
    expect(term.topologyKey).toBe('kubernetes.io/hostname');
    expect(spec.nodeSelector!['kubernetes.io/os']).toBe('linux');
    const [pool] = Object.keys(spec.nodeSelector!).filter((key) => key !== 'kubernetes.io/os');
    expect(node.metadata.labels![pool!]).toBe(spec.nodeSelector![pool!]);
    expect(spec.tolerations![0]).toMatchObject({ operator: 'Equal', effect: 'NoSchedule' });
    expect(spec.containers[0]!.resources).toEqual({ requests: { cpu: '500m', memory: '1Gi' } });
    expect(spec.containers[0]!.image).toMatch(/^[^/:]+:[^/:]+\/[^/:]+\/[^/:]+:[^/:]+$/);
    const hard = (snapshot.objects.get('ResourceQuota')![0] as unknown as typeof QUOTA).spec.hard;
    expect(
      Object.keys(hard).some((key) =>
        /^\w+-\w+\.storageclass\.storage\.k8s\.io\/requests\.storage$/.test(key),
      ),
    ).toBe(true);
    expect(hard.pods).toBe('10');
  });

  it('keeps names in order and apart', () => {
    const name = fc
      .array(fc.stringMatching(/^[a-z][a-z0-9]{0,4}$/), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('-'));
    const words = ['default', 'kube-system', 'kube-public', 'kubernetes', 'on-demand', 'amd64', 'arm64'];
    fc.assert(
      fc.property(fc.array(name, { minLength: 2 }), fc.nat(12), (names, ordinal) => {
        const map = new NameMap(words);
        const all = [...names, ...names.map((each) => `${each}-${ordinal}`), ...words];
        for (const each of all) map.add(each);
        const replaced = all.map((each) => (words.includes(each) ? each : map.replace(each)));
        const originals = map.originals();
        all.forEach((left, i) => {
          expect(restoreNames(replaced[i]!, originals)).toBe(left);
          all.forEach((right, j) => {
            expect(Math.sign(compare(replaced[i]!, replaced[j]!))).toBe(Math.sign(compare(left, right)));
          });
        });
      }),
      { numRuns: 100 },
    );
  });

  it('makes the same file again, and refuses what can be read only once', async () => {
    const first = await redacted([POD, NODE]);
    const second = await redacted([POD, NODE]);
    expect(readFileSync(first.path).equals(readFileSync(second.path))).toBe(true);
    expect((await inputErrorOf(() => redactNames(['-'], '/tmp/x.ksnap'))).message).toMatch(/only once/);
  });

  it.skipIf(REAL_DATA === undefined)('keeps the shape of a real cluster', async () => {
    const source = join(REAL_DATA!, 'support-bundle-3-nodes.tar.gz');
    const path = join(makeFolder(), 'safe.ksnap');
    const before = await readSnapshot([source]);
    await redactNames([source], path);
    const after = await readSnapshot([path]);
    expect(after.pods.count).toBe(before.pods.count);
    expect(after.pods.makes.size).toBe(before.pods.makes.size);
    expect([...after.pods.flags.view()]).toEqual([...before.pods.flags.view()]);
    expect(after.completeness.map(({ kind, state, count }) => `${kind} ${state} ${count}`)).toEqual(
      before.completeness.map(({ kind, state, count }) => `${kind} ${state} ${count}`),
    );
    const nodes = execFileSync('tar', ['xOzf', path, 'objects/core/v1/nodes.ndjson'], { encoding: 'utf8' });
    for (const node of before.objects.get('Node') as readonly KubeObject[])
      expect(nodes).not.toContain(node.metadata.name);
  });
});

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
