/**
 * When the image of a reference is pulled, unless its user says it: always, where its tag may move.
 *
 * @source pkg/apis/core/v1/defaults.go → SetDefaults_Container (v1.36.3)
 */
export function pullPolicyOf(reference: unknown): string {
  if (typeof reference !== 'string' || reference === '') return 'IfNotPresent';
  const [image = '', digest] = reference.split('@');
  const tag = /:([^:/]+)$/.exec(image)?.[1] ?? (digest === undefined ? 'latest' : '');
  return tag === 'latest' ? 'Always' : 'IfNotPresent';
}
