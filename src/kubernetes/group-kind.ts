/**
 * A kind with its group, written as Kubernetes writes it: `Pod`, `Deployment.apps`, `Certificate.cert-manager.io`.
 *
 * @source k8s.io/apimachinery/pkg/runtime/schema/group_version.go → GroupKind.String (v0.36.3)
 */
export type GroupKind = string;

/** The group-kinds that were asked for before: a text that is made once is hashed once. */
const KNOWN = new Map<string, Map<string, GroupKind>>();
const KNOWN_MAX = 4096;
let knownCount = 0;

/** The group-kind of an object that carries apiVersion and kind. */
export function groupKindOf(apiVersion: string, kind: string): GroupKind {
  let kinds = KNOWN.get(apiVersion);
  const known = kinds?.get(kind);
  if (known !== undefined) return known;
  const slash = apiVersion.indexOf('/');
  const groupKind = slash < 0 ? kind : `${kind}.${apiVersion.slice(0, slash)}`;
  // Input may name kinds without end.
  if (knownCount === KNOWN_MAX) return groupKind;
  knownCount++;
  if (!kinds) {
    kinds = new Map();
    KNOWN.set(apiVersion, kinds);
  }
  kinds.set(kind, groupKind);
  return groupKind;
}

/** How objects of one kind are told apart: `namespace/name`, or `name` where there is no namespace. */
export function objectKey(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}
