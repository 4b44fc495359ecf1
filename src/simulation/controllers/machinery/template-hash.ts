import { safeEncodeString } from '../../../kubernetes/index.ts';

/**
 * A hash of a template in the form of Kubernetes' own: equal content has equal hashes.
 *
 * @source pkg/controller/controller_utils.go → ComputeHash (v1.36.3)
 * @source k8s.io/apimachinery/pkg/util/rand/rand.go → SafeEncodeString (v0.36.3)
 * @deviation Kubernetes hashes the Go structure, which depends on its version; this hashes the JSON, so the text differs.
 */
export function templateHash(template: unknown, collisionCount = 0): string {
  let hash = 0x811c9dc5;
  const text = `${canonical(template)}${collisionCount || ''}`;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return safeEncodeString(String(hash >>> 0));
}

/** JSON with the fields in the order of their names, those without a value left out. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_field, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner).filter(([, each]) => each !== null);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
