import { type KubeObject, RESOURCES } from '../../src/kubernetes/index.ts';
import { RelationGraph, snapshotSource } from '../../src/relations/index.ts';
import { type Snapshot, snapshotOf } from '../../src/snapshot/index.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface ClusterOptions {
  /** Kinds that nobody asked for. */
  readonly unknown?: readonly string[];
}

/** The snapshot of a cluster that consists of these objects, and is known whole but for some kinds. */
export function clusterOf(objects: readonly KubeObject[], { unknown = [] }: ClusterOptions = {}): Snapshot {
  const complete = [...RESOURCES.keys()].filter((kind) => !unknown.includes(kind));
  return snapshotOf(objects, { kubernetes: 'v1.36.0', takenAtMs: Date.UTC(2026, 0, 1), complete }).snapshot;
}

export function graphOf(objects: readonly KubeObject[], options?: ClusterOptions): RelationGraph {
  return new RelationGraph(snapshotSource(clusterOf(objects, options)));
}

/** `make('apps/v1', 'Deployment', 'shop/web', { spec })`; a name without a slash stands in no namespace. */
export function make(
  apiVersion: string,
  kind: string,
  name: string,
  fields: Fields = {},
  metadata: Fields = {},
): KubeObject {
  const [first = '', second] = name.split('/');
  return {
    apiVersion,
    kind,
    metadata: {
      name: second ?? first,
      ...(second === undefined ? {} : { namespace: first }),
      uid: `${kind}-${name}`,
      creationTimestamp: '2025-12-01T00:00:00Z',
      ...metadata,
    },
    ...fields,
  };
}

export function owner(apiVersion: string, kind: string, name: string): Fields {
  return { ownerReferences: [{ apiVersion, kind, name, uid: `${kind}-${name}`, controller: true }] };
}

/** A pod that runs and is ready, unless its status says otherwise. */
export function pod(
  name: string,
  spec: Fields = {},
  metadata: Fields = {},
  status: Fields = READY,
): KubeObject {
  return make(
    'v1',
    'Pod',
    name,
    { spec: { containers: [{ name: 'main', image: 'app:1' }], ...spec }, status },
    metadata,
  );
}

export const READY: Fields = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2025-12-01T00:01:00Z' }],
};

export function deployment(
  name: string,
  podSpec: Fields = {},
  { replicas = 1, available = replicas }: { readonly replicas?: number; readonly available?: number } = {},
): KubeObject {
  const app = name.split('/').at(-1);
  return make('apps/v1', 'Deployment', name, {
    spec: {
      replicas,
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app } },
        spec: { containers: [{ name: 'main', image: 'app:1' }], ...podSpec },
      },
    },
    status: { replicas, availableReplicas: available },
  });
}

export function service(name: string, selector: Fields | undefined, fields: Fields = {}): KubeObject {
  return make('v1', 'Service', name, {
    spec: { ...(selector ? { selector } : {}), ports: [{ port: 80 }], ...fields },
  });
}

/** A shop as many are: Ingress → Services → Deployments → ReplicaSets → pods → nodes, with what they read and mount. */
export function shop(): KubeObject[] {
  const webSpec = {
    serviceAccountName: 'web',
    priorityClassName: 'high',
    containers: [
      {
        name: 'main',
        image: 'web:1',
        env: [
          { name: 'CACHE_SIZE', valueFrom: { configMapKeyRef: { name: 'web-config', key: 'CACHE_SIZE' } } },
          { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'web-token', key: 'token' } } },
          { name: 'BACKEND', value: 'http://api:8080/v1' },
        ],
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'web-data' } }],
  };
  const claim = { storageClassName: 'fast', volumeName: 'pv-1', accessModes: ['ReadWriteOnce'] };
  return [
    make('v1', 'Namespace', 'shop', { status: { phase: 'Active' } }),
    make('v1', 'Node', 'node-1', {
      spec: {},
      status: {
        allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    }),
    deployment('shop/web', webSpec),
    make(
      'apps/v1',
      'ReplicaSet',
      'shop/web-1',
      { spec: { replicas: 1 }, status: { readyReplicas: 1 } },
      owner('apps/v1', 'Deployment', 'web'),
    ),
    pod(
      'shop/web-1-a',
      { ...webSpec, nodeName: 'node-1' },
      { labels: { app: 'web' }, ...owner('apps/v1', 'ReplicaSet', 'web-1') },
    ),
    deployment('shop/api'),
    make(
      'apps/v1',
      'ReplicaSet',
      'shop/api-1',
      { spec: { replicas: 1 }, status: { readyReplicas: 1 } },
      owner('apps/v1', 'Deployment', 'api'),
    ),
    pod(
      'shop/api-1-a',
      { nodeName: 'node-1' },
      { labels: { app: 'api' }, ...owner('apps/v1', 'ReplicaSet', 'api-1') },
    ),
    service('shop/web', { app: 'web' }),
    service('shop/api', { app: 'api' }),
    make(
      'discovery.k8s.io/v1',
      'EndpointSlice',
      'shop/web-x',
      { addressType: 'IPv4', endpoints: [] },
      {
        labels: { 'kubernetes.io/service-name': 'web' },
      },
    ),
    make('networking.k8s.io/v1', 'Ingress', 'shop/front', {
      spec: {
        ingressClassName: 'nginx',
        tls: [{ secretName: 'front-tls' }],
        rules: [
          {
            host: 'shop.example',
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: 'web', port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    }),
    make('v1', 'ConfigMap', 'shop/web-config', { data: { CACHE_SIZE: '1' } }),
    make('v1', 'Secret', 'shop/web-token', { data: { token: 'eA==' } }),
    make('v1', 'Secret', 'shop/front-tls', { data: {} }),
    make('v1', 'ServiceAccount', 'shop/web', { imagePullSecrets: [{ name: 'pull' }] }),
    make('v1', 'PersistentVolumeClaim', 'shop/web-data', { spec: claim, status: { phase: 'Bound' } }),
    make('v1', 'PersistentVolume', 'pv-1', {
      spec: {
        storageClassName: 'fast',
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-1'] }] },
            ],
          },
        },
      },
      status: { phase: 'Bound' },
    }),
    make('storage.k8s.io/v1', 'StorageClass', 'fast', { provisioner: 'csi' }),
    make('scheduling.k8s.io/v1', 'PriorityClass', 'high', { value: 1 }),
    make('autoscaling/v2', 'HorizontalPodAutoscaler', 'shop/web', {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 1,
        maxReplicas: 3,
      },
      status: { currentReplicas: 1, desiredReplicas: 1 },
    }),
    make('policy/v1', 'PodDisruptionBudget', 'shop/web', {
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
      status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
    }),
    make('networking.k8s.io/v1', 'NetworkPolicy', 'shop/api', {
      spec: {
        podSelector: { matchLabels: { app: 'api' } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 8080 }] }],
      },
    }),
    make('v1', 'ResourceQuota', 'shop/all', {
      spec: { hard: { pods: '5' } },
      status: { hard: { pods: '5' }, used: { pods: '2' } },
    }),
    make('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'check', {
      webhooks: [
        {
          name: 'check.example.com',
          failurePolicy: 'Fail',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
          clientConfig: { service: { namespace: 'shop', name: 'api', port: 443 } },
        },
      ],
    }),
  ];
}
