const NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const MAX_NAME_LENGTH = 63;
const MAX_PREFIX_LENGTH = 253;

/** What a label name has to be, for error messages. */
export const LABEL_NAME_RULE =
  "must be a name of at most 63 letters, digits, '-', '_' or '.', optionally after a DNS subdomain and '/'";

/**
 * Whether the text can be the name of a label or of a resource.
 *
 * @source staging/src/k8s.io/apimachinery/pkg/api/validate/content/kube.go → IsLabelKey (v1.36.3)
 */
export function isLabelName(text: string): boolean {
  const parts = text.split('/');
  if (parts.length > 2) return false;
  const name = parts.at(-1)!;
  if (name.length > MAX_NAME_LENGTH || !NAME.test(name)) return false;
  if (parts.length === 1) return true;
  const prefix = parts[0]!;
  return prefix.length <= MAX_PREFIX_LENGTH && SUBDOMAIN.test(prefix);
}

/** Whether the text can be the value of a label: empty, or at most 63 letters, digits, '-', '_' or '.'. */
export function isLabelValue(text: string): boolean {
  return text === '' || (text.length <= MAX_NAME_LENGTH && NAME.test(text));
}
