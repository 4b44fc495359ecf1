import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileReader, parseCommands } from '../../src/commands/index.ts';
import { simulateImpact } from '../../src/impact/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { timingsOf } from '../../src/simulation/index.ts';
import { importSnapshot, readSnapshot, redactNames, restoreNames } from '../../src/snapshot/index.ts';
import { World } from '../../src/world/index.ts';
import { makeFile, makeFolder } from './support/files.ts';
import { list } from './support/objects.ts';

/** Names on both sides of the words that stay. */
const word = fc.constantFrom(
  'api',
  'aws',
  'cart',
  'db',
  'kube',
  'kuber',
  'lamp',
  'memory',
  'ops',
  'spotty',
  'web',
  'zoo',
);
const namespace = fc.constantFrom('acme', 'default', 'kube-system', 'payments', 'zeta');
const workload = fc.record({
  name: fc.tuple(word, word).map((parts) => parts.join('-')),
  namespace,
  replicas: fc.integer({ min: 1, max: 4 }),
  cpu: fc.constantFrom('100m', '500m', '1'),
  maxUnavailable: fc.option(fc.integer({ min: 0, max: 1 })),
  spread: fc.boolean(),
});
type Workload = typeof workload extends fc.Arbitrary<infer Drawn> ? Drawn : never;
const cluster = fc.record({
  nodes: fc.uniqueArray(
    fc.tuple(word, fc.nat(3)).map(([name, at]) => `${name}-${at}`),
    {
      minLength: 3,
      maxLength: 5,
    },
  ),
  workloads: fc.uniqueArray(workload, {
    minLength: 1,
    maxLength: 5,
    selector: ({ name, namespace }) => `${namespace}/${name}`,
  }),
});

function objectsOf(nodes: readonly string[], workloads: readonly Workload[]): KubeObject[] {
  return [...nodes.map(nodeOf), ...workloads.flatMap((each) => objectsOfWorkload(each, nodes))];
}

function nodeOf(name: string, index: number): KubeObject {
  const allocatable = { cpu: '4', memory: '8Gi', pods: '20' };
  const labels = { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': `z${index % 2}` };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: `node-${index}`, labels },
    spec: {},
    status: { allocatable, capacity: allocatable, conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function objectsOfWorkload(each: Workload, nodes: readonly string[]): KubeObject[] {
  const { name, namespace, replicas, cpu, maxUnavailable, spread } = each;
  const labels = { app: name, 'pod-template-hash': '5d4f' };
  const uid = `set-${namespace}-${name}`;
  const labelSelector = { matchLabels: { app: name } };
  const constraint = {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector,
  };
  const spec = {
    containers: [{ name: 'main', image: `${name}:1`, resources: { requests: { cpu, memory: '64Mi' } } }],
    ...(spread ? { topologySpreadConstraints: [constraint] } : {}),
  };
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-5d4f`, uid, controller: true };
  const pods = Array.from({ length: replicas }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name}-5d4f-${'bcdf'[(index * 3) % 4]}2${'xkwz'[index]}`,
      namespace,
      uid: `${uid}-${index}`,
      labels,
      ownerReferences: [owner],
    },
    spec: { ...spec, nodeName: nodes[(index + name.length) % nodes.length] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  }));
  const status = { replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 1 };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: `${name}-5d4f`, namespace, uid, labels, generation: 1 },
      spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
      status,
    },
    ...pods,
    ...(maxUnavailable === null
      ? []
      : [
          {
            apiVersion: 'policy/v1',
            kind: 'PodDisruptionBudget',
            metadata: { name: `${name}-pdb`, namespace, uid: `pdb-${uid}` },
            spec: { maxUnavailable, selector: labelSelector },
          },
        ]),
  ] as unknown as KubeObject[];
}

const NO_FILES: FileReader = {
  read: (path) => {
    throw new Error(`${path} is read`);
  },
  list: () => undefined,
};

async function timeline(path: string, row: number): Promise<string> {
  const world = new World(await readSnapshot([path]));
  const line = `kubectl drain ${world.nodes.name(row)} --force --delete-emptydir-data`;
  const parse = (lines: readonly string[]) => parseCommands(lines, NO_FILES);
  const report = simulateImpact(world, parse([line]), {
    seed: 1,
    runs: 1,
    horizonMs: 600_000,
    scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
    timings: () => timingsOf(world),
    parse,
  });
  return JSON.stringify(
    report.timeline.map((event) => ({ ...event, message: undefined, reason: undefined })),
    undefined,
    1,
  );
}

describe('a cluster without names', () => {
  it('lives through every drain as it did with them: the same pods on the same nodes at the same times', async () => {
    await fc.assert(
      fc.asyncProperty(cluster, async ({ nodes, workloads }) => {
        const folder = makeFolder();
        const source = makeFile(JSON.stringify(list(objectsOf(nodes, workloads))));
        const [plain, safe, mapPath] = ['plain.ksnap', 'safe.ksnap', 'map.json'].map((name) =>
          join(folder, name),
        ) as [string, string, string];
        await importSnapshot([source], plain);
        await redactNames([source], safe, { mapPath });
        const { originals } = JSON.parse(readFileSync(mapPath, 'utf8'));
        for (const row of nodes.keys()) {
          expect(restoreNames(await timeline(safe, row), originals)).toBe(await timeline(plain, row));
        }
      }),
      { numRuns: 12 },
    );
  });
});
