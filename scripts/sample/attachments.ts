import type { KubeObject } from '../../src/kubernetes/index.ts';
import { ago, pick, uidOf } from './identity.ts';
import { metadataOf } from './metadata.ts';
import type { SampleNode } from './nodes.ts';
import type { Workload } from './workload.ts';

/** A bound claim and its volume: on the pod's node, or in its zone. */
export function volumeOf(workload: Workload, pod: string, node: SampleNode): KubeObject[] {
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

/** The budget of a workload, with the numbers that the disruption controller would have computed. */
export function budgetOf({ namespace, name, budget, kind }: Workload, count: number): KubeObject[] {
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

/** The Service in front of a workload. */
export function serviceOf({ namespace, name, service }: Workload): KubeObject[] {
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
