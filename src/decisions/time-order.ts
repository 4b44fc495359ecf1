/** Puts times in order, oldest first; what nothing tells the time of stands before all others. */
export function timeOrder(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return Date.parse(a) - Date.parse(b);
}
