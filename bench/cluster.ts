import type { KubeObject } from '../src/kubernetes/index.ts';
import { RandomStream } from '../src/simulation/kernel/index.ts';

/** A cluster to measure with. Equal options give equal objects, on every machine. */
export interface ClusterOptions {
  readonly nodes: number;
  readonly podsPerNode: number;
  /** Pods without a node, for the scheduler to place. */
  readonly pending: number;
  readonly seed?: number;
}

/** One application of the mix. */
interface Application {
  readonly name: string;
  readonly namespace: string;
  readonly podSpec: Record<string, unknown>;
  readonly labels: Record<string, string>;
  replicas: number;
  ready: number;
}

const SINCE = '2026-01-01T00:00:00Z';
const ZONES = ['za', 'zb', 'zc'];
const NODE_CPUS = [16, 32, 64];
const CPU_REQUESTS = ['100m', '250m', '500m', '1'];
const MEMORY_REQUESTS = ['128Mi', '256Mi', '512Mi', '1Gi'];

/**
 * Nodes of three sizes in three zones (one in twenty tainted); one application for every ten nodes. Of ten
 * applications six spread softly over zones, two prefer hosts of their own, one spreads strictly over zones, one is
 * plain. Each has a ReplicaSet under a Deployment and a Service; every third has a budget.
 */
export function* clusterObjects(options: ClusterOptions): Generator<KubeObject> {
  const { nodes, podsPerNode, pending, seed = 1 } = options;
  const key = `${nodes}/${podsPerNode}/${pending}`;
  const applications = Array.from({ length: Math.max(10, Math.floor(nodes / 10)) }, (_, index) =>
    application(index),
  );
  for (let index = 0; index < 50; index++) {
    const name = `ns-${index}`;
    yield object('v1', 'Namespace', { name, uid: name, labels: { 'kubernetes.io/metadata.name': name } });
  }
  for (let index = 0; index < nodes; index++) yield node(index);
  // The same draws twice: once for the workloads to know their pods, once for the pods, which need not be kept.
  const drawn = () => draws(options, applications.length, new RandomStream(seed, 'bench', key));
  for (const { number, at } of drawn()) {
    applications[number]!.replicas++;
    if (at !== undefined) applications[number]!.ready++;
  }
  for (const [index, each] of applications.entries()) yield* workload(each, index);
  let count = 0;
  for (const { number, at } of drawn())
    yield pod(applications[number]!, count++, at === undefined ? undefined : nodeName(at));
}

/** One pod: the number of its application, and of its node if it has one. */
interface Draw {
  readonly number: number;
  readonly at?: number;
}

function* draws(
  { nodes, podsPerNode, pending }: ClusterOptions,
  applicationCount: number,
  random: RandomStream,
): Generator<Draw> {
  const freeMillis = Array.from({ length: nodes }, (_, index) => NODE_CPUS[index % 3]! * 1000);
  const open = Array.from({ length: nodes }, (_, index) => index).filter((index) => index % 20 !== 7);
  for (let count = 0; count < nodes * podsPerNode; count++) {
    const number = random.integer(applicationCount);
    const needMillis = [100, 250, 500, 1000][number % 4]!;
    let at = open[random.integer(open.length)]!;
    for (let tries = 0; tries < 20 && freeMillis[at]! < needMillis; tries++)
      at = open[random.integer(open.length)]!;
    freeMillis[at]! -= needMillis;
    yield { number, at };
  }
  for (let count = 0; count < pending; count++) yield { number: random.integer(applicationCount) };
}

/** The name of a node of the mix. */
export function nodeName(index: number): string {
  return `node-${String(index).padStart(5, '0')}`;
}

/** A node of the mix. */
export function node(index: number): KubeObject {
  const name = nodeName(index);
  const cpu = NODE_CPUS[index % 3]!;
  const allocatable = { cpu: `${cpu}`, memory: `${cpu * 4}Gi`, pods: '110', 'ephemeral-storage': '100Gi' };
  const images = [];
  for (let image = index % 7; image < 100; image += 5) {
    images.push({ names: [`registry.example/app-${image}:v1`], sizeBytes: 200_000_000 + image });
  }
  return {
    ...object('v1', 'Node', {
      name,
      uid: name,
      labels: {
        'kubernetes.io/hostname': name,
        'topology.kubernetes.io/zone': ZONES[index % 3]!,
        'topology.kubernetes.io/region': 'r',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        pool: index % 4 === 3 ? 'spot' : 'general',
      },
    }),
    spec: index % 20 === 7 ? { taints: [{ key: 'dedicated', value: 'ml', effect: 'NoSchedule' }] } : {},
    status: {
      allocatable,
      capacity: allocatable,
      conditions: [{ type: 'Ready', status: 'True' }],
      images,
      nodeInfo: { kubeletVersion: 'v1.36.3' },
    },
  };
}

function application(index: number): Application {
  const name = `app-${index}`;
  const labels = { app: name, 'pod-template-hash': '5d4f' };
  const selector = { matchLabels: { app: name } };
  const spread = { topologyKey: 'topology.kubernetes.io/zone', labelSelector: selector };
  const kind = index % 10;
  const constraints: Record<string, unknown> =
    kind < 6
      ? { topologySpreadConstraints: [{ ...spread, maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' }] }
      : kind < 8
        ? { affinity: { podAntiAffinity: preferOwnHosts(selector) } }
        : kind < 9
          ? { topologySpreadConstraints: [{ ...spread, maxSkew: 2, whenUnsatisfiable: 'DoNotSchedule' }] }
          : {};
  const evictable = { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };
  const podSpec = {
    containers: [
      {
        name: 'main',
        image: `registry.example/${name}:v1`,
        resources: {
          requests: { cpu: CPU_REQUESTS[index % 4], memory: MEMORY_REQUESTS[Math.floor(index / 4) % 4] },
          limits: { memory: '2Gi' },
        },
        env: [
          { name: 'APP', value: name },
          { name: 'REGION', value: 'r' },
        ],
        ports: [{ containerPort: 8080, protocol: 'TCP' }],
      },
    ],
    tolerations: [
      { key: 'node.kubernetes.io/not-ready', ...evictable },
      { key: 'node.kubernetes.io/unreachable', ...evictable },
    ],
    priority: 0,
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    serviceAccountName: 'default',
    terminationGracePeriodSeconds: 30,
    ...constraints,
  };
  return { name, namespace: `ns-${index % 50}`, labels, podSpec, replicas: 0, ready: 0 };
}

function preferOwnHosts(labelSelector: unknown): unknown {
  const podAffinityTerm = { labelSelector, topologyKey: 'kubernetes.io/hostname' };
  return { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] };
}

/** What a workload's controllers would have written, so that a cluster is at rest when a measurement begins. */
function* workload(each: Application, index: number): Generator<KubeObject> {
  const { name, namespace, podSpec, labels, replicas, ready } = each;
  const meta = (suffix = '') => ({ name: `${name}${suffix}`, namespace, uid: `${name}${suffix}` });
  const status = {
    replicas,
    readyReplicas: ready,
    availableReplicas: ready,
    terminatingReplicas: 0,
    observedGeneration: 1,
  };
  yield {
    ...object('apps/v1', 'Deployment', {
      ...meta(),
      generation: 1,
      annotations: { 'deployment.kubernetes.io/revision': '1' },
    }),
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: podSpec },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: { ...status, updatedReplicas: replicas, conditions: deploymentConditions(name) },
  };
  yield {
    ...object('apps/v1', 'ReplicaSet', {
      ...meta('-5d4f'),
      generation: 1,
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': `${replicas}`,
        'deployment.kubernetes.io/max-replicas': `${replicas + Math.ceil(replicas / 4)}`,
        'deployment.kubernetes.io/revision': '1',
      },
      ownerReferences: [ownerReference('Deployment', name)],
    }),
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec },
    },
    status: { ...status, fullyLabeledReplicas: replicas },
  };
  yield {
    ...object('v1', 'Service', meta()),
    spec: { selector: { app: name }, ports: [{ port: 80 }] },
  };
  if (index % 3 === 0) yield budget(each);
}

function deploymentConditions(name: string) {
  const times = { lastTransitionTime: SINCE, lastUpdateTime: SINCE };
  return [
    {
      type: 'Available',
      status: 'True',
      reason: 'MinimumReplicasAvailable',
      message: 'Deployment has minimum availability.',
      ...times,
    },
    {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${name}-5d4f" has successfully progressed.`,
      ...times,
    },
  ];
}

function budget({ name, namespace, replicas, ready }: Application): KubeObject {
  const desiredHealthy = replicas - Math.ceil(replicas / 10);
  const disruptionsAllowed = Math.max(0, ready - desiredHealthy);
  return {
    ...object('policy/v1', 'PodDisruptionBudget', { name, namespace, uid: `${name}-budget`, generation: 1 }),
    spec: { maxUnavailable: '10%', selector: { matchLabels: { app: name } } },
    status: {
      currentHealthy: ready,
      desiredHealthy,
      disruptionsAllowed,
      expectedPods: replicas,
      observedGeneration: 1,
      conditions: [
        {
          type: 'DisruptionAllowed',
          status: disruptionsAllowed > 0 ? 'True' : 'False',
          reason: disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods',
          message: '',
          observedGeneration: 1,
          lastTransitionTime: SINCE,
        },
      ],
    },
  };
}

function pod({ name, namespace, labels, podSpec }: Application, index: number, on?: string): KubeObject {
  const condition = (type: string) => ({ type, status: 'True', lastTransitionTime: SINCE });
  return {
    ...object('v1', 'Pod', {
      name: `${name}-5d4f-${index}`,
      namespace,
      uid: `pod-${index}`,
      labels,
      creationTimestamp: SINCE,
      ownerReferences: [ownerReference('ReplicaSet', `${name}-5d4f`)],
    }),
    spec: on ? { ...podSpec, nodeName: on } : podSpec,
    status: on
      ? {
          phase: 'Running',
          startTime: SINCE,
          conditions: [condition('PodScheduled'), condition('Ready')],
          containerStatuses: [{ name: 'main', ready: true, restartCount: 0, image: '', imageID: '' }],
        }
      : { phase: 'Pending' },
  };
}

function ownerReference(kind: string, name: string) {
  return { apiVersion: 'apps/v1', kind, name, uid: name, controller: true, blockOwnerDeletion: true };
}

/** An object without a spec. */
export function object(apiVersion: string, kind: string, metadata: Record<string, unknown>): KubeObject {
  return { apiVersion, kind, metadata };
}
