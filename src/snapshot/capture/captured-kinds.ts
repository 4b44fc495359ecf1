import { type GroupKind, RESOURCES, type Resource } from '../../kubernetes/index.ts';

/** Kinds that no simulation reads and that hold what is nobody's business. */
const LEFT_ALONE: ReadonlySet<GroupKind> = new Set([
  'Secret',
  'Role.rbac.authorization.k8s.io',
  'RoleBinding.rbac.authorization.k8s.io',
  'ClusterRole.rbac.authorization.k8s.io',
  'ClusterRoleBinding.rbac.authorization.k8s.io',
  'APIService.apiregistration.k8s.io',
  'Endpoints',
]);

/** Kubernetes' own kinds that a capture reads. */
export const CAPTURED: readonly (readonly [GroupKind, Resource])[] = [...RESOURCES].filter(
  ([kind]) => !LEFT_ALONE.has(kind),
);

/** Groups of custom resources that decide about pods or nodes. */
export const CUSTOM_GROUPS: readonly string[] = [
  'karpenter.sh',
  'autoscaling.k8s.io',
  'keda.sh',
  'argoproj.io',
  'cluster.x-k8s.io',
];

/** The ClusterRole that a capture needs, as YAML; one that goes on watching needs one more verb. */
export function captureRole(verbs: readonly ('list' | 'watch')[] = ['list']): string {
  const groups = new Map<string, string[]>();
  for (const [, { group, plural }] of CAPTURED) groups.set(group, [...(groups.get(group) ?? []), plural]);
  for (const group of CUSTOM_GROUPS) groups.set(group, ['*']);
  const rules = [...groups].map(
    ([group, plurals]) =>
      `- apiGroups: ["${group}"]\n  resources: [${plurals.map((plural) => `"${plural}"`).join(', ')}]\n  verbs: [${verbs.map((verb) => `"${verb}"`).join(', ')}]\n`,
  );
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: kubectl-smart-${verbs.includes('watch') ? 'recording' : 'snapshot'}
rules:
${rules.join('')}- nonResourceURLs: ["/version", "/api", "/api/*", "/apis", "/apis/*"]
  verbs: ["get"]
`;
}
