const NEAR_MS = 5 * 60_000;
const HALF_MS = 60 * 60_000;

/** How much a cause loses for the time between it and what it should have led to: nothing for five minutes, half after an hour more. */
export function timeFactor(fromMs: number, toMs: number): number {
  const gap = Math.max(0, toMs - fromMs - NEAR_MS);
  return 1 / (1 + gap / HALF_MS);
}
