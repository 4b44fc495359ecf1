import { describe, expect, test } from 'vitest';
import { parseCommands } from '../../src/commands/index.ts';
import type { KubeObject } from '../../src/kubernetes/index.ts';
import { type SimulationRun, simulate, timingsOf } from '../../src/simulation/index.ts';
import { World } from '../../src/world/index.ts';
import { node, snapshotOf } from '../support/snapshot.ts';
import { filesOf } from './support.ts';

/** Pods that have been running for long, with the Deployment and the ReplicaSet that own them. */
function web(nodes: readonly string[], podSpec: Record<string, unknown> = {}): KubeObject[] {
  const labels = { app: 'web' };
  const hashed = { ...labels, 'pod-template-hash': 'abc' };
  const spec = {
    containers: [{ name: 'main', image: 'web:v1', resources: { requests: { cpu: '1', memory: '1Gi' } } }],
    ...podSpec,
  };
  const replicas = nodes.length;
  const settled = { observedGeneration: 1, replicas, readyReplicas: replicas, availableReplicas: replicas };
  const meta = (name: string, owner?: { kind: string; name: string }) => ({
    name,
    namespace: 'default',
    uid: `uid-${name}`,
    generation: 1,
    creationTimestamp: '2025-12-01T00:00:00Z',
    ...(owner
      ? { ownerReferences: [{ apiVersion: 'apps/v1', ...owner, uid: `uid-${owner.name}`, controller: true }] }
      : { annotations: { 'deployment.kubernetes.io/revision': '1' } }),
  });
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('web'),
      spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
      status: { ...settled, updatedReplicas: replicas },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        ...meta('web-abc', { kind: 'Deployment', name: 'web' }),
        labels: hashed,
        annotations: { 'deployment.kubernetes.io/revision': '1' },
      },
      spec: { replicas, selector: { matchLabels: hashed }, template: { metadata: { labels: hashed }, spec } },
      status: settled,
    },
    ...nodes.map((nodeName, index) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { ...meta(`web-abc-${index}`, { kind: 'ReplicaSet', name: 'web-abc' }), labels: hashed },
      spec: { ...spec, nodeName, terminationGracePeriodSeconds: 5 },
      status: {
        phase: 'Running',
        startTime: '2025-12-01T00:00:00Z',
        conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2025-12-01T00:00:00Z' }],
      },
    })),
  ];
}

/** A budget for those pods, as its controller left it. */
function budget(desiredHealthy: number, healthy: number, spec: Record<string, unknown>): KubeObject {
  const disruptionsAllowed = Math.max(0, healthy - desiredHealthy);
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'default', uid: 'uid-pdb', generation: 1 },
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
    status: {
      observedGeneration: 1,
      desiredHealthy,
      currentHealthy: healthy,
      expectedPods: healthy,
      disruptionsAllowed,
    },
  };
}

const SMALL = { cpu: '2', memory: '8Gi', pods: '110' };

/** Runs lines on a whole simulated cluster: scheduler, controllers and kubelets. */
function run(items: readonly KubeObject[], ...lines: string[]): SimulationRun & { readonly world: World } {
  const world = new World(snapshotOf(items));
  const overrides = new Map([
    ['pod-ready', 3000],
    ['pod-termination', 2000],
  ]);
  const result = simulate(world, parseCommands(lines, filesOf({})), {
    seed: 1,
    horizonMs: 300_000,
    timings: timingsOf(world, { overrides }),
    scheduler: { tieBreak: 'kubernetes', startIndex: 0 },
    checks: true,
  });
  return { ...result, world };
}

function waiting({ world }: { readonly world: World }): string[] {
  return [...world.pods.rows()]
    .filter((row) => world.pods.isUnschedulable(row))
    .map((row) => world.pods.condition(row, 'PodScheduled')?.message ?? '');
}

describe('a budget', () => {
  test('lets one of two go, and the other when the replacement is ready', () => {
    const { commands, world } = run(
      [node('n1'), node('n2'), ...web(['n1', 'n1']), budget(1, 2, { minAvailable: 1 })],
      'drain n1',
    );
    expect(commands[0]?.exit).toBe(0);
    expect(commands[0]?.stderr).toContain('will retry after 5s');
    expect(world.pods.countOnNode(world.nodes.row('n1'))).toBe(0);
    expect(world.pods.countOnNode(world.nodes.row('n2'))).toBe(2);
  });

  test('holds the other for ever where there is no room for the replacement', () => {
    const items = [node('n1', 'a', SMALL), ...web(['n1', 'n1']), budget(1, 2, { minAvailable: 1 })];
    const result = run(items, 'drain n1');
    expect(result.commands[0]?.endMs).toBeUndefined();
    expect(waiting(result)).toHaveLength(1);
  });

  test('of as many as there are replicas never lets anything go', () => {
    const items = [node('n1'), node('n2'), ...web(['n1', 'n2']), budget(2, 2, { minAvailable: 2 })];
    const { commands, log } = run(items, 'drain n1');
    expect(commands[0]?.endMs).toBeUndefined();
    expect(log.records.filter(({ change }) => change.type === 'terminatePod')).toEqual([]);
  });

  test('does not guard a pod that has not begun', () => {
    const pods = web(['n1', 'n2']).map((object) =>
      object.metadata.name === 'web-abc-0' ? { ...object, status: { phase: 'Pending' } } : object,
    );
    const { commands } = run(
      [node('n1'), node('n2'), ...pods, budget(1, 1, { minAvailable: 1 })],
      'drain n1',
    );
    expect(commands[0]).toMatchObject({ exit: 0, stderr: '' });
  });
});

test('a deleted node leaves its pods ready for most of a minute', () => {
  const { commands, log } = run([node('n1'), node('n2'), ...web(['n1', 'n2'])], 'delete node n1');
  expect(commands[0]).toMatchObject({ exit: 0, stdout: 'node "n1" deleted\n' });
  const gone = log.records.find(({ change }) => change.type === 'removePod');
  expect(gone?.timeMs).toBeGreaterThanOrEqual(40_000);
  expect(gone?.timeMs).toBeLessThanOrEqual(82_000);
});

test('a drained zone keeps its volume: the drain succeeds, the pod waits', () => {
  const claim = { name: 'data', namespace: 'default', uid: 'c', creationTimestamp: '2025-12-01T00:00:00Z' };
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'pv', uid: 'v' },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      claimRef: { namespace: 'default', name: 'data', uid: 'c' },
      csi: { driver: 'disk.example.com', volumeHandle: 'x' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a'] }] },
          ],
        },
      },
    },
    status: { phase: 'Bound' },
  };
  const bound = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...claim, annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
    spec: { volumeName: 'pv', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    status: { phase: 'Bound' },
  };
  const pods = web(['n1'], { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] });
  const result = run([node('n1', 'a'), node('n2', 'b'), volume, bound, ...pods], 'drain n1');
  expect(result.commands[0]?.exit).toBe(0);
  expect(waiting(result)[0]).toContain("didn't match PersistentVolume's node affinity");
});

test('as many anti-affine replicas as nodes: the replacement waits, and with a budget the next drain blocks', () => {
  const affinity = {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  };
  const items = [
    node('n1'),
    node('n2'),
    ...web(['n1', 'n2'], { affinity }),
    budget(1, 2, { minAvailable: 1 }),
  ];
  const result = run(items, 'drain n1', 'drain n2');
  expect(result.commands[0]?.exit).toBe(0);
  expect(result.commands[1]?.endMs).toBeUndefined();
  expect(waiting(result)).toHaveLength(1);
});

test('a cordoned node is an empty domain of a spread: the replacement waits and names the constraint', () => {
  const topologySpreadConstraints = [
    {
      maxSkew: 1,
      topologyKey: 'kubernetes.io/hostname',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app: 'web' } },
    },
  ];
  const items = [node('n1'), node('n2'), ...web(['n1', 'n2'], { topologySpreadConstraints })];
  const result = run(items, 'drain n1');
  expect(result.commands[0]?.exit).toBe(0);
  expect(waiting(result)[0]).toContain("didn't match pod topology spread constraints");
});

test('a cordon that a webhook stops ends with 0 all the same', () => {
  const guard = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'guard' },
    webhooks: [
      {
        name: 'nodes.example.com',
        clientConfig: { service: { name: 'guard', namespace: 'default' } },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['UPDATE'], resources: ['nodes'] }],
      },
    ],
  };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'guard', namespace: 'default' },
    spec: { selector: { app: 'guard' } },
  };
  const { commands, world } = run([node('n1'), guard, service], 'cordon n1');
  expect(commands[0]).toMatchObject({
    exit: 0,
    stdout: '',
    stderr:
      'error: unable to cordon node "n1": Internal error occurred: failed calling webhook "nodes.example.com": failed to call webhook: Post "https://guard.default.svc:443?timeout=10s": no endpoints available for service "guard"\n',
  });
  expect(world.nodes.object(0)?.spec?.unschedulable).toBeUndefined();
});
