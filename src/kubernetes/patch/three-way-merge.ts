import { isEqual } from '../equal.ts';
import { type FieldSchema, fieldOf, type ValueType } from '../schema/schema.ts';
import { isObject, type JsonObject } from './json-value.ts';
import { identityBy, inOrder, mergeLists } from './merge-lists.ts';

/**
 * What client-side apply makes of a stored object: fields of the new configuration win, fields that the last applied
 * configuration had and the new one has not are removed, all others stay.
 *
 * @param typeName the schema's name for the type; undefined for custom resources, whose lists are replaced.
 * @source k8s.io/apimachinery/pkg/util/strategicpatch/patch.go → CreateThreeWayMergePatch (v0.36.3)
 * @source k8s.io/apimachinery/pkg/util/jsonmergepatch/patch.go → CreateThreeWayJSONMergePatch (v0.36.3)
 */
export function threeWayMerge(
  lastApplied: JsonObject | undefined,
  modified: JsonObject,
  stored: JsonObject,
  typeName: string | undefined,
): JsonObject {
  return mergeObjects(
    lastApplied ?? {},
    modified,
    stored,
    typeName ? { type: 'object', name: typeName } : { type: 'any' },
  );
}

/**
 * Whether kubectl's patch of an object of this type holds something even where nothing has changed: a field that is replaced
 * as a whole is in every patch.
 *
 * @source k8s.io/apimachinery/pkg/util/strategicpatch/patch.go → handleMapDiff (v0.36.3)
 */
export function isAlwaysPatched(modified: JsonObject, typeName: string | undefined): boolean {
  if (typeName === undefined) return false;
  return Object.entries(modified).some(([key, value]) => {
    const field = fieldOf(typeName, key);
    if (field === undefined || !isObject(value)) return false;
    return field.isReplaced || (field.value.type === 'object' && isAlwaysPatched(value, field.value.name));
  });
}

function mergeObjects(
  last: JsonObject,
  modified: JsonObject,
  stored: JsonObject,
  type: ValueType,
): JsonObject {
  const merged: Record<string, unknown> = { ...stored };
  for (const key of Object.keys(last)) if (isAbsent(modified[key])) delete merged[key];
  for (const [key, value] of Object.entries(modified)) {
    if (isAbsent(value)) delete merged[key];
    else merged[key] = mergeField(last[key], value, stored[key], fieldIn(type, key));
  }
  return merged;
}

function mergeField(
  last: unknown,
  modified: unknown,
  stored: unknown,
  schema: FieldSchema | undefined,
): unknown {
  if (Array.isArray(modified) && Array.isArray(stored)) {
    const mergeKey = schema?.patchMergeKey;
    if (mergeKey === undefined || schema?.value.type !== 'list') return modified;
    return mergeItems(Array.isArray(last) ? last : [], modified, stored, mergeKey, schema.value.items);
  }
  if (!isObject(modified) || !isObject(stored) || schema?.isReplaced) return modified;
  const previous = isObject(last) ? last : {};
  // A union's other members go when the configuration chooses one.
  const kept = schema?.retainKeys ? retained(stored, modified, previous) : stored;
  return mergeObjects(previous, modified, kept, schema?.value ?? { type: 'any' });
}

function retained(stored: JsonObject, modified: JsonObject, last: JsonObject): JsonObject {
  if (isEqual(modified, last)) return stored;
  return Object.fromEntries(Object.entries(stored).filter(([key]) => key in modified));
}

function mergeItems(
  last: readonly unknown[],
  modified: readonly unknown[],
  stored: readonly unknown[],
  mergeKey: string,
  itemType: ValueType,
): unknown[] {
  const isSame = identityBy(mergeKey);
  const gone = last.filter((item) => !modified.some((each) => isSame(each, item)));
  if (mergeKey === '') {
    const { items, before } = mergeLists(stored, modified, mergeKey, (_before, item) => item);
    return inOrder(items, modified, before, isSame).filter((item) => !gone.includes(item));
  }
  const deletions = gone.filter(isObject).map((item) => ({ [mergeKey]: item[mergeKey], $patch: 'delete' }));
  const mergeItem = (old: unknown, item: unknown) => {
    if (!isObject(item) || !isObject(old)) return item;
    const previous = last.find((each) => isSame(each, item));
    return mergeObjects(isObject(previous) ? previous : {}, item, old, itemType);
  };
  const { items, before } = mergeLists(stored, [...modified, ...deletions], mergeKey, mergeItem);
  return inOrder(items, modified, before, isSame);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function fieldIn(type: ValueType, key: string): FieldSchema | undefined {
  if (type.type === 'object') return fieldOf(type.name, key);
  if (type.type === 'map')
    return { value: type.values, retainKeys: false, isReplaced: false, isSet: false, isAtomic: false };
  return undefined;
}
