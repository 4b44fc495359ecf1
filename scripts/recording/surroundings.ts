import { metaOf } from './bodies.ts';
import { budgetStatus } from './budgets.ts';
import type { Body } from './cluster.ts';
import { zoneOf } from './placement.ts';
import type { ShopWorkload } from './shop-workloads.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An object with the fields that its kind has beside its metadata. */
function objectOf(apiVersion: string, kind: string, namespace: string, name: string, fields: Fields): Body {
  return { apiVersion, kind, metadata: metaOf(kind, namespace, name), ...fields };
}

export function configMapOf(namespace: string, name: string, data: Record<string, string>): Body {
  return objectOf('v1', 'ConfigMap', namespace, name, { data });
}

/** Service, budget and claims of a workload. */
export function attachmentsOf(workload: ShopWorkload): Body[] {
  const { namespace, name, kind, service, budget, claim, volume, replicas = 1 } = workload;
  const objects: Body[] = [];
  if (service) {
    const spec = {
      selector: { app: name },
      ports: [{ port: service, targetPort: service, protocol: 'TCP' }],
      type: 'ClusterIP',
      ...(kind === 'StatefulSet' ? { clusterIP: 'None' } : {}),
    };
    objects.push(objectOf('v1', 'Service', namespace, name, { spec }));
  }
  if (budget) {
    const spec = { minAvailable: budget, selector: { matchLabels: { app: name } } };
    const status = budgetStatus(budget, replicas, replicas);
    objects.push(objectOf('policy/v1', 'PodDisruptionBudget', namespace, name, { spec, status }));
  }
  if (claim) objects.push(...claimOf(namespace, claim, 20, undefined));
  if (volume) {
    for (let index = 0; index < replicas; index++) {
      objects.push(...claimOf(namespace, `data-${name}-${index}`, volume, zoneOf(`${name}-${index}`)));
    }
  }
  return objects;
}

/** A claim and its volume: in a zone, or on files that are shared by all. */
function claimOf(namespace: string, name: string, gibibytes: number, zone: string | undefined): Body[] {
  const mode = zone === undefined ? 'ReadWriteMany' : 'ReadWriteOnce';
  const storageClassName = zone === undefined ? 'shared-files' : 'block-zonal';
  const volumeName = `pvc-${metaOf('PersistentVolumeClaim', namespace, name).uid}`;
  const storage = `${gibibytes}Gi`;
  const bound = { 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' };
  const claim = objectOf('v1', 'PersistentVolumeClaim', namespace, name, {
    spec: { accessModes: [mode], storageClassName, volumeName, resources: { requests: { storage } } },
    status: { phase: 'Bound', accessModes: [mode], capacity: { storage } },
  });
  claim.metadata.annotations = bound;
  const expressions = [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [zone] }];
  const volume = objectOf('v1', 'PersistentVolume', '', volumeName, {
    spec: {
      capacity: { storage },
      accessModes: [mode],
      storageClassName,
      persistentVolumeReclaimPolicy: 'Delete',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid: claim.metadata.uid },
      csi: { driver: `${storageClassName}.csi.shop.example`, volumeHandle: volumeName },
      ...(zone === undefined
        ? {}
        : { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: expressions }] } } }),
    },
    status: { phase: 'Bound' },
  });
  volume.metadata.annotations = { 'pv.kubernetes.io/provisioned-by': `${storageClassName}.csi.shop.example` };
  return [claim, volume];
}

/** What belongs to the cluster and the shop as a whole. */
export function surroundings(namespaces: readonly string[]): Body[] {
  return [
    ...namespaces.map((name) => ({
      ...objectOf('v1', 'Namespace', '', name, {
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Active' },
      }),
      metadata: metaOf('Namespace', '', name, { 'kubernetes.io/metadata.name': name }),
    })),
    ...namespaces.map((namespace) => objectOf('v1', 'ServiceAccount', namespace, 'default', {})),
    objectOf('v1', 'ServiceAccount', 'batch', 'fx-loader', {}),
    ...storage(),
    ...configuration(),
    ...limits(),
    ...traffic(),
    ...certificates(),
    objectOf('autoscaling/v2', 'HorizontalPodAutoscaler', 'production', 'checkout', {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' },
        minReplicas: 3,
        maxReplicas: 8,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
          },
        ],
      },
      status: { currentReplicas: 3, desiredReplicas: 3 },
    }),
    nightlyReport(),
  ];
}

function storage(): Body[] {
  return [
    objectOf('storage.k8s.io/v1', 'StorageClass', '', 'block-zonal', {
      provisioner: 'block-zonal.csi.shop.example',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    }),
    objectOf('storage.k8s.io/v1', 'StorageClass', '', 'shared-files', {
      provisioner: 'shared-files.csi.shop.example',
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
      allowVolumeExpansion: true,
    }),
    objectOf('scheduling.k8s.io/v1', 'PriorityClass', '', 'system-node-critical', { value: 2000001000 }),
    objectOf('scheduling.k8s.io/v1', 'PriorityClass', '', 'system-cluster-critical', { value: 2000000000 }),
  ];
}

function configuration(): Body[] {
  const maps: [string, string, Record<string, string>][] = [
    ['default', 'api-config', { CACHE_SIZE: '256Mi', LOG_LEVEL: 'info', WORKERS: '8' }],
    ['default', 'gateway-config', { UPSTREAM_TIMEOUT: '5s', RETRIES: '2' }],
    ['default', 'frontend-config', { BANNER: 'summer sale', THEME: 'light' }],
    ['default', 'exchange-rates', { EURUSD: '1.1193', EURGBP: '0.8651', loadedAt: '2023-07-19T22:00:00Z' }],
    ['production', 'pricing', { 'prices.json': '{"generation":41,"vat":0.19}' }],
    ['production', 'checkout-config', { CURRENCY: 'EUR', MAX_ITEMS: '120' }],
    ['production', 'catalog-config', { PAGE_SIZE: '40' }],
    ['production', 'inventory-config', { SYNC_INTERVAL: '60s' }],
    ['production', 'feature-flags', { oneClick: 'off', giftCards: 'on' }],
    [
      'production',
      'reports-config',
      { DATABASE_URL: 'postgres://reports@postgres.data.svc:5432/shop', INTERVAL: '15m' },
    ],
    ['payments', 'payment-config', { PROVIDER: 'stone-pay', RETRIES: '3' }],
    ['payments', 'payment-db-config', { 'postgresql.conf': 'max_connections = 100\nshared_buffers = 1GB\n' }],
    ['data', 'postgres-config', { 'postgresql.conf': 'max_connections = 300\nshared_buffers = 2GB\n' }],
    ['batch', 'invoicing-config', { BATCH_SIZE: '500' }],
  ];
  const secrets: [string, string, string[]][] = [
    ['default', 'api-db', ['DATABASE_PASSWORD']],
    ['production', 'checkout-keys', ['SIGNING_KEY']],
    ['production', 'orders-db', ['DATABASE_PASSWORD']],
    ['payments', 'payment-keys', ['PROVIDER_TOKEN']],
  ];
  return [
    ...maps.map(([namespace, name, data]) => configMapOf(namespace, name, data)),
    ...secrets.map(([namespace, name, keys]) =>
      objectOf('v1', 'Secret', namespace, name, {
        type: 'Opaque',
        data: Object.fromEntries(keys.map((key) => [key, 'UkVEQUNURUQ='])),
      }),
    ),
  ];
}

function limits(): Body[] {
  const quota = (namespace: string, hard: Record<string, string>) =>
    objectOf('v1', 'ResourceQuota', namespace, `${namespace}-quota`, {
      spec: { hard },
      status: { hard, used: Object.fromEntries(Object.keys(hard).map((key) => [key, '0'])) },
    });
  return [
    quota('payments', { 'requests.cpu': '3', pods: '12' }),
    quota('data', { 'requests.cpu': '16', pods: '60' }),
    objectOf('v1', 'LimitRange', 'batch', 'defaults', {
      spec: {
        limits: [
          {
            type: 'Container',
            default: { memory: '512Mi' },
            defaultRequest: { cpu: '100m', memory: '256Mi' },
          },
        ],
      },
    }),
  ];
}

function traffic(): Body[] {
  const ingress = (
    namespace: string,
    name: string,
    host: string,
    service: string,
    port: number,
    secretName: string,
  ) =>
    objectOf('networking.k8s.io/v1', 'Ingress', namespace, name, {
      spec: {
        ingressClassName: 'nginx',
        tls: [{ hosts: [host], secretName }],
        rules: [
          {
            host,
            http: {
              paths: [
                {
                  path: '/',
                  pathType: 'Prefix',
                  backend: { service: { name: service, port: { number: port } } },
                },
              ],
            },
          },
        ],
      },
      status: { loadBalancer: { ingress: [{ ip: '203.0.113.10' }] } },
    });
  return [
    ingress('default', 'shop', 'shop.example', 'api-gateway', 80, 'shop-tls'),
    ingress('production', 'checkout', 'checkout.shop.example', 'checkout', 8080, 'checkout-tls'),
    objectOf('networking.k8s.io/v1', 'NetworkPolicy', 'payments', 'payment-api', {
      spec: {
        podSelector: { matchLabels: { app: 'payment-api' } },
        policyTypes: ['Ingress'],
        ingress: [
          { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'production' } } }] },
          { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } } }] },
        ],
      },
    }),
  ];
}

function certificates(): Body[] {
  const pair = (namespace: string, host: string, name: string) => [
    objectOf('cert-manager.io/v1', 'Certificate', namespace, name, {
      spec: { secretName: name, dnsNames: [host], issuerRef: { name: 'letsencrypt', kind: 'ClusterIssuer' } },
      status: {
        notBefore: '2023-07-01T06:00:00Z',
        notAfter: '2023-09-29T06:00:00Z',
        renewalTime: '2023-08-30T06:00:00Z',
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'Ready',
            message: 'Certificate is up to date and has not expired',
          },
        ],
      },
    }),
    objectOf('v1', 'Secret', namespace, name, {
      type: 'kubernetes.io/tls',
      data: { 'tls.crt': 'UkVEQUNURUQ=', 'tls.key': 'UkVEQUNURUQ=' },
    }),
  ];
  return [
    ...pair('default', 'shop.example', 'shop-tls'),
    ...pair('production', 'checkout.shop.example', 'checkout-tls'),
  ];
}

function nightlyReport(): Body {
  return objectOf('batch/v1', 'CronJob', 'batch', 'nightly-report', {
    spec: {
      schedule: '0 2 * * *',
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          template: {
            spec: {
              restartPolicy: 'Never',
              nodeSelector: { 'kubernetes.io/hostname': 'worker-3' },
              containers: [
                {
                  name: 'report',
                  image: 'registry.shop.example/report:1.8.0',
                  resources: { requests: { cpu: '300m', memory: '1536Mi' } },
                },
              ],
            },
          },
        },
      },
    },
    status: {},
  });
}
