import { type FieldSchema, fieldOf, type ValueType } from '../schema/schema.ts';
import { isObject, type JsonObject } from './json-value.ts';
import { identityBy, inOrder, mergeLists } from './merge-lists.ts';

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
    else merged[key] = mergeField(merged[key], value, fieldIn(type, key), patch[ELEMENT_ORDER + key]);
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(DELETE_FROM_LIST) && Array.isArray(value)) {
      const field = key.slice(DELETE_FROM_LIST.length);
      const list = merged[field];
      if (Array.isArray(list)) merged[field] = list.filter((item) => !value.includes(item));
    }
    if (!key.startsWith(ELEMENT_ORDER) || !Array.isArray(value)) continue;
    const field = key.slice(ELEMENT_ORDER.length);
    const list = merged[field];
    const mergeKey = fieldIn(type, field)?.patchMergeKey;
    // A list that the patch names as well is in order already.
    if (Array.isArray(list) && mergeKey !== undefined && !(field in patch))
      merged[field] = inOrder(list, value, list, identityBy(mergeKey));
  }
  return merged;
}

/** The target with only the fields that `$retainKeys` names. */
function retained(target: JsonObject, patch: JsonObject): JsonObject {
  const keys = patch[RETAIN_KEYS];
  if (!Array.isArray(keys)) return target;
  return Object.fromEntries(Object.entries(target).filter(([key]) => keys.includes(key)));
}

function mergeField(
  target: unknown,
  patch: unknown,
  schema: FieldSchema | undefined,
  order: unknown,
): unknown {
  if (Array.isArray(patch)) {
    const mergeKey = schema?.patchMergeKey;
    if (mergeKey === undefined || schema?.value.type !== 'list') return patch;
    const { items: itemType } = schema.value;
    const mergeItem = (before: unknown, item: unknown) =>
      isObject(item) ? mergeObjects(isObject(before) ? before : {}, item, itemType) : item;
    const { items, before } = mergeLists(Array.isArray(target) ? target : [], patch, mergeKey, mergeItem);
    return Array.isArray(order) ? inOrder(items, order, before, identityBy(mergeKey)) : items;
  }
  if (!isObject(patch)) return patch;
  const kept = isObject(target) && !schema?.isReplaced ? target : {};
  return mergeObjects(kept, patch, schema?.value ?? { type: 'any' });
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
