import { isObject } from '../patch/json-value.ts';
import type { KubeObject } from '../types.ts';
import { fieldOf, typeOfKind, type ValueType } from './schema.ts';

/**
 * The object without fields that its type does not have: what the API server keeps of it. Custom resources and old
 * versions stay as they are.
 */
export function withoutUnknownFields(object: KubeObject): KubeObject {
  const typeName = typeOfKind(object.apiVersion ?? '', object.kind ?? '');
  if (typeName === undefined) return object;
  return prune(object, { type: 'object', name: typeName }) as KubeObject;
}

function prune(value: unknown, type: ValueType): unknown {
  if (type.type === 'list' && Array.isArray(value)) return value.map((item) => prune(item, type.items));
  if (!isObject(value)) return value;
  if (type.type === 'map') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, prune(item, type.values)]));
  }
  if (type.type !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const field = fieldOf(type.name, key);
      return field ? [[key, prune(item, field.value)]] : [];
    }),
  );
}
