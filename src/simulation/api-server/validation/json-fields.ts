import { isObject, type JsonObject } from '../../../kubernetes/index.ts';

/** The objects of a field that is a list. */
export function objectsIn(parent: JsonObject, field: string): readonly JsonObject[] {
  const list = parent[field];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** A field that is an object; an empty one where there is none. */
export function objectIn(parent: JsonObject, field: string): JsonObject {
  const value = parent[field];
  return isObject(value) ? value : {};
}

/** A field that is a text; an empty one where there is none. */
export function textIn(parent: JsonObject, field: string): string {
  const value = parent[field];
  return typeof value === 'string' ? value : '';
}

/** The texts of a field that is a list. */
export function textsIn(parent: JsonObject, field: string): readonly string[] {
  const list = parent[field];
  return Array.isArray(list) ? list.map(String) : [];
}
