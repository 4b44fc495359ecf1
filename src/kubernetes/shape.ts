import { fieldOf, typeOfKind, type ValueType } from './schema/schema.ts';

/** A field that is not of the type that Kubernetes gives it. */
export interface ShapeMismatch {
  /** `spec.containers[0].name` */
  readonly path: string;
  /** What it must be: `a string`. */
  readonly expected: string;
  readonly found: string;
}

/**
 * The first field of an object that is of another type than Kubernetes' API gives it; undefined when all fit. Fields that
 * are not known, custom resources and versions that are no longer served are not looked at.
 */
export function shapeMismatch(object: {
  readonly apiVersion?: string;
  readonly kind?: string;
}): ShapeMismatch | undefined {
  const name = typeOfKind(object.apiVersion ?? '', object.kind ?? '');
  return name === undefined ? undefined : mismatch({ type: 'object', name }, object, '');
}

function mismatch(type: ValueType, value: unknown, path: string): ShapeMismatch | undefined {
  if (value === undefined) return undefined;
  switch (type.type) {
    case 'any':
      return undefined;
    case 'string':
      return typeof value === 'string' ? undefined : wrong(path, 'a string', value);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong(path, 'true or false', value);
    case 'integer':
      return Number.isInteger(value) ? undefined : wrong(path, 'a whole number', value);
    case 'number':
      return typeof value === 'number' ? undefined : wrong(path, 'a number', value);
    case 'intOrString':
      return typeof value === 'string' || typeof value === 'number'
        ? undefined
        : wrong(path, 'a number or a string', value);
    case 'list':
      return Array.isArray(value) ? firstMismatch(type.items, value, path) : wrong(path, 'a list', value);
    default:
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return wrong(path, 'an object', value);
      return memberMismatch(type, value, path);
  }
}

function firstMismatch(type: ValueType, items: readonly unknown[], path: string): ShapeMismatch | undefined {
  for (let index = 0; index < items.length; index++) {
    const found = mismatch(type, items[index], `${path}[${index}]`);
    if (found) return found;
  }
  return undefined;
}

function memberMismatch(
  type: Extract<ValueType, { readonly type: 'object' | 'map' }>,
  value: object,
  path: string,
): ShapeMismatch | undefined {
  for (const [key, member] of Object.entries(value)) {
    const memberType = type.type === 'map' ? type.values : fieldOf(type.name, key)?.value;
    const found = memberType && mismatch(memberType, member, path === '' ? key : `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}

function wrong(path: string, expected: string, value: unknown): ShapeMismatch {
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value;
  return {
    path,
    expected,
    found: typeof value === 'object' ? found.replace('object', 'an object') : `a ${found}`,
  };
}
