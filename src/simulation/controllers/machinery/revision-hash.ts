import { safeEncodeString } from '../../../kubernetes/index.ts';

const ENCODER = new TextEncoder();

/**
 * The hash in the name of a ControllerRevision with this data: FNV-1 over its JSON and the number of collisions.
 *
 * @source pkg/controller/history/controller_history.go → HashControllerRevision (v1.36.3)
 */
export function revisionHash(data: unknown, collisionCount: number): string {
  let hash = 0x811c9dc5;
  for (const byte of ENCODER.encode(goJson(data) + collisionCount)) {
    hash = Math.imul(hash, 0x01000193) ^ byte;
  }
  return safeEncodeString(String(hash >>> 0));
}

/** JSON as Go writes a map: fields in the order of their names, and the characters of HTML escaped. */
function goJson(value: unknown): string {
  const sorted = JSON.stringify(value, (_field, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return sorted.replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
