/** Whether a field with this value is as good as not there. */
type IsUnset = (value: unknown, field: string) => boolean;

/**
 * Whether two statuses say the same: a field that is 0, false or empty is as good as none, as Kubernetes leaves such
 * fields out when it writes a status.
 */
export function same(a: unknown, b: unknown): boolean {
  return equal(a, b, isZero, '');
}

/** Plain fields of a pod template whose zero value means the same as none; in others (pointers) it does not. */
const PLAIN_FIELDS: ReadonlySet<string> = new Set([
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'stdin',
  'stdinOnce',
  'tty',
  'readOnly',
  'initialDelaySeconds',
  'minReadySeconds',
]);

/**
 * Whether two specs say the same, whatever the order of their fields.
 *
 * @source k8s.io/apimachinery/pkg/api/equality/semantic.go → Semantic (v0.36.3)
 */
export function sameSpec(a: unknown, b: unknown): boolean {
  return equal(a, b, isUnsetInSpec, '');
}

function equal(a: unknown, b: unknown, isUnset: IsUnset, field: string): boolean {
  if (a === b || (isUnset(a, field) && isUnset(b, field))) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++) if (!equal(a[index], b[index], isUnset, '')) return false;
    return true;
  }
  const [first, second] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const name in first) if (!equal(first[name], second[name], isUnset, name)) return false;
  for (const name in second) if (!(name in first) && !isUnset(second[name], name)) return false;
  return true;
}

function isZero(value: unknown): boolean {
  return value === 0 || value === false || isEmpty(value);
}

function isUnsetInSpec(value: unknown, field: string): boolean {
  return ((value === 0 || value === false) && PLAIN_FIELDS.has(field)) || isEmpty(value);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (typeof value !== 'object') return false;
  for (const _field in value) return false;
  return true;
}
