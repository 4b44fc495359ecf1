import { fieldOf, typeOfKind, type ValueType } from './schema/schema.ts';

/** A field that is not of the type that Kubernetes gives it, or that is not there and has to be. */
export interface ShapeMismatch {
  /** `spec.containers[0].name` */
  readonly path: string;
  /** What it must be: `a string`. */
  readonly expected: string;
  readonly found: string;
}

/** Values that several objects share, and as which types they were found to be right: each is looked at once a type. */
export class SharedShapes {
  readonly #shared: ReadonlySet<object>;
  readonly #fitting = new Map<object, ValueType>();

  constructor(shared: ReadonlySet<object>) {
    this.#shared = shared;
  }

  fits(type: ValueType, value: object): boolean {
    return this.#fitting.get(value) === type;
  }

  note(type: ValueType, value: object): void {
    if (this.#shared.has(value)) this.#fitting.set(value, type);
  }
}

/**
 * The first field of an object that is of another type than Kubernetes' API gives it; undefined when all fit. Fields that
 * are not known, custom resources and versions that are no longer served are not looked at.
 */
export function shapeMismatch(
  object: { readonly apiVersion?: string; readonly kind?: string },
  shared?: SharedShapes,
): ShapeMismatch | undefined {
  const name = typeOfKind(object.apiVersion ?? '', object.kind ?? '');
  return name === undefined ? undefined : mismatch({ type: 'object', name }, object, shared);
}

/** A mismatch found further down gets its path on the way back up: nearly every value has none. */
function mismatch(type: ValueType, value: unknown, shared?: SharedShapes): ShapeMismatch | undefined {
  switch (type.type) {
    case 'any':
      return undefined;
    case 'string':
      return typeof value === 'string' ? undefined : wrong('a string', value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong('true or false', value);
    case 'integer':
      return Number.isInteger(value) ? undefined : wrong('a whole number', value);
    case 'number':
      return typeof value === 'number' ? undefined : wrong('a number', value);
    case 'intOrString':
      return typeof value === 'string' || typeof value === 'number'
        ? undefined
        : wrong('a number or a string', value);
    case 'list':
      return Array.isArray(value) ? itemMismatch(type.items, value, shared) : wrong('a list', value);
    default:
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return wrong('an object', value);
      return memberMismatch(type, value as Readonly<Record<string, unknown>>, shared);
  }
}

function itemMismatch(
  type: ValueType,
  items: readonly unknown[],
  shared: SharedShapes | undefined,
): ShapeMismatch | undefined {
  for (let index = 0; index < items.length; index++) {
    const found = sharedMismatch(type, items[index], shared);
    if (found) return within(`[${index}]`, found);
  }
  return undefined;
}

/** A mismatch in a value that may be shared, and then was perhaps looked at before. */
function sharedMismatch(
  type: ValueType,
  value: unknown,
  shared: SharedShapes | undefined,
): ShapeMismatch | undefined {
  if (shared === undefined || typeof value !== 'object' || value === null)
    return mismatch(type, value, shared);
  if (shared.fits(type, value)) return undefined;
  const found = mismatch(type, value, shared);
  if (!found) shared.note(type, value);
  return found;
}

function memberMismatch(
  type: Extract<ValueType, { readonly type: 'object' | 'map' }>,
  members: Readonly<Record<string, unknown>>,
  shared?: SharedShapes,
): ShapeMismatch | undefined {
  const fields = type.type === 'map' ? undefined : fieldTypes(type.name);
  for (const key of Object.keys(members)) {
    const value = members[key];
    const memberType = type.type === 'map' ? type.values : fields?.of(key);
    if (!memberType || value === undefined) continue;
    const found = sharedMismatch(memberType, value, shared);
    if (found) return within(key, found);
  }
  if (type.type === 'map') return undefined;
  const absent = REQUIRED_TEXTS.get(type.name)?.find((field) => members[field] === undefined);
  return absent === undefined ? undefined : { path: absent, expected: 'a string', found: 'absent' };
}

/**
 * Fields without which the model cannot name what an object refers to; the API server lets none be absent.
 *
 * @source staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go validateOwnerReference
 */
const REQUIRED_TEXTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['meta.v1.OwnerReference', ['apiVersion', 'kind', 'name']],
]);

/** The types of a type's fields, looked up once each: every object of a large cluster passes here. */
class FieldTypes {
  readonly #name: string;
  readonly #types = new Map<string, ValueType>();

  constructor(name: string) {
    this.#name = name;
  }

  of(field: string): ValueType | undefined {
    const known = this.#types.get(field);
    if (known !== undefined) return known;
    const type = fieldOf(this.#name, field)?.value;
    // Fields that no type has are as many as an input likes: they are not kept.
    if (type !== undefined) this.#types.set(field, type);
    return type;
  }
}

const FIELD_TYPES = new Map<string, FieldTypes>();

function fieldTypes(name: string): FieldTypes {
  let types = FIELD_TYPES.get(name);
  if (!types) {
    types = new FieldTypes(name);
    FIELD_TYPES.set(name, types);
  }
  return types;
}

function within(step: string, { path, ...found }: ShapeMismatch): ShapeMismatch {
  return { ...found, path: path === '' || path.startsWith('[') ? `${step}${path}` : `${step}.${path}` };
}

function wrong(expected: string, value: unknown): ShapeMismatch {
  if (value === null) return { path: '', expected, found: 'null' };
  const found = Array.isArray(value)
    ? 'a list'
    : typeof value === 'object'
      ? 'an object'
      : `a ${typeof value}`;
  return { path: '', expected, found };
}
