const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Milliseconds of a duration such as `500ms`, `3s` or `2m`, or `fallback` when there is none; throws for anything else. */
export function milliseconds(duration: string | undefined, fallback: number): number {
  if (duration === undefined) return fallback;
  const parts = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(duration);
  if (parts === null) throw new Error(`${duration} is no duration; write 500ms, 3s or 2m`);
  return Number(parts[1]) * UNITS[parts[2]!]!;
}
