import type { KubeObject } from '../../src/kubernetes/index.ts';
import { ago, pick, suffix, uidOf } from './identity.ts';
import type { SampleNode } from './nodes.ts';
import type { Placement } from './placement.ts';
import type { Workload } from './workload.ts';

interface Template {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: object;
}

/** All objects of one workload: its controller, its pods, budget, service, claims and volumes. */
export function workloadObjects(
  workload: Workload,
  nodes: readonly SampleNode[],
  placement: Placement,
): KubeObject[] {
  const { namespace, name, kind } = workload;
  const hash = suffix(9, namespace, name, 'template');
  const podLabels = { app: name, ...revisionLabel(kind, name, hash) };
  const template = { metadata: { labels: { app: name } }, spec: podSpec(workload) };
  const owned = controllers(workload, template, hash, nodes.length);
  const owner = owned.at(-1);
  const pods: KubeObject[] = [];
  const extra: KubeObject[] = [];
  const count = kind === 'DaemonSet' ? nodes.length : (workload.replicas ?? 1);
  for (let replica = 0; replica < count; replica++) {
    const node = kind === 'DaemonSet' ? nodes[replica]! : placement.place(workload, replica);
    if (kind === 'DaemonSet') placement.take(workload, node);
    const podName = podNameOf(workload, hash, replica);
    if (workload.volume) extra.push(...volumeOf(workload, podName, node));
    pods.push(podOf(workload, podName, podLabels, template, owner, node, replica));
  }
  return [...owned, ...pods, ...extra, ...budgetOf(workload, count), ...serviceOf(workload)];
}

function revisionLabel(kind: Workload['kind'], name: string, hash: string): Record<string, string> {
  if (kind === 'Deployment') return { 'pod-template-hash': hash };
  if (kind === 'StatefulSet' || kind === 'DaemonSet') {
    return { 'controller-revision-hash': kind === 'StatefulSet' ? `${name}-${hash}` : hash };
  }
  return kind === 'Job' ? { 'batch.kubernetes.io/job-name': name, 'job-name': name } : {};
}

function podNameOf({ kind, namespace, name }: Workload, hash: string, replica: number): string {
  if (kind === 'Pod') return name;
  if (kind === 'StatefulSet') return `${name}-${replica}`;
  const random = suffix(5, namespace, name, replica);
  return kind === 'Deployment' ? `${name}-${hash}-${random}` : `${name}-${random}`;
}

function podSpec(workload: Workload): Record<string, unknown> {
  const { name, cpu, memory, emptyDir, volume, gpu, configMap, kind } = workload;
  const resources = {
    requests: { cpu, memory, ...(gpu ? { 'nvidia.com/gpu': String(gpu) } : {}) },
    limits: { memory, ...(gpu ? { 'nvidia.com/gpu': String(gpu) } : {}) },
  };
  const mounts = [
    ...(emptyDir ? [{ name: emptyDir, mountPath: `/var/${emptyDir}` }] : []),
    ...(volume ? [{ name: 'data', mountPath: '/data' }] : []),
  ];
  const container = {
    name,
    image: `registry.example.com/${name}:1.${pick(9, name)}.${pick(20, name, 'patch')}`,
    resources,
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
    ...(configMap ? { envFrom: [{ configMapRef: { name: configMap } }] } : {}),
  };
  return {
    containers: [container],
    restartPolicy: kind === 'Job' ? 'Never' : 'Always',
    terminationGracePeriodSeconds: workload.graceSeconds ?? 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    ...(emptyDir ? { volumes: [{ name: emptyDir, emptyDir: {} }] } : {}),
    ...(workload.priorityClass ? { priorityClassName: workload.priorityClass } : {}),
    ...(workload.nodeSelector ? { nodeSelector: workload.nodeSelector } : {}),
    ...(workload.tolerates ? { tolerations: workload.tolerates } : {}),
    ...spreadOf(workload),
  };
}

function spreadOf({ spread, name }: Workload): object {
  const selector = { matchLabels: { app: name } };
  if (spread === 'node') {
    const term = { labelSelector: selector, topologyKey: 'kubernetes.io/hostname' };
    return { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
  }
  if (spread === 'zone') {
    const constraint = {
      maxSkew: 1,
      topologyKey: 'topology.kubernetes.io/zone',
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: selector,
    };
    return { topologySpreadConstraints: [constraint] };
  }
  return {};
}

/** The controllers of a workload, the one that owns the pods last. */
function controllers(workload: Workload, template: Template, hash: string, nodeCount: number): KubeObject[] {
  const { kind, name, namespace, replicas = 1 } = workload;
  const selector = { matchLabels: { app: name } };
  const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 1 };
  switch (kind) {
    case 'Pod':
      return [];
    case 'Deployment': {
      const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } };
      const spec = {
        replicas,
        selector,
        template,
        strategy,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      };
      const conditions = [
        { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
        { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
      ];
      const deployment = controller('apps/v1', workload, spec, {
        ...counts,
        updatedReplicas: replicas,
        conditions,
      });
      const revision = { 'deployment.kubernetes.io/revision': '1' };
      const labels = { app: name, 'pod-template-hash': hash };
      const replicaSet = {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          ...metadataOf('ReplicaSet', namespace, `${name}-${hash}`),
          labels,
          annotations: {
            ...revision,
            'deployment.kubernetes.io/desired-replicas': String(replicas),
            'deployment.kubernetes.io/max-replicas': String(replicas + Math.ceil(replicas / 4)),
          },
          ownerReferences: [ownerOf(deployment)],
        },
        spec: {
          replicas,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: template.spec },
        },
        status: { ...counts, fullyLabeledReplicas: replicas },
      };
      return [{ ...deployment, metadata: { ...deployment.metadata, annotations: revision } }, replicaSet];
    }
    case 'StatefulSet': {
      const revision = `${name}-${hash}`;
      const spec = {
        replicas,
        selector,
        template,
        serviceName: name,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        revisionHistoryLimit: 10,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        ...(workload.volume ? { volumeClaimTemplates: [claimTemplate(workload)] } : {}),
      };
      const set = controller('apps/v1', workload, spec, {
        ...counts,
        currentReplicas: replicas,
        updatedReplicas: replicas,
        currentRevision: revision,
        updateRevision: revision,
        collisionCount: 0,
      });
      return [revisionOf(set, revision, template), set];
    }
    case 'DaemonSet': {
      const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } };
      const set = controller(
        'apps/v1',
        workload,
        { selector, template, updateStrategy, revisionHistoryLimit: 10 },
        {
          desiredNumberScheduled: nodeCount,
          currentNumberScheduled: nodeCount,
          numberReady: nodeCount,
          numberAvailable: nodeCount,
          updatedNumberScheduled: nodeCount,
          numberMisscheduled: 0,
          observedGeneration: 1,
        },
      );
      return [revisionOf(set, `${name}-${hash}`, template, hash), set];
    }
    case 'Job': {
      const spec = {
        parallelism: replicas,
        completions: replicas,
        backoffLimit: 6,
        completionMode: 'NonIndexed',
        suspend: false,
        selector: { matchLabels: { 'batch.kubernetes.io/job-name': name } },
        template,
      };
      return [
        controller('batch/v1', workload, spec, { active: replicas, ready: replicas, startTime: ago(95) }),
      ];
    }
  }
}

function controller(apiVersion: string, workload: Workload, spec: object, status: object): KubeObject {
  const { kind, namespace, name } = workload;
  const metadata = { ...metadataOf(kind, namespace, name), labels: { app: name }, generation: 1 };
  return { apiVersion, kind, metadata, spec, status };
}

function revisionOf(set: KubeObject, name: string, template: Template, hash?: string): KubeObject {
  const { namespace = '', labels = {} } = set.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      ...metadataOf('ControllerRevision', namespace, name),
      labels: { ...labels, 'controller-revision-hash': hash ?? name },
      ownerReferences: [ownerOf(set)],
    },
    revision: 1,
    data: { spec: { template: { ...template, $patch: 'replace' } } },
  };
}

function podOf(
  workload: Workload,
  name: string,
  labels: Readonly<Record<string, string>>,
  template: Template,
  owner: KubeObject | undefined,
  node: SampleNode,
  replica: number,
): KubeObject {
  const { kind, namespace, readySeconds = 10 } = workload;
  const age = kind === 'Job' ? 95 : 3600 * 6 + pick(86_400 * 9, namespace, name);
  const readyAge = Math.max(1, age - readySeconds - pick(2, namespace, name, 'ready'));
  const spec = template.spec as {
    readonly volumes?: readonly object[];
    readonly containers: readonly { readonly name: string; readonly image: string }[];
  };
  const claim = { name: 'data', persistentVolumeClaim: { claimName: `data-${name}` } };
  const volumes = [...(spec.volumes ?? []), ...(workload.volume ? [claim] : [])];
  const identity =
    kind === 'StatefulSet'
      ? { 'statefulset.kubernetes.io/pod-name': name, 'apps.kubernetes.io/pod-index': String(replica) }
      : {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadataOf('Pod', namespace, name),
      creationTimestamp: ago(age),
      labels: { ...labels, ...identity },
      ...(owner ? { ownerReferences: [ownerOf(owner)] } : {}),
      ...(kind === 'Job' ? { finalizers: ['batch.kubernetes.io/job-tracking'] } : {}),
    },
    spec: {
      ...spec,
      ...(volumes.length > 0 ? { volumes } : {}),
      ...(kind === 'DaemonSet' ? daemonAffinity(node.name) : {}),
      ...(kind === 'StatefulSet' ? { hostname: name, subdomain: workload.name } : {}),
      priority: PRIORITIES[workload.priorityClass ?? ''] ?? 0,
      preemptionPolicy: 'PreemptLowerPriority',
      tolerations: [...(workload.tolerates ?? []), ...NODE_TOLERATIONS],
      nodeName: node.name,
    },
    status: {
      phase: 'Running',
      startTime: ago(age),
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: ago(type === 'Ready' || type === 'ContainersReady' ? readyAge : age),
      })),
      containerStatuses: spec.containers.map((container) => ({
        name: container.name,
        image: container.image,
        imageID: '',
        ready: true,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: ago(age - 1) } },
      })),
    },
  };
}

/** Values of the PriorityClasses, which the admission writes into pods. */
export const PRIORITIES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
  'business-critical': 100_000,
  'batch-low': -100,
};

const NODE_TOLERATIONS = ['not-ready', 'unreachable'].map((state) => ({
  key: `node.kubernetes.io/${state}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

/** The affinity by which the DaemonSet controller binds a pod to its node. */
function daemonAffinity(node: string): object {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } };
}

function claimTemplate({ volume }: Workload): object {
  return {
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: volume === 'local' ? 'local-nvme' : 'block-zonal',
      volumeMode: 'Filesystem',
      resources: { requests: { storage: '50Gi' } },
    },
  };
}

/** A bound claim and its volume: on the pod's node, or in its zone. */
function volumeOf(workload: Workload, pod: string, node: SampleNode): KubeObject[] {
  const { namespace, name, volume } = workload;
  const isLocal = volume === 'local';
  const claimName = `data-${pod}`;
  const volumeName = isLocal ? `local-${node.name}-nvme0` : `pvc-${uidOf('PVC', namespace, claimName)}`;
  const storageClassName = isLocal ? 'local-nvme' : 'block-zonal';
  const [key, value] = isLocal
    ? ['kubernetes.io/hostname', node.name]
    : ['topology.kubernetes.io/zone', node.zone];
  const nodeSelectorTerms = [{ matchExpressions: [{ key, operator: 'In', values: [value] }] }];
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      ...metadataOf('PersistentVolumeClaim', namespace, claimName),
      labels: { app: name },
      finalizers: ['kubernetes.io/pvc-protection'],
      annotations: { 'pv.kubernetes.io/bind-completed': 'yes' },
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName,
      volumeMode: 'Filesystem',
      volumeName,
      resources: { requests: { storage: '50Gi' } },
    },
    status: { phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '50Gi' } },
  };
  const persistentVolume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: metadataOf('PersistentVolume', '', volumeName),
    spec: {
      capacity: { storage: '50Gi' },
      accessModes: ['ReadWriteOnce'],
      volumeMode: 'Filesystem',
      persistentVolumeReclaimPolicy: isLocal ? 'Retain' : 'Delete',
      storageClassName,
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace,
        name: claimName,
        uid: claim.metadata.uid,
      },
      nodeAffinity: { required: { nodeSelectorTerms } },
      ...(isLocal
        ? { local: { path: '/mnt/nvme0' } }
        : { csi: { driver: 'block.csi.example.com', volumeHandle: volumeName } }),
    },
    status: { phase: 'Bound' },
  };
  return [claim, persistentVolume];
}

function budgetOf({ namespace, name, budget, kind }: Workload, count: number): KubeObject[] {
  if (!budget) return [];
  const { minAvailable, maxUnavailable } = budget;
  const share = (value: number | string) =>
    typeof value === 'number' ? value : Math.ceil((Number(value.slice(0, -1)) / 100) * count);
  const desiredHealthy =
    minAvailable === undefined ? Math.max(0, count - share(maxUnavailable ?? 0)) : share(minAvailable);
  return [
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { ...metadataOf('PodDisruptionBudget', namespace, name), generation: 1 },
      spec: { ...budget, selector: { matchLabels: { app: name } } },
      status: {
        observedGeneration: 1,
        expectedPods: count,
        currentHealthy: count,
        desiredHealthy,
        disruptionsAllowed: Math.max(0, count - desiredHealthy),
        conditions: [
          {
            type: 'DisruptionAllowed',
            status: count > desiredHealthy ? 'True' : 'False',
            reason: count > desiredHealthy ? 'SufficientPods' : 'InsufficientPods',
            observedGeneration: 1,
            message: '',
            lastTransitionTime: ago(86_400),
          },
        ],
      },
    },
  ].filter(() => kind !== 'Pod');
}

function serviceOf({ namespace, name, service }: Workload): KubeObject[] {
  const isDns = namespace === 'kube-system' && name === 'coredns';
  if (!service && !isDns) return [];
  const clusterIP =
    service === 'headless' ? 'None' : `10.96.${pick(250, namespace, name)}.${1 + pick(250, name, namespace)}`;
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadataOf('Service', namespace, isDns ? 'kube-dns' : name),
      spec: {
        type: 'ClusterIP',
        clusterIP,
        selector: { app: name },
        ports: [{ name: 'main', port: isDns ? 53 : 80, protocol: isDns ? 'UDP' : 'TCP' }],
      },
    },
  ];
}

export function metadataOf(kind: string, namespace: string, name: string) {
  return {
    name,
    ...(namespace === '' ? {} : { namespace }),
    uid: uidOf(kind, namespace, name),
    creationTimestamp: ago(30 * 86_400),
  };
}

function ownerOf({ apiVersion, kind, metadata }: KubeObject) {
  return {
    apiVersion: apiVersion!,
    kind: kind!,
    name: metadata.name!,
    uid: metadata.uid!,
    controller: true,
    blockOwnerDeletion: true,
  };
}
