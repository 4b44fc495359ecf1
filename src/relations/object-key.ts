import { type GroupKind, groupKindOf, type KubeObject, RESOURCES } from '../kubernetes/index.ts';

/**
 * `Kind/namespace/name`, or `Kind/name` for what stands in no namespace. Kinds of Kubernetes and of its Gateway API are
 * written without their group, all others as `Kind.group`.
 */
export type ObjectKey = string;

/** What a key is made of. */
export interface KeyParts {
  readonly groupKind: GroupKind;
  /** Undefined for what stands in no namespace. */
  readonly namespace: string | undefined;
  readonly name: string;
}

const GATEWAY_GROUP = '.gateway.networking.k8s.io';
const GATEWAY_KINDS = [
  'Gateway',
  'GatewayClass',
  'HTTPRoute',
  'GRPCRoute',
  'TCPRoute',
  'TLSRoute',
  'UDPRoute',
];

const PLAIN: ReadonlyMap<string, GroupKind> = new Map([
  ...[...RESOURCES].map(([groupKind, { kind }]) => [kind, groupKind] as const),
  ...GATEWAY_KINDS.map((kind) => [kind, kind + GATEWAY_GROUP] as const),
]);
const SHORT: ReadonlyMap<GroupKind, string> = new Map(
  [...PLAIN].map(([kind, groupKind]) => [groupKind, kind]),
);

/** The kind as keys and texts write it: `Deployment`, `Certificate.cert-manager.io`. */
export function shortKind(groupKind: GroupKind): string {
  return SHORT.get(groupKind) ?? groupKind;
}

/** The group-kind that the first part of a key stands for. */
export function groupKindNamed(kind: string): GroupKind {
  return PLAIN.get(kind) ?? kind;
}

/** The key of the object of a kind that has this name. */
export function keyFor(groupKind: GroupKind, namespace: string | undefined, name: string): ObjectKey {
  return namespace ? `${shortKind(groupKind)}/${namespace}/${name}` : `${shortKind(groupKind)}/${name}`;
}

/** The key of an object. */
export function keyOf({ apiVersion = 'v1', kind = '', metadata }: KubeObject): ObjectKey {
  return keyFor(groupKindOf(apiVersion, kind), metadata.namespace, metadata.name ?? '');
}

/** The parts of a key; undefined for a text that is none. */
export function parseKey(key: ObjectKey): KeyParts | undefined {
  const parts = key.split('/');
  if (parts.length < 2 || parts.length > 3 || parts.includes('')) return undefined;
  const [kind = '', first = '', second] = parts;
  const groupKind = groupKindNamed(kind);
  return second === undefined
    ? { groupKind, namespace: undefined, name: first }
    : { groupKind, namespace: first, name: second };
}
