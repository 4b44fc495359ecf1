/** Appends to the list that a map has under a key. */
export function pushTo<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Appends all of a list, however long: more arguments than the stack holds cannot be passed to push. */
export function pushAll<Value>(into: Value[], values: Iterable<Value>): void {
  for (const value of values) into.push(value);
}
