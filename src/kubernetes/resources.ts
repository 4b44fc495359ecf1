import type { GroupKind } from './group-kind.ts';

/** How the API server serves one kind. */
export interface Resource {
  readonly group: string;
  /** The version that objects of this kind are kept in; older ones are read as well. */
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly isNamespaced: boolean;
}

const NAMESPACED = true;
const CLUSTER = false;

/** Kubernetes' own kinds, `[group, version, kind, plural, scope]`, in the order in which reports list them. */
const TABLE: readonly (readonly [string, string, string, string, boolean])[] = [
  ['', 'v1', 'Namespace', 'namespaces', CLUSTER],
  ['', 'v1', 'Node', 'nodes', CLUSTER],
  ['', 'v1', 'Pod', 'pods', NAMESPACED],
  ['apps', 'v1', 'Deployment', 'deployments', NAMESPACED],
  ['apps', 'v1', 'ReplicaSet', 'replicasets', NAMESPACED],
  ['apps', 'v1', 'StatefulSet', 'statefulsets', NAMESPACED],
  ['apps', 'v1', 'DaemonSet', 'daemonsets', NAMESPACED],
  ['apps', 'v1', 'ControllerRevision', 'controllerrevisions', NAMESPACED],
  ['batch', 'v1', 'Job', 'jobs', NAMESPACED],
  ['batch', 'v1', 'CronJob', 'cronjobs', NAMESPACED],
  ['', 'v1', 'ReplicationController', 'replicationcontrollers', NAMESPACED],
  ['policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets', NAMESPACED],
  ['autoscaling', 'v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', NAMESPACED],
  ['', 'v1', 'Service', 'services', NAMESPACED],
  ['discovery.k8s.io', 'v1', 'EndpointSlice', 'endpointslices', NAMESPACED],
  ['', 'v1', 'Endpoints', 'endpoints', NAMESPACED],
  ['networking.k8s.io', 'v1', 'Ingress', 'ingresses', NAMESPACED],
  ['networking.k8s.io', 'v1', 'IngressClass', 'ingressclasses', CLUSTER],
  ['networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies', NAMESPACED],
  ['', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', NAMESPACED],
  ['', 'v1', 'PersistentVolume', 'persistentvolumes', CLUSTER],
  ['storage.k8s.io', 'v1', 'StorageClass', 'storageclasses', CLUSTER],
  ['storage.k8s.io', 'v1', 'CSINode', 'csinodes', CLUSTER],
  ['storage.k8s.io', 'v1', 'CSIDriver', 'csidrivers', CLUSTER],
  ['storage.k8s.io', 'v1', 'CSIStorageCapacity', 'csistoragecapacities', NAMESPACED],
  ['storage.k8s.io', 'v1', 'VolumeAttachment', 'volumeattachments', CLUSTER],
  ['scheduling.k8s.io', 'v1', 'PriorityClass', 'priorityclasses', CLUSTER],
  ['node.k8s.io', 'v1', 'RuntimeClass', 'runtimeclasses', CLUSTER],
  ['', 'v1', 'ResourceQuota', 'resourcequotas', NAMESPACED],
  ['', 'v1', 'LimitRange', 'limitranges', NAMESPACED],
  ['', 'v1', 'ConfigMap', 'configmaps', NAMESPACED],
  ['', 'v1', 'Secret', 'secrets', NAMESPACED],
  ['', 'v1', 'ServiceAccount', 'serviceaccounts', NAMESPACED],
  ['coordination.k8s.io', 'v1', 'Lease', 'leases', NAMESPACED],
  ['resource.k8s.io', 'v1', 'ResourceClaim', 'resourceclaims', NAMESPACED],
  ['resource.k8s.io', 'v1', 'ResourceClaimTemplate', 'resourceclaimtemplates', NAMESPACED],
  ['resource.k8s.io', 'v1', 'ResourceSlice', 'resourceslices', CLUSTER],
  ['resource.k8s.io', 'v1', 'DeviceClass', 'deviceclasses', CLUSTER],
  ['rbac.authorization.k8s.io', 'v1', 'Role', 'roles', NAMESPACED],
  ['rbac.authorization.k8s.io', 'v1', 'RoleBinding', 'rolebindings', NAMESPACED],
  ['rbac.authorization.k8s.io', 'v1', 'ClusterRole', 'clusterroles', CLUSTER],
  ['rbac.authorization.k8s.io', 'v1', 'ClusterRoleBinding', 'clusterrolebindings', CLUSTER],
  [
    'admissionregistration.k8s.io',
    'v1',
    'ValidatingWebhookConfiguration',
    'validatingwebhookconfigurations',
    CLUSTER,
  ],
  [
    'admissionregistration.k8s.io',
    'v1',
    'MutatingWebhookConfiguration',
    'mutatingwebhookconfigurations',
    CLUSTER,
  ],
  ['admissionregistration.k8s.io', 'v1', 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', CLUSTER],
  [
    'admissionregistration.k8s.io',
    'v1',
    'ValidatingAdmissionPolicyBinding',
    'validatingadmissionpolicybindings',
    CLUSTER,
  ],
  ['apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', 'customresourcedefinitions', CLUSTER],
  ['apiregistration.k8s.io', 'v1', 'APIService', 'apiservices', CLUSTER],
  ['', 'v1', 'Event', 'events', NAMESPACED],
];

/** Kubernetes' own resources, by group-kind, in the order in which reports list them. */
export const RESOURCES: ReadonlyMap<GroupKind, Resource> = new Map(
  TABLE.map(([group, version, kind, plural, isNamespaced]) => [
    group === '' ? kind : `${kind}.${group}`,
    { group, version, kind, plural, isNamespaced },
  ]),
);

const BY_PLURAL = new Map([...RESOURCES].map(([groupKind, { plural }]) => [plural, groupKind]));

/** The group-kind that `deployments`, `deployments.apps` or `certificates.cert-manager.io` is the plural of, if known. */
export function groupKindOfPlural(plural: string): GroupKind | undefined {
  const dot = plural.indexOf('.');
  const groupKind = BY_PLURAL.get(dot < 0 ? plural : plural.slice(0, dot));
  if (groupKind === undefined || dot < 0) return groupKind;
  return RESOURCES.get(groupKind)?.group === plural.slice(dot + 1) ? groupKind : undefined;
}

/**
 * The plural of a kind; for kinds that are not Kubernetes' own, as most are named.
 *
 * @source k8s.io/apimachinery/pkg/api/meta/restmapper.go → UnsafeGuessKindToResource (v0.36.3)
 */
export function pluralOf(groupKind: GroupKind): string {
  const known = RESOURCES.get(groupKind);
  if (known) return known.plural;
  const dot = groupKind.indexOf('.');
  const singular = (dot < 0 ? groupKind : groupKind.slice(0, dot)).toLowerCase();
  if (singular.endsWith('s')) return `${singular}es`;
  if (singular.endsWith('y')) return `${singular.slice(0, -1)}ies`;
  return `${singular}s`;
}
