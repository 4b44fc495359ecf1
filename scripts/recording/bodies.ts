import { suffix, uidOf } from '../sample/identity.ts';
import type { Body, Meta } from './cluster.ts';
import { DAY, START, stamp } from './moments.ts';
import type { ShopWorkload } from './shop-workloads.ts';

/** When what is there at the beginning was made. */
const BEFORE = START - 40 * DAY;

export interface ContainerStatus {
  name: string;
  image: string;
  imageID: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: object;
  lastState?: object;
}

export interface PodBody extends Body {
  kind: 'Pod';
  spec: { nodeName?: string; containers: { name: string; image: string }[]; volumes?: object[] };
  status: {
    phase: string;
    startTime?: string;
    conditions: Condition[];
    containerStatuses?: ContainerStatus[];
    podIP?: string;
  };
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

export interface Template {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  spec: { containers: ContainerBody[]; volumes?: object[]; [field: string]: unknown };
}

export interface ContainerBody {
  name: string;
  image: string;
  env?: { name: string; value: string }[];
  resources: { requests: { cpu: string; memory: string }; limits?: { memory: string } };
  [field: string]: unknown;
}

export interface ControllerBody extends Body {
  kind: 'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet';
  spec: { replicas?: number; template: Template; [field: string]: unknown };
  status: Record<string, unknown>;
}

export interface NodeBody extends Body {
  kind: 'Node';
  spec: { unschedulable?: boolean; taints?: object[]; providerID: string };
  status: {
    conditions: Condition[];
    allocatable: Record<string, string>;
    capacity: Record<string, string>;
    nodeInfo: object;
  };
}

/** The metadata of what is there at the beginning. */
export function metaOf(kind: string, namespace: string, name: string, labels?: Record<string, string>): Meta {
  return {
    name,
    ...(namespace === '' ? {} : { namespace }),
    uid: uidOf('recorded', kind, namespace, name),
    creationTimestamp: stamp(BEFORE),
    ...(labels ? { labels } : {}),
  };
}

/** How an object names its controller. */
export function ownedBy({ apiVersion, kind, metadata }: Body): object[] {
  return [
    { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true },
  ];
}

/** What the pods of a workload are made from. */
export function templateOf(workload: ShopWorkload): Template {
  const { name, cpu, memory, limit, service, configMap, secret, mounts, claim, env, volume } = workload;
  const mounted = [
    ...(mounts ? [{ name: mounts, mountPath: `/etc/${mounts}` }] : []),
    ...(claim ? [{ name: 'uploads', mountPath: '/var/uploads' }] : []),
    ...(volume ? [{ name: 'data', mountPath: '/data' }] : []),
  ];
  const sources = [
    ...(configMap ? [{ configMapRef: { name: configMap } }] : []),
    ...(secret ? [{ secretRef: { name: secret } }] : []),
  ];
  const volumes = [
    ...(mounts ? [{ name: mounts, configMap: { name: mounts, defaultMode: 420 } }] : []),
    ...(claim ? [{ name: 'uploads', persistentVolumeClaim: { claimName: claim } }] : []),
  ];
  return {
    metadata: { labels: { app: name } },
    spec: {
      containers: [
        {
          name,
          image: imageOf(workload, workload.version ?? '1.0.0'),
          ...(service ? { ports: [{ containerPort: service, protocol: 'TCP' }] } : {}),
          ...(sources.length > 0 ? { envFrom: sources } : {}),
          ...(env ? { env: Object.entries(env).map(([key, value]) => ({ name: key, value })) } : {}),
          ...(service === 8080 || service === 80
            ? {
                readinessProbe: {
                  httpGet: { path: '/healthz', port: service, scheme: 'HTTP' },
                  periodSeconds: 5,
                  failureThreshold: 3,
                },
              }
            : {}),
          resources: {
            requests: { cpu: `${cpu}m`, memory: `${memory}Mi` },
            ...(limit ? { limits: { memory: `${limit}Mi` } } : {}),
          },
          ...(mounted.length > 0 ? { volumeMounts: mounted } : {}),
        },
      ],
      ...(volumes.length > 0 ? { volumes } : {}),
      ...(workload.kind === 'DaemonSet' ? { tolerations: [{ operator: 'Exists' }] } : {}),
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
    },
  };
}

/** The image of a workload in a version. */
export function imageOf({ name, image }: ShopWorkload, version: string): string {
  return image ? `docker.io/library/${image}:${version}` : `registry.shop.example/${name}:${version}`;
}

/** The part of a name that a template gives to what is made from it. */
export function templateHash(template: Template): string {
  return suffix(9, JSON.stringify(template));
}

/** The controller of a workload. */
export function controllerOf(workload: ShopWorkload): ControllerBody {
  const { kind, namespace, name, replicas = 1, volume } = workload;
  const labels = { app: name };
  const strategy =
    kind === 'Deployment'
      ? {
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          revisionHistoryLimit: 10,
          progressDeadlineSeconds: 600,
        }
      : { updateStrategy: { type: 'RollingUpdate' }, revisionHistoryLimit: 10 };
  const set = kind === 'StatefulSet' ? { serviceName: name, podManagementPolicy: 'OrderedReady' } : {};
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      ...metaOf(kind, namespace, name, labels),
      annotations: kind === 'Deployment' ? { 'deployment.kubernetes.io/revision': '1' } : {},
    },
    spec: {
      ...(kind === 'DaemonSet' ? {} : { replicas }),
      selector: { matchLabels: labels },
      ...strategy,
      ...set,
      template: templateOf(workload),
      ...(volume ? { volumeClaimTemplates: [claimTemplate(volume)] } : {}),
    },
    status: {},
  };
}

/** The revision that a StatefulSet or DaemonSet keeps of its template. */
export function revisionOf(controller: ControllerBody): Body & { revision: number } {
  const { kind, metadata, spec } = controller;
  const { namespace = '', labels = {} } = metadata;
  const name = `${metadata.name}-${templateHash(spec.template)}`;
  return {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      ...metaOf('ControllerRevision', namespace, name),
      labels: { ...labels, 'controller-revision-hash': revisionLabel(controller) },
      ownerReferences: ownedBy({ ...controller, kind }),
    },
    revision: 1,
    data: { spec: { template: { ...spec.template, $patch: 'replace' } } },
  };
}

/** The label by which a pod of a StatefulSet or DaemonSet names its revision. */
export function revisionLabel({ kind, metadata, spec }: ControllerBody): string {
  const hash = templateHash(spec.template);
  return kind === 'StatefulSet' ? `${metadata.name}-${hash}` : hash;
}

function claimTemplate(gibibytes: number): object {
  return {
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'block-zonal',
      resources: { requests: { storage: `${gibibytes}Gi` } },
    },
  };
}

/** The ReplicaSet of a Deployment's present template. */
export function replicaSetOf(deployment: ControllerBody, hash: string, revision: string): ControllerBody {
  const { namespace = '', name, labels = {}, annotations = {} } = deployment.metadata;
  const { template } = deployment.spec;
  const own = { ...template.metadata.labels, 'pod-template-hash': hash };
  const cause = annotations['kubernetes.io/change-cause'];
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...labels, 'pod-template-hash': hash },
      annotations: {
        'deployment.kubernetes.io/revision': revision,
        ...(cause ? { 'kubernetes.io/change-cause': cause } : {}),
      },
      ownerReferences: ownedBy(deployment),
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: own },
      template: {
        ...structuredClone(template),
        metadata: { ...structuredClone(template.metadata), labels: own },
      },
    },
    status: { replicas: 0 },
  };
}

/** A pod that was just made, not yet on a node; one of a DaemonSet is bound to the node that is named. */
export function pendingPod(
  owner: ControllerBody,
  name: string,
  labels: Record<string, string>,
  node?: string,
): PodBody {
  const { template } = owner.spec;
  const { containers, volumes, ...rest } = structuredClone(template.spec);
  const claim = owner.kind === 'StatefulSet' && owner.spec['volumeClaimTemplates'];
  const all = [
    ...(volumes ?? []),
    ...(claim ? [{ name: 'data', persistentVolumeClaim: { claimName: `data-${name}` } }] : []),
  ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      ...(owner.kind === 'StatefulSet' ? {} : { generateName: `${owner.metadata.name}-` }),
      namespace: owner.metadata.namespace!,
      labels: { ...template.metadata.labels, ...labels },
      ...(template.metadata.annotations ? { annotations: template.metadata.annotations } : {}),
      ownerReferences: ownedBy(owner),
    },
    spec: {
      ...rest,
      containers,
      ...(all.length > 0 ? { volumes: all } : {}),
      ...(node === undefined ? {} : daemonAffinity(node)),
    },
    status: { phase: 'Pending', conditions: [] },
  };
}

/** The affinity by which the DaemonSet controller binds a pod to its node. */
function daemonAffinity(node: string): object {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } };
}

/** The status of a pod whose containers have just started. */
export function startedStatus(pod: PodBody, podIP: string, now: string): PodBody['status'] {
  return {
    phase: 'Running',
    startTime: now,
    podIP,
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
      type,
      status: type.endsWith('Ready') ? 'False' : 'True',
      lastTransitionTime: now,
    })),
    containerStatuses: pod.spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      ready: false,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: now } },
    })),
  };
}

/** A node of the cluster. */
export function nodeOf(index: number): NodeBody {
  const name = `worker-${index}`;
  const zone = 'abc'[index % 3]!;
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    reason,
    lastTransitionTime: stamp(BEFORE),
  });
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: metaOf('Node', '', name, {
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'topology.kubernetes.io/region': 'eu-1',
      'topology.kubernetes.io/zone': zone,
      'node.kubernetes.io/instance-type': 'm6i.xlarge',
    }),
    spec: { providerID: `cloud:///${zone}/${name}` },
    status: {
      capacity: { cpu: '4', memory: '16Gi', pods: '110', 'ephemeral-storage': '80Gi' },
      allocatable: { cpu: '3920m', memory: '15Gi', pods: '110', 'ephemeral-storage': '72Gi' },
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
        condition('Ready', 'True', 'KubeletReady'),
      ],
      nodeInfo: {
        kubeletVersion: 'v1.29.0',
        osImage: 'Debian GNU/Linux 12',
        operatingSystem: 'linux',
        architecture: 'amd64',
        containerRuntimeVersion: 'containerd://1.7.2',
        kernelVersion: '6.1.0-17',
      },
    },
  };
}
