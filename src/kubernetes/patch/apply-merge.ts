import { isEqual } from '../equal.ts';
import { type FieldSchema, fieldOf, type ValueType } from '../schema/schema.ts';
import { isObject, type JsonObject } from './json-value.ts';

/**
 * What server-side apply makes of a stored object and an applied configuration: fields of the configuration win, lists
 * that are maps are merged by their keys, atomic values are replaced.
 *
 * Nothing is removed: see `removeOwned` for what a manager gives up.
 *
 * @param typeName the schema's name for the type; undefined for custom resources, whose lists are atomic.
 * @source sigs.k8s.io/structured-merge-diff/v6/typed/typed.go → TypedValue.Merge
 */
export function applyMerge(
  stored: JsonObject,
  applied: JsonObject,
  typeName: string | undefined,
): JsonObject {
  return mergeObjects(stored, applied, typeName ? { type: 'object', name: typeName } : { type: 'any' });
}

function mergeObjects(stored: JsonObject, applied: JsonObject, type: ValueType): JsonObject {
  const merged: Record<string, unknown> = { ...stored };
  for (const [key, value] of Object.entries(applied)) {
    if (value === undefined) continue;
    merged[key] = mergeField(stored[key], value, fieldIn(type, key), type);
  }
  return merged;
}

function mergeField(
  stored: unknown,
  applied: unknown,
  schema: FieldSchema | undefined,
  parent: ValueType,
): unknown {
  if (stored === undefined || schema?.isAtomic) return applied;
  if (Array.isArray(applied)) {
    if (!Array.isArray(stored)) return applied;
    if (schema?.isSet) return [...stored, ...applied.filter((item) => !stored.includes(item))];
    if (!schema?.listMapKeys || schema.value.type !== 'list') return applied;
    return mergeLists(stored, applied, schema.listMapKeys, schema.value.items);
  }
  if (!isObject(applied) || !isObject(stored)) return applied;
  return mergeObjects(stored, applied, schema?.value ?? (parent.type === 'any' ? parent : { type: 'any' }));
}

function mergeLists(
  stored: readonly unknown[],
  applied: readonly unknown[],
  keys: readonly string[],
  items: ValueType,
): unknown[] {
  const isSame = (a: unknown, b: unknown) =>
    isObject(a) && isObject(b) && keys.every((key) => isEqual(keyValue(a, key), keyValue(b, key)));
  const merged = [...stored];
  for (const item of applied) {
    const index = merged.findIndex((each) => isSame(each, item));
    if (index < 0) merged.push(item);
    else merged[index] = mergeObjects(merged[index] as JsonObject, item as JsonObject, items);
  }
  return merged;
}

/** Ports are told apart by their protocol, too, which is TCP where it is not said. */
function keyValue(item: JsonObject, key: string): unknown {
  return item[key] ?? (key === 'protocol' ? 'TCP' : undefined);
}

function fieldIn(type: ValueType, key: string): FieldSchema | undefined {
  if (type.type === 'object') return fieldOf(type.name, key);
  if (type.type === 'map')
    return { value: type.values, retainKeys: false, isReplaced: false, isSet: false, isAtomic: false };
  return undefined;
}
