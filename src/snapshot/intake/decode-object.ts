import { groupKindOf, type KubeObject, RESOURCES } from '../../kubernetes/index.ts';
import { type ObjectPlace, objectError } from './object-place.ts';

/** What the surroundings say of an object that does not say it itself: items of typed lists carry no kind. */
export interface AssumedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Groups that Kubernetes' own kinds lived in before. */
const FORMER_GROUPS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  DaemonSet: 'apps/v1',
  ReplicaSet: 'apps/v1',
  Ingress: 'networking.k8s.io/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
};

/**
 * The object in the form in which the snapshot keeps it: apiVersion and kind said, a namespace where the kind has one.
 *
 * @throws InputError when it is no object of Kubernetes.
 */
export function decodeObject(
  value: unknown,
  assumed: AssumedKind | undefined,
  place: ObjectPlace,
): KubeObject {
  if (!isRecord(value)) throw objectError(`an object was expected, not ${describeType(value)}`, place);
  const apiVersion = value.apiVersion ?? assumed?.apiVersion;
  const kind = value.kind ?? assumed?.kind;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || kind === '' || apiVersion === '') {
    throw objectError('the object has no apiVersion and kind', place, `it begins: ${excerpt(value)}`);
  }
  const metadata = decodeMetadata(value.metadata, kind, place);
  const currentApiVersion = apiVersion.startsWith('extensions/') ? FORMER_GROUPS[kind] : undefined;
  const isNamespaced = RESOURCES.get(groupKindOf(currentApiVersion ?? apiVersion, kind))?.isNamespaced;
  const isComplete =
    value.apiVersion === (currentApiVersion ?? apiVersion) &&
    value.kind === kind &&
    (!isNamespaced || metadata.namespace);
  if (isComplete) return value as unknown as KubeObject;
  return {
    ...value,
    apiVersion: currentApiVersion ?? apiVersion,
    kind,
    metadata: isNamespaced && !metadata.namespace ? { ...metadata, namespace: 'default' } : metadata,
  };
}

function decodeMetadata(value: unknown, kind: string, place: ObjectPlace): KubeObject['metadata'] {
  if (!isRecord(value)) throw objectError(`the ${kind} has no metadata`, place);
  const { name, namespace } = value;
  if (typeof name !== 'string' || name === '') throw objectError(`the ${kind} has no metadata.name`, place);
  if (namespace !== undefined && namespace !== null && typeof namespace !== 'string') {
    throw objectError(
      `metadata.namespace of ${kind}/${name} is ${describeType(namespace)}, not a string`,
      place,
    );
  }
  return value as KubeObject['metadata'];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
