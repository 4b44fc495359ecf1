import type { GroupKind } from '../kubernetes/index.ts';
import type { DiffGroupName } from './documents.ts';

const GROUPS: Readonly<Record<Exclude<DiffGroupName, 'other'>, readonly GroupKind[]>> = {
  capacity: [
    'Node',
    'ResourceQuota',
    'LimitRange',
    'PriorityClass.scheduling.k8s.io',
    'RuntimeClass.node.k8s.io',
    'ResourceSlice.resource.k8s.io',
    'DeviceClass.resource.k8s.io',
  ],
  budgets: ['PodDisruptionBudget.policy'],
  workloads: [
    'Deployment.apps',
    'StatefulSet.apps',
    'DaemonSet.apps',
    'ReplicaSet.apps',
    'ReplicationController',
    'Job.batch',
    'CronJob.batch',
    'HorizontalPodAutoscaler.autoscaling',
    'Rollout.argoproj.io',
  ],
  configuration: ['ConfigMap', 'Secret', 'Namespace'],
  network: [
    'Service',
    'EndpointSlice.discovery.k8s.io',
    'Ingress.networking.k8s.io',
    'IngressClass.networking.k8s.io',
    'NetworkPolicy.networking.k8s.io',
  ],
  storage: [
    'PersistentVolumeClaim',
    'PersistentVolume',
    'StorageClass.storage.k8s.io',
    'CSINode.storage.k8s.io',
    'CSIDriver.storage.k8s.io',
    'VolumeAttachment.storage.k8s.io',
  ],
  access: [
    'ServiceAccount',
    'Role.rbac.authorization.k8s.io',
    'RoleBinding.rbac.authorization.k8s.io',
    'ClusterRole.rbac.authorization.k8s.io',
    'ClusterRoleBinding.rbac.authorization.k8s.io',
  ],
};

/** The groups in the order in which they are told. */
export const GROUP_NAMES: readonly DiffGroupName[] = [
  'capacity',
  'budgets',
  'workloads',
  'configuration',
  'network',
  'storage',
  'access',
  'other',
];

const BY_KIND = new Map(
  Object.entries(GROUPS).flatMap(([name, kinds]) => kinds.map((kind) => [kind, name as DiffGroupName])),
);

/** What a change of a kind of object means. */
export function groupOf(kind: GroupKind): DiffGroupName {
  return BY_KIND.get(kind) ?? 'other';
}
