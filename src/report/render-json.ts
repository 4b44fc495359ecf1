/** The document as JSON that people can read too. */
export function renderJson(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
