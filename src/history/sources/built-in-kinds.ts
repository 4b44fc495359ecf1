import { pluralOf } from '../../kubernetes/index.ts';

/**
 * Kinds of Kubernetes itself whose plural does not tell how they are written, and that no model of a cluster needs.
 *
 * @source pkg/controlplane/storageversionhashdata/data.go → GVRToStorageVersionHash (v1.36.3)
 */
export const BUILT_IN_KINDS: ReadonlyMap<string, string> = new Map(
  [
    'FlowSchema.flowcontrol.apiserver.k8s.io',
    'PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io',
    'IPAddress.networking.k8s.io',
    'ServiceCIDR.networking.k8s.io',
    'IngressClass.networking.k8s.io',
    'CertificateSigningRequest.certificates.k8s.io',
    'ClusterTrustBundle.certificates.k8s.io',
    'ClusterRole.rbac.authorization.k8s.io',
    'ClusterRoleBinding.rbac.authorization.k8s.io',
    'RoleBinding.rbac.authorization.k8s.io',
    'VolumeAttributesClass.storage.k8s.io',
    'CSIStorageCapacity.storage.k8s.io',
    'CSIDriver.storage.k8s.io',
    'CSINode.storage.k8s.io',
    'MutatingAdmissionPolicy.admissionregistration.k8s.io',
    'MutatingAdmissionPolicyBinding.admissionregistration.k8s.io',
    'ResourceSlice.resource.k8s.io',
    'DeviceTaintRule.resource.k8s.io',
    'PodTemplate',
    'ControllerRevision.apps',
    'StorageVersion.internal.apiserver.k8s.io',
    'StorageVersionMigration.storagemigration.k8s.io',
    'LeaseCandidate.coordination.k8s.io',
  ].map((groupKind) => [pluralIn(groupKind), groupKind]),
);

function pluralIn(groupKind: string): string {
  const dot = groupKind.indexOf('.');
  return dot < 0 ? pluralOf(groupKind) : `${pluralOf(groupKind)}${groupKind.slice(dot)}`;
}
