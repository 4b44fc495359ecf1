/**
 * A kind with its group, written as Kubernetes writes it: `Pod`, `Deployment.apps`, `Certificate.cert-manager.io`.
 *
 * @source k8s.io/apimachinery/pkg/runtime/schema/group_version.go → GroupKind.String (v0.36.3)
 */
export type GroupKind = string;

/** The group-kind of an object that carries apiVersion and kind. */
export function groupKindOf(apiVersion: string, kind: string): GroupKind {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? kind : `${kind}.${apiVersion.slice(0, slash)}`;
}

/** How objects of one kind are told apart: `namespace/name`, or `name` where there is no namespace. */
export function objectKey(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}
