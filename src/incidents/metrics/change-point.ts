import type { Sample } from '../../history/index.ts';

/** When a series left its usual level, and for which one. */
export interface ChangePoint {
  readonly timeMs: number;
  /** Median before. */
  readonly before: number;
  /** Median of the samples after it that stay away from the old level. */
  readonly after: number;
  readonly direction: 'up' | 'down';
  /** How many robust standard deviations it went. */
  readonly deviations: number;
  /** Of the rank test that before and after are alike; two-sided, normal approximation. */
  readonly p: number;
  readonly baselineCount: number;
  readonly afterCount: number;
}

/** The thresholds, documented in docs/verbs/trace.md. */
export const THRESHOLDS = {
  /** Samples before, at least; fewer say nothing. */
  baselineCount: 5,
  /** Samples in a row that are away from the old level. */
  runCount: 3,
  /** Robust standard deviations (1.4826 × MAD) that they are away, at least. */
  deviations: 5,
  /** And this part of the old level. */
  share: 0.3,
  /** The most that the rank test may leave to chance. */
  p: 0.05,
} as const;

/** Deviation of a series that does not move at all: this part of its level, and of the most that it ever reaches. */
const STILL = 0.02;
const TINY = 1e-9;
/** Of a longer past only the newest samples make the level. */
const BASELINE_MAX = 500;
const AFTER_MAX = 60;
/** Makes the median absolute deviation comparable with a standard deviation. */
const MAD_SCALE = 1.4826;

/**
 * The first lasting change of level: the first of at least three samples in a row that all lie far from the median of
 * what was before, to the same side, confirmed by a rank test (Mann–Whitney).
 *
 * @returns undefined when there is none, or too little data to tell.
 */
export function changePoint(samples: readonly Sample[]): ChangePoint | undefined {
  const { baselineCount, runCount, deviations, share, p } = THRESHOLDS;
  const largest = samples.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
  for (let at = baselineCount; at + runCount <= samples.length; at++) {
    const baseline = samples.slice(Math.max(0, at - BASELINE_MAX), at).map(({ value }) => value);
    const before = median(baseline);
    const scale = Math.max(
      MAD_SCALE * median(baseline.map((value) => Math.abs(value - before))),
      STILL * Math.abs(before),
      STILL * largest,
      TINY,
    );
    const isFar = (value: number) =>
      Math.abs(value - before) >= deviations * scale && Math.abs(value - before) >= share * Math.abs(before);
    const run = samples.slice(at, at + runCount);
    const side = Math.sign(run[0]!.value - before);
    if (!run.every(({ value }) => isFar(value) && Math.sign(value - before) === side)) continue;
    const rest = samples.slice(at, at + AFTER_MAX).map(({ value }) => value);
    const away = takeWhile(rest, (value) => Math.sign(value - before) === side && isFar(value));
    const chance = rankTest(baseline, away);
    if (chance > p) continue;
    const after = median(away);
    return {
      timeMs: samples[at]!.timeMs,
      before,
      after,
      direction: side > 0 ? 'up' : 'down',
      deviations: Math.round((Math.abs(after - before) / scale) * 10) / 10,
      p: chance,
      baselineCount: baseline.length,
      afterCount: away.length,
    };
  }
  return undefined;
}

/** The middle value; of an even number the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * How likely two samples are drawn from alike (Mann–Whitney U, two-sided, normal approximation with correction for
 * continuity and ties).
 */
export function rankTest(a: readonly number[], b: readonly number[]): number {
  const all = [
    ...a.map((value) => ({ value, first: true })),
    ...b.map((value) => ({ value, first: false })),
  ].sort((x, y) => x.value - y.value);
  let rankSum = 0;
  let ties = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]!.value === all[from]!.value) to++;
    const rank = (from + to + 1) / 2;
    for (let index = from; index < to; index++) if (all[index]!.first) rankSum += rank;
    const count = to - from;
    ties += count ** 3 - count;
    from = to;
  }
  const [n, m] = [a.length, b.length];
  const total = n + m;
  const u = rankSum - (n * (n + 1)) / 2;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance <= 0) return 1;
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * upperTail(z));
}

/** The upper tail of the normal distribution. @source Abramowitz & Stegun 26.2.17 */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return (
    density * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  );
}

function takeWhile(values: readonly number[], holds: (value: number) => boolean): number[] {
  const end = values.findIndex((value) => !holds(value));
  return values.slice(0, end < 0 ? values.length : end);
}
