/** Orders texts by code units, as a sort's comparison; for names that Kubernetes allows that is the order of Go. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
