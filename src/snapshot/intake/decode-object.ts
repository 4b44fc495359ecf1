import {
  currentGroupKindOf,
  inCurrentVersion,
  isObject,
  type JsonObject,
  type KubeObject,
  RESOURCES,
  type SharedShapes,
  shapeMismatch,
} from '../../kubernetes/index.ts';
import { type ObjectPlace, objectError } from './object-place.ts';

/** What the surroundings say of an object that does not say it itself: items of typed lists carry no kind. */
export interface AssumedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * The object in the form in which the snapshot keeps it: in the version that the model reads, apiVersion and kind said, a
 * namespace where the kind has one, fields of null left out, every field of the type that Kubernetes gives it.
 *
 * @param mayHoldNulls false when the text is known to hold none, so that nobody need look for them.
 * @param shared the values in it that other objects have too, if any: none of them is changed.
 * @throws InputError when it is no object of Kubernetes.
 */
export function decodeObject(
  value: unknown,
  assumed: AssumedKind | undefined,
  place: ObjectPlace,
  mayHoldNulls = true,
  shared?: SharedShapes,
): KubeObject {
  if (!isObject(value)) throw objectError(`an object was expected, not ${describeType(value)}`, place);
  const said = value.apiVersion ?? assumed?.apiVersion;
  const kind = value.kind ?? assumed?.kind;
  if (typeof said !== 'string' || typeof kind !== 'string' || kind === '' || said === '') {
    throw objectError('the object has no apiVersion and kind', place, `it begins: ${excerpt(value)}`);
  }
  const metadata = decodeMetadata(value.metadata, kind, place);
  const isNamespaced = RESOURCES.get(currentGroupKindOf(said, kind))?.isNamespaced === true;
  const whole: JsonObject = {
    ...value,
    apiVersion: said,
    kind,
    metadata: isNamespaced && !metadata.namespace ? { ...metadata, namespace: 'default' } : metadata,
  };
  const object = inCurrentVersion(
    mayHoldNulls ? (withoutNulls(whole) as JsonObject) : whole,
  ) as unknown as KubeObject;
  const mismatch = shapeMismatch(object, shared);
  if (mismatch) {
    const { path, expected, found } = mismatch;
    throw objectError(`${path} of ${kind}/${metadata.name} must be ${expected}, not ${found}`, place);
  }
  return object;
}

/** The value without fields of null, which mean the same as no field. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === 'object' && item !== null) value[index] = withoutNulls(item);
    }
    return value;
  }
  if (!isObject(value)) return value;
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members)) {
    const member = members[key];
    if (member === null) delete members[key];
    else if (typeof member === 'object') withoutNulls(member);
  }
  return value;
}

function decodeMetadata(value: unknown, kind: string, place: ObjectPlace): KubeObject['metadata'] {
  if (!isObject(value)) throw objectError(`the ${kind} has no metadata`, place);
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

function describeType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
