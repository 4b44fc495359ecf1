import type { KubeObject } from '../../src/kubernetes/index.ts';
import { metadataOf } from './metadata.ts';
import { PRIORITIES } from './pod-objects.ts';

/** What belongs to no workload: namespaces, priorities, storage classes, quotas, webhooks, schedules, autoscalers. */
export function clusterObjects(namespaces: readonly string[]): KubeObject[] {
  return [
    ...['default', 'kube-node-lease', 'kube-public', ...namespaces].map(namespace),
    ...['default', ...namespaces].map(serviceAccount),
    ...Object.entries(PRIORITIES).map(([name, value]) => priorityClass(name, value)),
    storageClass('block-zonal', 'block.csi.example.com'),
    storageClass('local-nvme', 'kubernetes.io/no-provisioner'),
    quota(),
    limits(),
    webhook('cert-manager-webhook', 'cert-manager', 'Fail'),
    webhook('kyverno', 'kyverno', 'Fail'),
    configMap(),
    autoscaler('shop', 'web', 24, 60),
    autoscaler('payments', 'api', 6, 20),
    cronJob(),
  ];
}

function namespace(name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { ...metadataOf('Namespace', '', name), labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}

/** Pods run as the default account of their namespace; without it the admission refuses them. */
function serviceAccount(inNamespace: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadataOf('ServiceAccount', inNamespace, 'default'),
  };
}

function priorityClass(name: string, value: number): KubeObject {
  return {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: metadataOf('PriorityClass', '', name),
    value,
    preemptionPolicy: 'PreemptLowerPriority',
  };
}

function storageClass(name: string, provisioner: string): KubeObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: metadataOf('StorageClass', '', name),
    provisioner,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
}

function quota(): KubeObject {
  const hard = { pods: '8', 'requests.cpu': '2' };
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: metadataOf('ResourceQuota', 'batch', 'batch'),
    spec: { hard },
    status: { hard, used: { pods: '5', 'requests.cpu': '850m' } },
  };
}

function limits(): KubeObject {
  const container = {
    type: 'Container',
    default: { memory: '512Mi' },
    defaultRequest: { cpu: '100m', memory: '128Mi' },
  };
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: metadataOf('LimitRange', 'batch', 'defaults'),
    spec: { limits: [container] },
  };
}

function webhook(name: string, service: string, failurePolicy: string): KubeObject {
  const rule = {
    apiGroups: [`${service}.example.com`],
    apiVersions: ['*'],
    operations: ['CREATE', 'UPDATE'],
    resources: ['*'],
  };
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: metadataOf('ValidatingWebhookConfiguration', '', name),
    webhooks: [
      {
        name: `validate.${service}.example.com`,
        failurePolicy,
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        clientConfig: { service: { namespace: service, name, port: 443, path: '/validate' } },
        rules: [rule],
      },
    ],
  };
}

function configMap(): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadataOf('ConfigMap', 'payments', 'payments-settings'),
    data: { CURRENCY: 'EUR' },
  };
}

function autoscaler(inNamespace: string, name: string, minReplicas: number, maxReplicas: number): KubeObject {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadataOf('HorizontalPodAutoscaler', inNamespace, name),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      minReplicas,
      maxReplicas,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 65 } },
        },
      ],
    },
    status: { currentReplicas: minReplicas, desiredReplicas: minReplicas },
  };
}

function cronJob(): KubeObject {
  const container = {
    name: 'report',
    image: 'registry.example.com/report:1.4.2',
    resources: { requests: { cpu: '200m', memory: '512Mi' } },
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadataOf('CronJob', 'batch', 'report'),
    spec: {
      schedule: '0 5 * * *',
      concurrencyPolicy: 'Forbid',
      jobTemplate: {
        spec: {
          parallelism: 4,
          completions: 4,
          template: {
            spec: { restartPolicy: 'Never', priorityClassName: 'batch-low', containers: [container] },
          },
        },
      },
    },
    status: {},
  };
}
