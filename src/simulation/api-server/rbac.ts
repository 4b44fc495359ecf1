import type { JsonObject, KubeObject } from '../../kubernetes/index.ts';
import type { ObjectReference, WorldView } from '../../world/index.ts';
import { listOf, partOf } from './admission/matching.ts';
import type { Status } from './api.ts';
import { refusals } from './refusals.ts';
import { resourceOf } from './storage.ts';

const RBAC = 'rbac.authorization.k8s.io';

/** Whom a request is made as. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What a request wants to do. */
export interface Access extends ObjectReference {
  /** `get`, `create`, `update`, `patch`, `delete`. */
  readonly verb: string;
  readonly subresource?: string;
}

/**
 * The refusal of a request by role-based access control; undefined when some role allows it.
 *
 * @source plugin/pkg/auth/authorizer/rbac/rbac.go → RBACAuthorizer.Authorize (v1.36.3)
 * @source k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go → forbiddenMessage (v0.36.3)
 */
export function accessRefusal(world: WorldView, user: User, access: Access): Status | undefined {
  const { verb, kind, namespace, name, subresource } = access;
  if (user.groups.includes('system:masters')) return undefined;
  const dot = kind.indexOf('.');
  const group = dot < 0 ? '' : kind.slice(dot + 1);
  const qualified = resourceOf(kind);
  const plural = dot < 0 ? qualified : qualified.slice(0, qualified.indexOf('.'));
  const resource = subresource ? `${plural}/${subresource}` : plural;
  const allows = (rule: JsonObject) =>
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    hasResource(rule.resources, resource, subresource) &&
    (!Array.isArray(rule.resourceNames) ||
      rule.resourceNames.length === 0 ||
      rule.resourceNames.includes(name));
  if (rulesOf(world, user, namespace).some(allows)) return undefined;
  const place =
    namespace === undefined ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const who = JSON.stringify(user.name);
  const what = `cannot ${verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(group)}`;
  return refusals.forbidden(qualified, name, `User ${who} ${what} ${place}`);
}

/** The rules of all roles that are bound to a user, cluster-wide and in a namespace. */
function rulesOf(world: WorldView, user: User, namespace: string | undefined): JsonObject[] {
  const bindings: KubeObject[] = world.list(`ClusterRoleBinding.${RBAC}`);
  if (namespace !== undefined) bindings.push(...world.list(`RoleBinding.${RBAC}`, namespace));
  return bindings
    .filter((binding) => listOf(binding, 'subjects').some((subject) => isUser(subject, user)))
    .flatMap((binding) => {
      const { kind, name } = partOf(binding, 'roleRef');
      const scope = kind === 'Role' ? binding.metadata.namespace : undefined;
      const role = world.objects.get(`${kind}.${RBAC}`, scope, String(name));
      return role ? listOf(role, 'rules') : [];
    });
}

function isUser(subject: JsonObject, { name, groups }: User): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === name;
    case 'Group':
      return groups.includes(String(subject.name));
    case 'ServiceAccount':
      return name === `system:serviceaccount:${subject.namespace}:${subject.name}`;
    default:
      return false;
  }
}

function has(items: unknown, wanted: string): boolean {
  return Array.isArray(items) && (items.includes('*') || items.includes(wanted));
}

function hasResource(items: unknown, resource: string, subresource: string | undefined): boolean {
  return (
    has(items, resource) ||
    (subresource !== undefined && Array.isArray(items) && items.includes(`*/${subresource}`))
  );
}
