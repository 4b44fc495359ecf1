import { isObject, type JsonObject } from '../patch/json-value.ts';

/** The object with some fields under other names; those that are not there stay away. */
export function withRenamed(object: JsonObject, names: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([field, value]) => [
      Object.hasOwn(names, field) ? names[field]! : field,
      value,
    ]),
  );
}

/** The object with one field changed; as it is when it has none, or one that is no object. */
export function withMember(
  object: JsonObject,
  field: string,
  change: (member: JsonObject) => JsonObject,
): JsonObject {
  const member = object[field];
  return isObject(member) ? { ...object, [field]: change(member) } : object;
}

/** The object with every object in a list changed; as it is when there is no such list. */
export function withItems(
  object: JsonObject,
  field: string,
  change: (item: JsonObject) => JsonObject,
): JsonObject {
  const items = object[field];
  if (!Array.isArray(items)) return object;
  return { ...object, [field]: items.map((item) => (isObject(item) ? change(item) : item)) };
}
