import { LIVE_NODE_LABEL } from '../control-plane/kubelet-stages.ts';

/** A Kubernetes manifest as plain data. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** One entry of a scenario's `cluster`: a whole manifest, or a builder's name with its arguments. */
export type Entry = Readonly<Record<string, unknown>>;

const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';
const LOST_NODE_TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

type Builder = (name: string, entry: Entry) => Manifest;

/** Builders by the key that names them; what each takes stands in docs/harness.md. */
const BUILDERS: Readonly<Record<string, Builder>> = {
  node,
  namespace: (name, { labels }) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...labelled(labels) },
  }),
  priority: (name, { priority: _, ...rest }) => ({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    ...rest,
  }),
  service: (name, entry) =>
    specOf('v1', 'Service', name, entry, { selector: { app: entry.of ?? name }, ports: [{ port: 80 }] }),
  budget: (name, { budget: _, of, namespace, ...rest }) =>
    specOf(
      'policy/v1',
      'PodDisruptionBudget',
      name,
      { namespace, spec: rest },
      { selector: { matchLabels: { app: of ?? name } } },
    ),
  disk,
  'local-class': (name) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  }),
  quota: (name, entry) => specOf('v1', 'ResourceQuota', name, entry, { hard: entry.hard }),
  limits: (name, entry) =>
    specOf('v1', 'LimitRange', name, entry, {
      limits: [{ type: 'Container', ...(entry.container as object) }],
    }),
  pod: (name, entry) => {
    const { metadata, spec } = template(name, entry);
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name, ...namespaceOf(entry), ...metadata }, spec };
  },
  deployment: (name, entry) =>
    workload('apps/v1', 'Deployment', name, entry, { replicas: entry.replicas ?? 1 }),
  replicaset: (name, entry) =>
    workload('apps/v1', 'ReplicaSet', name, entry, { replicas: entry.replicas ?? 1 }),
  statefulset: (name, entry) =>
    workload('apps/v1', 'StatefulSet', name, entry, { replicas: entry.replicas ?? 1, serviceName: name }),
  daemonset: (name, entry) => workload('apps/v1', 'DaemonSet', name, entry, {}),
  job: (name, entry) => specOf('batch/v1', 'Job', name, entry, { template: jobTemplate(name, entry) }),
  cronjob: (name, entry) =>
    specOf('batch/v1', 'CronJob', name, entry, {
      schedule: entry.schedule,
      jobTemplate: { spec: { template: jobTemplate(name, entry), ...(entry.job as object) } },
    }),
};

/** A local volume `NAME-N` on the node `NODE-N`, of the class `local` unless another is named. */
function disk(name: string, entry: Entry): Manifest {
  const values = [`${entry.on}-${/(\d+)$/.exec(name)?.[1] ?? 0}`];
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: {
      capacity: { storage: entry.size ?? '10Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: entry.class ?? 'local',
      local: { path: '/mnt/disk' },
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: HOSTNAME, operator: 'In', values }] }] },
      },
    },
  };
}

/** Manifests of one entry; a builder's name may hold a range, as in `worker-[0-3]`. */
export function manifestsOf(entry: Entry): Manifest[] {
  if (typeof entry.kind === 'string') return [entry as unknown as Manifest];
  const builder = Object.keys(entry).find((key) => key in BUILDERS);
  if (builder === undefined) {
    throw new Error(
      `An entry needs a kind or one of ${Object.keys(BUILDERS).join(', ')}: ${JSON.stringify(entry)}`,
    );
  }
  return namesOf(String(entry[builder])).map((name) => BUILDERS[builder]!(name, entry));
}

function namesOf(pattern: string): string[] {
  const range = /^(.*)\[(\d+)-(\d+)\](.*)$/.exec(pattern);
  if (range === null) return [pattern];
  const [, head, first, last, tail] = range;
  return Array.from(
    { length: Number(last) - Number(first) + 1 },
    (_, step) => `${head}${Number(first) + step}${tail}`,
  );
}

function node(name: string, entry: Entry): Manifest {
  const zones = (entry.zones as string[] | undefined) ?? ['a', 'b', 'c'];
  const index = Number(/(\d+)$/.exec(name)?.[1] ?? 0);
  const allocatable = {
    cpu: String(entry.cpu ?? 4),
    memory: entry.memory ?? '8Gi',
    pods: String(entry.pods ?? 110),
    ...(entry.extra as object),
  };
  const standard = {
    [HOSTNAME]: name,
    [ZONE]: zones[index % zones.length]!,
    'kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    [LIVE_NODE_LABEL]: 'true',
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { ...standard, ...(entry.labels as object) } },
    spec: {
      ...(entry.taints !== undefined && { taints: entry.taints }),
      ...(entry.unschedulable === true && { unschedulable: true }),
    },
    status: { allocatable, capacity: allocatable },
  };
}

function specOf(apiVersion: string, kind: string, name: string, entry: Entry, spec: object): Manifest {
  return {
    apiVersion,
    kind,
    metadata: { name, ...namespaceOf(entry) },
    spec: { ...spec, ...(entry.spec as object) },
  };
}

function workload(apiVersion: string, kind: string, name: string, entry: Entry, spec: object): Manifest {
  return specOf(apiVersion, kind, name, entry, {
    selector: { matchLabels: { app: name } },
    template: template(name, entry),
    ...spec,
  });
}

function jobTemplate(name: string, entry: Entry) {
  return template(name, { ...entry, pod: { restartPolicy: 'Never', ...(entry.pod as object) } });
}

/** A pod template: one container, and the shorthands `apart`, `spread`, `tolerateLoss`, `priorityClass`, `on`, `pod`. */
function template(app: string, entry: Entry) {
  const requests = { cpu: entry.cpu ?? '100m', memory: entry.memory ?? '64Mi' };
  const container = {
    name: 'main',
    image: `registry.example/${app}:${entry.tag ?? 'v1'}`,
    resources: { requests },
    ...(entry.container as object),
  };
  const selector = { labelSelector: { matchLabels: { app } } };
  const seconds = entry.tolerateLoss;
  return {
    metadata: { labels: { app, ...(entry.labels as object) } },
    spec: {
      ...(entry.on !== undefined && { nodeName: entry.on }),
      ...(entry.priorityClass !== undefined && { priorityClassName: entry.priorityClass }),
      ...(entry.apart !== undefined && {
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ ...selector, topologyKey: entry.apart }],
          },
        },
      }),
      ...(entry.spread !== undefined && {
        topologySpreadConstraints: (entry.spread as string[]).map((topologyKey) => ({
          maxSkew: 1,
          topologyKey,
          whenUnsatisfiable: 'DoNotSchedule',
          ...selector,
        })),
      }),
      ...(seconds !== undefined && {
        tolerations: LOST_NODE_TAINTS.map((key) => ({
          key,
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: seconds,
        })),
      }),
      containers: [container],
      ...(typeof entry.pod === 'object' && entry.pod),
    },
  };
}

function namespaceOf(entry: Entry): { namespace: string } {
  return { namespace: String(entry.namespace ?? 'default') };
}

function labelled(labels: unknown): { labels?: Readonly<Record<string, string>> } {
  return labels === undefined ? {} : { labels: labels as Record<string, string> };
}
