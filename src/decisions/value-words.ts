const VALUE_LENGTH = 60;

/** A value in one line: `5`, `registry/api:v2`, `{"cpu":"1"}`; `(none)` where the field is not there. */
export function valueWords(value: unknown): string {
  if (value === undefined || value === null) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const oneLine = text.replace(/\s*\n\s*/g, ' ');
  return oneLine.length > VALUE_LENGTH ? `${oneLine.slice(0, VALUE_LENGTH)}…` : oneLine;
}
