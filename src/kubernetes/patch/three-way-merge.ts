import { isEqual } from '../equal.ts';
import { type FieldSchema, fieldOf, type ValueType } from '../schema/schema.ts';
import { isObject, type JsonObject } from './json-value.ts';

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
    return mergeLists(Array.isArray(last) ? last : [], modified, stored, mergeKey, schema.value.items);
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

function mergeLists(
  last: readonly unknown[],
  modified: readonly unknown[],
  stored: readonly unknown[],
  mergeKey: string,
  items: ValueType,
): unknown[] {
  const isSame = (a: unknown, b: unknown) =>
    mergeKey === '' ? isEqual(a, b) : isObject(a) && isObject(b) && isEqual(a[mergeKey], b[mergeKey]);
  const merged = modified.map((item) => {
    const old = stored.find((each) => isSame(each, item));
    if (!isObject(item) || !isObject(old)) return item;
    const previous = last.find((each) => isSame(each, item));
    return mergeObjects(isObject(previous) ? previous : {}, item, old, items);
  });
  // Items of others stay behind the item that they stand behind now.
  for (const [index, item] of stored.entries()) {
    const isOurs = modified.some((each) => isSame(each, item)) || last.some((each) => isSame(each, item));
    if (isOurs) continue;
    const before = stored.slice(0, index).findLast((each) => merged.some((other) => isSame(other, each)));
    const place = before === undefined ? 0 : merged.findIndex((each) => isSame(each, before)) + 1;
    merged.splice(place, 0, item);
  }
  return merged;
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
