/**
 * A report in the form that reports are compared in: absent and empty are the same, and several reasons of a node
 * stand in any order, because upstream walks maps to find them.
 */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    const form = key === 'reasons' && Array.isArray(field) ? [...field].sort() : canonical(field);
    if (!isEmpty(form)) kept[key] = form;
  }
  return kept;
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === '' || value === false || value === 0;
}
