import { type GroupKind, groupKindOf } from './group-kind.ts';
import { pluralOf, RESOURCES, type Resource } from './resources.ts';
import type { KubeObject } from './types.ts';

/** The short names that kubectl takes, as the API server tells them. */
const SHORT_NAMES: Readonly<Record<string, GroupKind>> = {
  po: 'Pod',
  no: 'Node',
  ns: 'Namespace',
  svc: 'Service',
  ep: 'Endpoints',
  cm: 'ConfigMap',
  sa: 'ServiceAccount',
  pv: 'PersistentVolume',
  pvc: 'PersistentVolumeClaim',
  rc: 'ReplicationController',
  quota: 'ResourceQuota',
  limits: 'LimitRange',
  deploy: 'Deployment.apps',
  rs: 'ReplicaSet.apps',
  sts: 'StatefulSet.apps',
  ds: 'DaemonSet.apps',
  cj: 'CronJob.batch',
  hpa: 'HorizontalPodAutoscaler.autoscaling',
  pdb: 'PodDisruptionBudget.policy',
  ing: 'Ingress.networking.k8s.io',
  netpol: 'NetworkPolicy.networking.k8s.io',
  sc: 'StorageClass.storage.k8s.io',
  pc: 'PriorityClass.scheduling.k8s.io',
  crd: 'CustomResourceDefinition.apiextensions.k8s.io',
  crds: 'CustomResourceDefinition.apiextensions.k8s.io',
};

/** The kinds behind `all`. */
const ALL: readonly GroupKind[] = [
  'Pod',
  'ReplicationController',
  'Service',
  'DaemonSet.apps',
  'Deployment.apps',
  'ReplicaSet.apps',
  'StatefulSet.apps',
  'HorizontalPodAutoscaler.autoscaling',
  'CronJob.batch',
  'Job.batch',
];

/** A kind as the API server serves it. */
export interface ServedKind extends Resource {
  readonly groupKind: GroupKind;
}

/**
 * The kinds that a word of kubectl means: `pods`, `pod`, `po`, `deployment.apps`, `deployments.v1.apps`, `all`, or a
 * custom resource's name; none when the server has no such type.
 *
 * @param definitions the CustomResourceDefinitions of the cluster.
 * @param seen kinds of which there are objects, for custom resources whose definition is not known.
 * @source k8s.io/cli-runtime/pkg/resource/builder.go → Builder.mappingFor (v0.36.3)
 * @source k8s.io/client-go/restmapper/shortcut.go → shortcutExpander (v0.36.3)
 */
export function kindsNamed(
  word: string,
  definitions: Iterable<KubeObject>,
  seen: Iterable<GroupKind> = [],
): ServedKind[] {
  const name = word.toLowerCase();
  if (name === 'all') return ALL.map(served);
  const short = SHORT_NAMES[name];
  if (short) return [served(short)];
  const [first = '', ...rest] = name.split('.');
  const groups = groupsOf(rest);
  const shortInGroup = SHORT_NAMES[first];
  if (shortInGroup && groups.includes(RESOURCES.get(shortInGroup)!.group)) return [served(shortInGroup)];
  for (const [groupKind, resource] of RESOURCES) {
    if (isNamed(resource, first) && groups.includes(resource.group)) return [served(groupKind)];
  }
  if (rest.length === 0) {
    for (const [groupKind, resource] of RESOURCES) if (isNamed(resource, first)) return [served(groupKind)];
  }
  const wanted = rest.length === 0 ? undefined : groups;
  for (const definition of definitions) {
    const custom = customKind(definition, first, wanted);
    if (custom) return [custom];
  }
  for (const groupKind of seen) {
    const resource = guessed(groupKind);
    if (resource && isNamed(resource, first) && (!wanted || wanted.includes(resource.group)))
      return [resource];
  }
  return [];
}

/** A custom resource as an API server would serve it, guessed from an object alone; undefined for a group of Kubernetes. */
export function guessedKind({ apiVersion = '', kind = '', metadata }: KubeObject): ServedKind | undefined {
  const resource = guessed(groupKindOf(apiVersion, kind));
  if (!resource?.group.includes('.') || OWN_GROUPS.has(resource.group)) return undefined;
  return { ...resource, isNamespaced: metadata.namespace !== undefined };
}

const OWN_GROUPS: ReadonlySet<string> = new Set([...RESOURCES.values()].map(({ group }) => group));

/** What an object's kind alone tells of how it is served. */
function guessed(groupKind: GroupKind): ServedKind | undefined {
  const dot = groupKind.indexOf('.');
  if (dot < 0 || RESOURCES.has(groupKind)) return undefined;
  const [kind, group] = [groupKind.slice(0, dot), groupKind.slice(dot + 1)];
  return { group, version: 'v1', kind, plural: pluralOf(groupKind), isNamespaced: true, groupKind };
}

/** Every word that `kindsNamed` knows without custom resources; for "did you mean". */
export function resourceWords(): string[] {
  const words = [...RESOURCES.values()].flatMap(({ plural, kind }) => [plural, kind.toLowerCase()]);
  return [...new Set([...Object.keys(SHORT_NAMES), ...words])];
}

/** `v1.apps` and `apps` both mean the group apps. */
function groupsOf(parts: readonly string[]): string[] {
  return [parts.join('.'), ...(parts.length > 0 && /^v\d/.test(parts[0]!) ? [parts.slice(1).join('.')] : [])];
}

function isNamed({ plural, kind }: Resource, name: string): boolean {
  return plural === name || kind.toLowerCase() === name;
}

function served(groupKind: GroupKind): ServedKind {
  return { ...RESOURCES.get(groupKind)!, groupKind };
}

interface CustomResourceDefinition extends KubeObject {
  readonly spec?: {
    readonly group?: string;
    readonly scope?: string;
    readonly names?: {
      readonly kind?: string;
      readonly plural?: string;
      readonly singular?: string;
      readonly shortNames?: readonly string[];
    };
    readonly versions?: readonly { readonly name: string; readonly storage?: boolean }[];
  };
}

function customKind(
  definition: CustomResourceDefinition,
  name: string,
  groups: readonly string[] | undefined,
): ServedKind | undefined {
  const { group = '', scope, names = {}, versions = [] } = definition.spec ?? {};
  const { kind = '', plural = '', singular = kind.toLowerCase(), shortNames = [] } = names;
  if (![plural, singular, kind.toLowerCase(), ...shortNames].includes(name)) return undefined;
  if (groups && !groups.includes(group)) return undefined;
  const version = versions.find(({ storage }) => storage)?.name ?? versions[0]?.name ?? 'v1';
  return { group, version, kind, plural, isNamespaced: scope !== 'Cluster', groupKind: `${kind}.${group}` };
}
