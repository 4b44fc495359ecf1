/** Whether two values as JSON has them are equal; the order of keys is of no account. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [fields, others] = [Object.entries(one), Object.keys(other)];
  const found = other as Readonly<Record<string, unknown>>;
  return (
    fields.length === others.length &&
    fields.every(([key, value]) => key in found && isSame(value, found[key]))
  );
}
