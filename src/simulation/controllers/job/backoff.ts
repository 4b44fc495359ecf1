import type { WorldView } from '../../../world/index.ts';
import { finishedMs } from './job-pods.ts';

const FIRST_MS = 10_000;
const LONGEST_MS = 600_000;

/** How often a Job's pods failed in a row, and when last. */
export interface Failures {
  readonly count: number;
  readonly lastMs: number;
}

export const NO_FAILURES: Failures = { count: 0, lastMs: Number.NaN };

/**
 * The failures in a row with those pods counted that have just ended; a success begins the row anew.
 *
 * @source pkg/controller/job/backoff_utils.go → newBackoffRecord (v1.36.3)
 */
export function failuresAfter(
  world: WorldView,
  before: Failures,
  succeeded: readonly number[],
  failed: readonly number[],
): Failures {
  const successMs = Math.max(...succeeded.map((row) => finishedMs(world, row)));
  const start = succeeded.length > 0 ? NO_FAILURES : before;
  const timesMs = failed.map((row) => finishedMs(world, row)).filter((atMs) => !(atMs <= successMs));
  if (timesMs.length === 0) return start;
  return { count: start.count + timesMs.length, lastMs: Math.max(...timesMs) };
}

/**
 * How long to wait before the next pod: 10 s, doubled with every failure in a row, at most 10 minutes.
 *
 * @source pkg/controller/job/backoff_utils.go → getRemainingTimeForFailuresCount (v1.36.3)
 */
export function remainingMs({ count, lastMs }: Failures, nowMs: number): number {
  if (count === 0) return 0;
  const delayMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (count - 1));
  return Math.max(0, lastMs + delayMs - nowMs);
}
