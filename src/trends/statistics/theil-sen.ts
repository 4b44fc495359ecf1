import { median, robustDeviation } from './robust.ts';

/** A moment in days and what was measured. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line through points, with what speaks for it. */
export interface RobustLine {
  readonly slope: number;
  /** Ends of the interval in which the true slope lies with 95 % confidence. */
  readonly slopeLow: number;
  readonly slopeHigh: number;
  /** A point on the line: the medians. */
  readonly centerX: number;
  readonly centerY: number;
  /** How far points lie from the line, as a standard deviation. */
  readonly scatter: number;
}

/** 97.5 % of the normal distribution lie below it. */
const Z = 1.959963984540054;

/**
 * The line whose slope is the median of the slopes between all pairs of points (Theil and Sen): up to 29 % of the points
 * may be wild. The interval of the slope is Sen's, by the variance of Kendall's S, widened for neighbours that resemble
 * each other: n counts as n (1 - r) / (1 + r) with r the correlation of neighbouring residuals.
 *
 * @param points in the order of x, at least three of them with different x; some hundreds at most, since all pairs count.
 */
export function theilSen(points: readonly Point[]): RobustLine {
  const slopes: number[] = [];
  for (let first = 0; first < points.length; first++) {
    for (let second = first + 1; second < points.length; second++) {
      const distance = points[second]!.x - points[first]!.x;
      if (distance > 0) slopes.push((points[second]!.y - points[first]!.y) / distance);
    }
  }
  const sorted = Float64Array.from(slopes).sort();
  const slope = middleOf(sorted);
  const centerX = median(points.map(({ x }) => x));
  const offset = median(points.map(({ x, y }) => y - slope * (x - centerX)));
  const residuals = points.map(({ x, y }) => y - offset - slope * (x - centerX));
  const n = points.length;
  const likeness = Math.min(0.95, Math.max(0, neighbourCorrelation(residuals)));
  const widening = (1 + likeness) / (1 - likeness);
  const deviation = Math.sqrt((widening * n * (n - 1) * (2 * n + 5)) / 18);
  const rank = (count: number) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(count)))]!;
  return {
    slope,
    slopeLow: rank((sorted.length - Z * deviation) / 2 - 1),
    slopeHigh: rank((sorted.length + Z * deviation) / 2),
    centerX,
    centerY: offset,
    scatter: robustDeviation(residuals),
  };
}

function middleOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The correlation of each number with the next. */
export function neighbourCorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [product, square] = [0, 0];
  for (let index = 0; index < values.length; index++) {
    const here = values[index]! - mean;
    square += here * here;
    if (index > 0) product += here * (values[index - 1]! - mean);
  }
  return square === 0 ? 0 : product / square;
}
