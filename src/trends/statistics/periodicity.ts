import type { Point } from './theil-sen.ts';

/** A return of the same, and how alike it is. */
export interface Period {
  /** In the unit of x. */
  readonly length: number;
  /** The correlation of the series with itself that much later. */
  readonly correlation: number;
}

const GRID = 256;
const ALIKE = 0.5;

/**
 * The period of a series that goes up and down: the first lag at which it resembles itself again after it did not. It
 * must be seen three times. Undefined when there is none.
 *
 * @param residuals the series without its trend, in the order of x.
 */
export function periodOf(residuals: readonly Point[]): Period | undefined {
  const grid = resampled(residuals);
  if (grid.values.length < 24) return undefined;
  const correlations = autocorrelations(grid.values, Math.floor(grid.values.length / 3));
  // Only after the series has become unlike itself can it become like itself again.
  const apart = correlations.findIndex((value) => value < 0);
  if (apart < 0) return undefined;
  let highest = 0;
  for (let lag = apart; lag < correlations.length; lag++) highest = Math.max(highest, correlations[lag]!);
  // Twice the period is as alike as once: the first that is nearly as high as any.
  const near = correlations.findIndex((value, lag) => lag >= apart && value >= 0.9 * highest);
  let best = near;
  while (best >= 0 && correlations[best + 1]! > correlations[best]!) best++;
  const correlation = correlations[best] ?? 0;
  if (correlation < ALIKE || best >= correlations.length - 1) return undefined;
  return { length: best * grid.step, correlation };
}

/** The series at even distances: the mean of what falls between two of them, or else the value before. */
function resampled(points: readonly Point[]): { readonly values: number[]; readonly step: number } {
  const [first, last] = [points[0]!, points.at(-1)!];
  const gaps = points.slice(1).map(({ x }, index) => x - points[index]!.x);
  const widest = gaps.reduce((widest, gap) => Math.max(widest, gap), 0);
  const step = Math.max((last.x - first.x) / GRID, widest / 4);
  const values: number[] = [];
  let index = 0;
  for (let slot = 0; first.x + slot * step < last.x; slot++) {
    let [sum, count] = [0, 0];
    for (; index < points.length && points[index]!.x < first.x + (slot + 1) * step; index++) {
      sum += points[index]!.y;
      count++;
    }
    values.push(count > 0 ? sum / count : (values.at(-1) ?? first.y));
  }
  return { values, step };
}

function autocorrelations(values: readonly number[], upTo: number): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Array.from({ length: upTo + 1 }, (_, lag) => {
    let sum = 0;
    for (let index = lag; index < values.length; index++) {
      sum += (values[index]! - mean) * (values[index - lag]! - mean);
    }
    return square === 0 ? 0 : sum / (values.length - lag) / square;
  });
}
