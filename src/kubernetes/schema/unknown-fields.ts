import { Amount } from '../amount.ts';
import { isObject } from '../patch/json-value.ts';
import type { KubeObject } from '../types.ts';
import { fieldOf, typeOfKind, type ValueType } from './schema.ts';

/** @source k8s.io/apimachinery/pkg/api/resource/quantity.go → ErrFormatWrong (v0.36.3) */
const NO_AMOUNT =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** What strict decoding finds wrong with an object. */
export interface SchemaProblems {
  /** Paths of fields that the type does not have: `spec.template.spec.containers[0].imagee`. */
  readonly unknown: readonly string[];
  /** The first value of a wrong type, in the decoder's words. */
  readonly wrongType?: string;
}

/**
 * Holds an object against the schema of its type; custom resources and old versions have none and pass.
 *
 * @source k8s.io/apimachinery/pkg/runtime/serializer/json/json.go → Serializer.Decode (v0.36.3)
 */
export function schemaProblems(object: KubeObject): SchemaProblems {
  const typeName = typeOfKind(object.apiVersion ?? '', object.kind ?? '');
  if (typeName === undefined) return { unknown: [] };
  const unknown: string[] = [];
  const found: { wrongType?: string } = {};
  visit(
    object,
    { type: 'object', name: typeName },
    '',
    object.kind ?? '',
    (path) => unknown.push(path),
    found,
  );
  return { unknown, ...found };
}

function visit(
  value: unknown,
  type: ValueType,
  path: string,
  holder: string,
  unknown: (path: string) => void,
  found: { wrongType?: string },
): void {
  if (value === null || value === undefined) return;
  const expected = goTypeUnless(value, type);
  if (expected !== undefined) {
    const given = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeName(value);
    const field = path.replaceAll(/\[\d+\]/g, '');
    found.wrongType ??= `json: cannot unmarshal ${given} into Go struct field ${holder}.${field} of type ${expected}`;
    return;
  }
  if (type.type === 'list' && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      visit(item, type.items, `${path}[${index}]`, holder, unknown, found);
    }
  } else if (type.type === 'map' && isObject(value)) {
    for (const [key, item] of Object.entries(value).sort(byKey)) {
      // What a map holds that is a number or a text is an amount.
      if (type.values.type === 'intOrString' && !isAmount(item)) found.wrongType ??= NO_AMOUNT;
      const isLeaf = item !== null && goTypeUnless(item, type.values) !== undefined;
      visit(item, type.values, isLeaf ? path : `${path}.${key}`, holder, unknown, found);
    }
  } else if (type.type === 'object' && isObject(value)) {
    const name = type.name.split('.').at(-1)!;
    for (const [key, item] of Object.entries(value).sort(byKey)) {
      const child = path === '' ? key : `${path}.${key}`;
      const field = fieldOf(type.name, key);
      if (field) visit(item, field.value, child, path === '' ? holder : name, unknown, found);
      else unknown(child);
    }
  }
}

/** kubectl sends the fields of an object in this order. */
function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** The Go type that was expected, if the value is of another. */
function goTypeUnless(value: unknown, type: ValueType): string | undefined {
  switch (type.type) {
    case 'string':
      return typeof value === 'string' ? undefined : 'string';
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) ? undefined : 'int32';
    case 'number':
      return typeof value === 'number' ? undefined : 'float64';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'bool';
    case 'list':
      return Array.isArray(value) ? undefined : `[]${goType(type.items)}`;
    case 'object':
      return isObject(value) ? undefined : type.name.split('.').slice(1).join('.');
    case 'map':
      return isObject(value) ? undefined : 'map[string]string';
    default:
      return undefined;
  }
}

/** What a type is called in Go. */
function goType(type: ValueType): string {
  return type.type === 'object' ? type.name.split('.').slice(1).join('.') : type.type;
}

function typeName(value: unknown): string {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value !== 'number') return 'string';
  return Number.isInteger(value) ? 'number' : `number ${value}`;
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' || (typeof value === 'string' && Amount.parse(value) !== undefined);
}
