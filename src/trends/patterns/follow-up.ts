import type { Gap, Span } from '../../history/index.ts';

const DAY_MS = 86_400_000;

/** Moments of one kind, oldest first, and over which time they would have been seen. */
export interface Moments {
  readonly times: readonly number[];
  readonly watched: Span;
}

/** The first of the times after `fromMs` and up to `toMs`; undefined when there is none. */
export function firstWithin(times: readonly number[], fromMs: number, toMs: number): number | undefined {
  const time = times[firstAfter(times, fromMs)];
  return time !== undefined && time <= toMs ? time : undefined;
}

/** The share of all windows of a length in which something begins. */
export function coverage({ times, watched }: Moments, windowMs: number, gaps: readonly Gap[] = []): number {
  const missing = gaps.reduce(
    (sum, gap) => sum + Math.max(0, Math.min(gap.toMs, watched.toMs) - Math.max(gap.fromMs, watched.fromMs)),
    0,
  );
  const length = watched.toMs - watched.fromMs - missing;
  if (length <= 0) return 1;
  let covered = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    const start = Math.max(end, time - windowMs);
    covered += Math.max(0, time - start);
    end = time;
  }
  return Math.min(1, covered / length);
}

/** How often something begins in the same window of other days: what a habit of the hour alone would give. */
export class ClockRates {
  readonly #ofDay: readonly number[];
  readonly #days: number;

  constructor({ times, watched }: Moments) {
    this.#ofDay = times.map((time) => time % DAY_MS).sort((a, b) => a - b);
    this.#days = (watched.toMs - watched.fromMs) / DAY_MS;
  }

  /** @param own how many of the moments fall into this very window. */
  rate(startMs: number, windowMs: number, own: number): number {
    if (this.#days < 3) return 0;
    const from = startMs % DAY_MS;
    const to = from + windowMs;
    let count = firstAfter(this.#ofDay, Math.min(to, DAY_MS)) - firstAfter(this.#ofDay, from);
    if (to > DAY_MS) count += firstAfter(this.#ofDay, to - DAY_MS);
    return Math.min(1, Math.max(0, count - own) / (this.#days - 1));
  }
}

/** The index of the first number above a bound. @param sorted in rising order. */
export function firstAfter(sorted: readonly number[], bound: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Leaves out moments that come within a window of the one before: their windows would count the same twice. */
export function apart(times: readonly number[], windowMs: number): number[] {
  const kept: number[] = [];
  for (const time of times) if (time - (kept.at(-1) ?? Number.NEGATIVE_INFINITY) > windowMs) kept.push(time);
  return kept;
}
