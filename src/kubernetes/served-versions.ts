import { groupKindOf } from './group-kind.ts';
import { RESOURCES } from './resources.ts';

/** Groups whose kinds every supported API server serves in one version only. */
const ONE_VERSION: ReadonlySet<string> = new Set([
  '',
  'apps',
  'batch',
  'policy',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
]);
/** Kinds of other groups, and the versions in which they are served. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  'HorizontalPodAutoscaler.autoscaling': ['v1', 'v2'],
  'Ingress.networking.k8s.io': ['v1'],
  'IngressClass.networking.k8s.io': ['v1'],
  'NetworkPolicy.networking.k8s.io': ['v1'],
  'PriorityClass.scheduling.k8s.io': ['v1'],
  'StorageClass.storage.k8s.io': ['v1'],
};

/**
 * Whether an API server of a supported version may serve a kind under this apiVersion; false for versions that are long gone
 * and for groups that are not the kind's. Kinds that are not Kubernetes' own are taken as they are.
 */
export function isServedVersion(apiVersion: string, kind: string): boolean {
  const groupKind = groupKindOf(apiVersion, kind);
  const resource = RESOURCES.get(groupKind);
  if (!resource) return true;
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  if (version === resource.version) return true;
  return VERSIONS[groupKind]?.includes(version) ?? !ONE_VERSION.has(resource.group);
}
