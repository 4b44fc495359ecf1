import { KEPT_ANNOTATIONS } from '../pod-columns.ts';

/** What a scalar of a Pod's JSON means to the columns. */
export const ROLES = {
  /** Must be the same for pods to be alike: part of the make, of the phase, of a condition's verdict. */
  fixed: 0,
  /** Nothing reads it: another text there changes nothing. */
  ignored: 1,
  name: 2,
  uid: 3,
  namespace: 4,
  nodeName: 5,
  resourceVersion: 6,
  created: 7,
  started: 8,
  readyChanged: 9,
  /** The volume that the ServiceAccount admission adds, or a mount of it. */
  tokenVolume: 10,
} as const;

type Path = readonly (string | number)[];

const METADATA_ROLES: Readonly<Record<string, number>> = {
  name: ROLES.name,
  uid: ROLES.uid,
  namespace: ROLES.namespace,
  resourceVersion: ROLES.resourceVersion,
  creationTimestamp: ROLES.created,
};
/** Fields of metadata whose content stands in the columns as it is. */
const FIXED_METADATA = new Set([
  'labels',
  'ownerReferences',
  'finalizers',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);
/** Fields of a container's status that tell whether a pod is plainly running. */
const FIXED_CONTAINER_STATUS = new Set(['name', 'restartCount', 'resources', 'allocatedResources']);
const KEPT = new Set(KEPT_ANNOTATIONS);
const TOKEN_VOLUME = /^kube-api-access-/;

/**
 * The role of the scalar at `path` of a Pod; whatever PodColumns.push reads has one, all else is ignored.
 *
 * @param value the text of a string, undefined for any other scalar.
 */
export function roleOf(path: Path, value: string | undefined, pod: unknown): number {
  const [section, field] = path;
  if (section === 'metadata') return metadataRole(path, value);
  if (section === 'spec') return specRole(path, value);
  if (section === 'status') return statusRole(path, value, pod);
  return field === undefined && (section === 'apiVersion' || section === 'kind')
    ? ROLES.fixed
    : ROLES.ignored;
}

function metadataRole([, field, key, ...rest]: Path, value: string | undefined): number {
  if (typeof field !== 'string' || FIXED_METADATA.has(field)) return ROLES.fixed;
  if (key === undefined)
    return Object.hasOwn(METADATA_ROLES, field) ? METADATA_ROLES[field]! : scalarRole(value);
  if (field === 'annotations' && rest.length === 0 && KEPT.has(String(key))) return ROLES.fixed;
  return scalarRole(value);
}

function specRole(path: Path, value: string | undefined): number {
  const field = path[1];
  if (field === 'nodeName' && path.length === 2) return ROLES.nodeName;
  if (path.at(-1) !== 'name' || typeof value !== 'string' || !TOKEN_VOLUME.test(value)) return ROLES.fixed;
  const isVolume = field === 'volumes' && path.length === 4;
  const isMount =
    (field === 'containers' || field === 'initContainers') && path.length === 6 && path[3] === 'volumeMounts';
  return isVolume || isMount ? ROLES.tokenVolume : ROLES.fixed;
}

function statusRole([, field, index, key, ...rest]: Path, value: string | undefined, pod: unknown): number {
  if (field === 'startTime' && index === undefined) return ROLES.started;
  if (field === 'conditions') {
    if (key !== 'lastTransitionTime')
      return key === 'message' ? scalarRole(value) : conditionRole(key, value);
    return index === readyIndex(pod) ? ROLES.readyChanged : scalarRole(value);
  }
  if (field === 'containerStatuses') {
    const isRead = typeof key !== 'string' || FIXED_CONTAINER_STATUS.has(key);
    return isRead || (rest.length === 0 && typeof value !== 'string') ? ROLES.fixed : scalarRole(value);
  }
  const isAside = field === 'hostIP' || field === 'hostIPs' || field === 'podIP' || field === 'podIPs';
  return isAside || field === 'initContainerStatuses' || field === 'message'
    ? scalarRole(value)
    : ROLES.fixed;
}

function conditionRole(key: string | number | undefined, value: string | undefined): number {
  return key === 'type' || key === 'status' || key === 'reason' ? ROLES.fixed : scalarRole(value);
}

/** Texts may differ where nothing reads them; other scalars are rarely worth telling apart. */
function scalarRole(value: string | undefined): number {
  return typeof value === 'string' ? ROLES.ignored : ROLES.fixed;
}

/** The condition that PodColumns looks at: the first of type Ready. */
function readyIndex(pod: unknown): number {
  const conditions = (pod as { status?: { conditions?: { type?: unknown }[] } }).status?.conditions;
  return Array.isArray(conditions) ? conditions.findIndex((condition) => condition?.type === 'Ready') : -1;
}
