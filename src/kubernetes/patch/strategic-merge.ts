import { isEqual } from '../equal.ts';
import { type FieldSchema, fieldOf, type ValueType } from '../schema/schema.ts';
import { isObject, type JsonObject } from './json-value.ts';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM_LIST = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

/**
 * Strategic merge patch: like a merge patch, but lists that the schema gives a merge key are merged item by item, and
 * directives (`$patch`, `$retainKeys`, `$deleteFromPrimitiveList`, `$setElementOrder`) are obeyed.
 *
 * @param typeName the schema's name for the type of `target`.
 * @source k8s.io/apimachinery/pkg/util/strategicpatch/patch.go → StrategicMergeMapPatch (v0.36.3)
 */
export function strategicMergePatch(target: JsonObject, patch: JsonObject, typeName: string): JsonObject {
  return mergeObjects(target, patch, { type: 'object', name: typeName });
}

function mergeObjects(target: JsonObject, patch: JsonObject, type: ValueType): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive === 'delete') return {};
  const merged: Record<string, unknown> = { ...retained(target, patch) };
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete merged[key];
    else merged[key] = mergeField(merged[key], value, fieldIn(type, key));
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(DELETE_FROM_LIST) && Array.isArray(value)) {
      const field = key.slice(DELETE_FROM_LIST.length);
      const list = merged[field];
      if (Array.isArray(list)) merged[field] = list.filter((item) => !value.includes(item));
    }
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(ELEMENT_ORDER) || !Array.isArray(order)) continue;
    const field = key.slice(ELEMENT_ORDER.length);
    const list = merged[field];
    const mergeKey = fieldIn(type, field)?.patchMergeKey;
    if (Array.isArray(list) && mergeKey !== undefined) merged[field] = ordered(list, order, mergeKey);
  }
  return merged;
}

/** The target with only the fields that `$retainKeys` names. */
function retained(target: JsonObject, patch: JsonObject): JsonObject {
  const keys = patch[RETAIN_KEYS];
  if (!Array.isArray(keys)) return target;
  return Object.fromEntries(Object.entries(target).filter(([key]) => keys.includes(key)));
}

function mergeField(target: unknown, patch: unknown, schema: FieldSchema | undefined): unknown {
  if (Array.isArray(patch)) {
    const mergeKey = schema?.patchMergeKey;
    if (mergeKey === undefined || schema?.value.type !== 'list') return patch;
    return mergeLists(Array.isArray(target) ? target : [], patch, mergeKey, schema.value.items);
  }
  if (!isObject(patch)) return patch;
  const kept = isObject(target) && !schema?.isReplaced ? target : {};
  return mergeObjects(kept, patch, schema?.value ?? { type: 'any' });
}

/** @source k8s.io/apimachinery/pkg/util/strategicpatch/patch.go → mergeSliceHandler (v0.36.3) */
function mergeLists(
  target: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
  items: ValueType,
): unknown[] {
  if (mergeKey === '') return [...target, ...patch.filter((item) => !target.includes(item))];
  const replaces = patch.some((item) => isObject(item) && item[DIRECTIVE] === 'replace');
  let merged: unknown[] = replaces ? [] : [...target];
  for (const item of patch) {
    if (!isObject(item)) continue;
    const index = merged.findIndex((each) => isObject(each) && isEqual(each[mergeKey], item[mergeKey]));
    if (item[DIRECTIVE] === 'delete') merged = index < 0 ? merged : merged.toSpliced(index, 1);
    else if (item[DIRECTIVE] === 'replace' && Object.keys(item).length === 1) continue;
    else if (index < 0) merged.push(mergeObjects({}, item, items));
    else merged[index] = mergeObjects(merged[index] as JsonObject, item, items);
  }
  return merged;
}

/** Items that the order names, in that order; others keep their place relative to the item before them. */
function ordered(list: readonly unknown[], order: readonly unknown[], mergeKey: string): unknown[] {
  const rankOf = (item: unknown) =>
    order.findIndex((each) =>
      mergeKey === ''
        ? each === item
        : isObject(each) && isObject(item) && isEqual(each[mergeKey], item[mergeKey]),
    );
  const named = list.filter((item) => rankOf(item) >= 0).sort((a, b) => rankOf(a) - rankOf(b));
  const others = list.map((item, index) => ({ item, index })).filter(({ item }) => rankOf(item) < 0);
  const result = [...named];
  for (const { item, index } of others) {
    const before = list.slice(0, index).findLast((each) => result.includes(each));
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, item);
  }
  return result;
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => key !== DIRECTIVE));
}

function fieldIn(type: ValueType, key: string): FieldSchema | undefined {
  if (type.type === 'object') return fieldOf(type.name, key);
  if (type.type === 'map')
    return { value: type.values, retainKeys: false, isReplaced: false, isSet: false, isAtomic: false };
  return undefined;
}
