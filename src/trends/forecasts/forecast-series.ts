import { periodOf } from '../statistics/periodicity.ts';
import { median, quantile } from '../statistics/robust.ts';
import { studentTail } from '../statistics/student.ts';
import { type Point, type RobustLine, theilSen } from '../statistics/theil-sen.ts';

/** A measured value over time that must not reach a limit. */
export interface LimitedSeries {
  /** Days since the epoch and values, in the order of time. */
  readonly points: readonly Point[];
  readonly limit: number;
}

/** What is asked of a series before anything is said about its future. */
export interface ForecastRules {
  /** Fewest points. */
  readonly minPoints: number;
  /** Shortest stretch in days: what is shorter may be the hours of a day. */
  readonly minDays: number;
}

/** A straight way to the limit. */
export interface Growth {
  readonly type: 'growth';
  /** Value now, on the line, and its change a day with both ends of its 95 % interval. */
  readonly now: number;
  readonly perDay: number;
  readonly perDayLow: number;
  readonly perDayHigh: number;
  /** Days since the epoch at which the line meets the limit; 95 % confidence that it does so in between. */
  readonly reachedAt: number;
  readonly earliest: number;
  /** Infinity when it may as well never be reached. */
  readonly latest: number;
  /** Points and days of the stretch that the line was fitted to. */
  readonly pointCount: number;
  readonly fromDay: number;
  readonly toDay: number;
  /** How far values lie from the line, and how far the last third lay from the line of the two thirds before. */
  readonly scatter: number;
  readonly backtestError: number;
  /** The length in days of a cycle of which only the peaks were used. */
  readonly period?: number;
}

/** Why nothing is said of a series. */
export interface Refusal {
  readonly type: 'refused';
  readonly reason:
    | 'too few points'
    | 'too short a time'
    | 'no growth'
    | 'not straight'
    | 'cycle without growth'
    | 'constant';
  readonly detail: string;
}

/** Points that a line is fitted to: all pairs of them count. */
const MOST_POINTS = 120;
/** Lengths of the stretches that are tried, as shares of the whole: the longest that is straight is taken. */
const STRETCHES = [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64, 1 / 128];
const BLOCKS = 9;
/** How unlikely growth must be by chance, one-sided. */
const CHANCE = 0.002;

/**
 * When a series reaches its limit, if it goes there on a straight way.
 *
 * The longest stretch up to now is taken whose halves have the same slope and whose first two thirds foretell the last.
 * A cycle is taken out by its peaks. Growth must show in the steps between nine parts of the stretch by Student's t (which a series that wanders by
 * chance passes as seldom as noise does), in the interval of the slope, and must be larger than the scatter.
 */
export function forecastSeries({ points, limit }: LimitedSeries, rules: ForecastRules): Growth | Refusal {
  const refusal = tooLittle(points, rules);
  if (refusal) return refusal;
  const cycle = cycleOf(points);
  const usable = cycle ? peaksOf(points, cycle.length) : points;
  if (cycle && usable.length < Math.min(rules.minPoints, 6)) {
    return refused(
      'cycle without growth',
      `it repeats every ${days(cycle.length)}; ${usable.length} peaks are too few to see growth`,
    );
  }
  const fit = straightStretch(usable, rules, cycle?.length);
  if ('type' in fit) return fit;
  const { stretch, line, backtestError } = fit;
  const rise = line.slope * (stretch.at(-1)!.x - stretch[0]!.x);
  const isGrowing = line.slopeLow > 0 && rise > 2 * line.scatter && driftTail(stretch) < CHANCE;
  if (!isGrowing) {
    return cycle
      ? refused('cycle without growth', `it repeats every ${days(cycle.length)} and its peaks do not rise`)
      : refused('no growth', 'it does not grow beyond its scatter');
  }
  return growth(line, stretch, limit, points.at(-1)!.x, backtestError, cycle?.length);
}

/** Why a series is too short to say anything of it; undefined when it is not. */
export function tooLittle(
  points: readonly Point[],
  { minPoints, minDays }: ForecastRules,
): Refusal | undefined {
  if (points.length < minPoints)
    return refused('too few points', `${points.length} points, ${minPoints} are needed`);
  const length = points.at(-1)!.x - points[0]!.x;
  if (length < minDays) {
    return refused(
      'too short a time',
      `${days(length)} of data, ${days(minDays)} are needed to tell growth from the hours of a day`,
    );
  }
  const [first] = points;
  return points.every(({ y }) => y === first!.y) ? refused('constant', 'it never changed') : undefined;
}

function cycleOf(points: readonly Point[]) {
  const thin = thinned(points);
  const line = theilSen(thin);
  const residuals = points.map(({ x, y }) => ({ x, y: y - line.centerY - line.slope * (x - line.centerX) }));
  return periodOf(residuals);
}

/** The highest of what each whole cycle, counted back from the end, reached. */
function peaksOf(points: readonly Point[], period: number): Point[] {
  const end = points.at(-1)!.x;
  const cycles = Map.groupBy(points, ({ x }) => Math.floor((end - x) / period));
  const whole = Math.floor((end - points[0]!.x) / period);
  return [...cycles]
    .filter(([index]) => index < whole)
    .sort(([a], [b]) => b - a)
    .map(([, group]) => ({
      x: median(group.map(({ x }) => x)),
      // Near the top, so that one wild value is not the peak.
      y: quantile(
        group.map(({ y }) => y),
        0.95,
      ),
    }));
}

/** The longest stretch up to the end on which the first two thirds foretell the last third. */
function straightStretch(points: readonly Point[], rules: ForecastRules, period: number | undefined) {
  const end = points.at(-1)!.x;
  const length = end - points[0]!.x;
  const fewest = period === undefined ? rules.minPoints : 6;
  for (const share of STRETCHES) {
    const stretch = thinned(points.filter(({ x }) => x >= end - length * share));
    if (stretch.length < fewest || length * share < rules.minDays) break;
    const line = theilSen(stretch);
    const miss = missOf(stretch, line);
    if (miss !== undefined) return { stretch, line, backtestError: miss };
  }
  return refused('not straight', 'no stretch up to now is straight: it bends, jumps or wanders');
}

/**
 * How far the last third of a stretch lies from the line through the two thirds before; undefined when it, or a later
 * part of it, keeps to one side of that line further than scatter and the slope's own uncertainty explain.
 */
function missOf(stretch: readonly Point[], line: RobustLine): number | undefined {
  if (isBent(stretch)) return undefined;
  const split = Math.floor((stretch.length * 2) / 3);
  const early = theilSen(stretch.slice(0, split));
  const misses = stretch
    .slice(split)
    .map(({ x, y }) => y - early.centerY - early.slope * (x - early.centerX));
  const reach = stretch.at(-1)!.x - early.centerX;
  const scatter = Math.max(early.scatter, line.scatter);
  const allowed = 2 * scatter + ((early.slopeHigh - early.slopeLow) / 2) * reach;
  const rise = Math.abs(line.slope) * (stretch.at(-1)!.x - stretch[0]!.x);
  for (const share of [1, 1 / 2, 1 / 4]) {
    const tail = misses.slice(Math.min(misses.length - 3, Math.floor(misses.length * (1 - share))));
    if (Math.abs(median(tail)) > Math.max(allowed, 0.05 * rise)) return undefined;
  }
  return median(misses.map(Math.abs));
}

/** Whether the slopes of both halves exclude each other. */
function isBent(stretch: readonly Point[]): boolean {
  const middle = stretch.length >> 1;
  const [first, second] = [theilSen(stretch.slice(0, middle)), theilSen(stretch.slice(middle))];
  const difference = Math.abs(first.slope - second.slope);
  const uncertainty = Math.hypot(first.slopeHigh - first.slopeLow, second.slopeHigh - second.slopeLow) / 2;
  return difference > Math.max(uncertainty, 0.1 * Math.max(Math.abs(first.slope), Math.abs(second.slope)));
}

/** How likely the steps from part to part of the stretch are by chance, if none leads anywhere. */
function driftTail(stretch: readonly Point[]): number {
  const count = Math.min(BLOCKS, stretch.length);
  const blocks = Array.from({ length: count }, (_, index) => {
    const part = stretch.slice(
      Math.floor((index * stretch.length) / count),
      Math.floor(((index + 1) * stretch.length) / count),
    );
    return { x: mean(part.map(({ x }) => x)), y: mean(part.map(({ y }) => y)) };
  });
  // Per day, since the parts may be of unlike length.
  const steps = blocks
    .slice(1)
    .map((block, index) => (block.y - blocks[index]!.y) / (block.x - blocks[index]!.x));
  const drift = mean(steps);
  const variance = steps.reduce((sum, step) => sum + (step - drift) ** 2, 0) / (steps.length - 1);
  if (variance === 0) return drift > 0 ? 0 : 1;
  return studentTail(drift / Math.sqrt(variance / steps.length), steps.length - 1);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function growth(
  line: RobustLine,
  stretch: readonly Point[],
  limit: number,
  now: number,
  backtestError: number,
  period: number | undefined,
): Growth {
  const { slope, slopeLow, slopeHigh, centerX, centerY, scatter } = line;
  const margin = 1.96 * scatter;
  const crossing = (perDay: number, level: number) => centerX + Math.max(0, limit - level) / perDay;
  return {
    type: 'growth',
    now: centerY + slope * (now - centerX),
    perDay: slope,
    perDayLow: slopeLow,
    perDayHigh: slopeHigh,
    reachedAt: Math.max(now, crossing(slope, centerY)),
    earliest: Math.max(now, crossing(slopeHigh, centerY + margin)),
    latest: slopeLow > 0 ? Math.max(now, crossing(slopeLow, centerY - margin)) : Number.POSITIVE_INFINITY,
    pointCount: stretch.length,
    fromDay: stretch[0]!.x,
    toDay: stretch.at(-1)!.x,
    scatter,
    backtestError,
    ...(period === undefined ? {} : { period }),
  };
}

/** So many points that all pairs can be looked at: medians of neighbours where there are more. */
function thinned(points: readonly Point[]): Point[] {
  if (points.length <= MOST_POINTS) return [...points];
  return Array.from({ length: MOST_POINTS }, (_, index) => {
    const part = points.slice(
      Math.floor((index * points.length) / MOST_POINTS),
      Math.floor(((index + 1) * points.length) / MOST_POINTS),
    );
    return { x: median(part.map(({ x }) => x)), y: median(part.map(({ y }) => y)) };
  });
}

function refused(reason: Refusal['reason'], detail: string): Refusal {
  return { type: 'refused', reason, detail };
}

/** `7 days`, `26 h` */
function days(length: number): string {
  return length < 3 ? `${Math.round(length * 24)} h` : `${Math.round(length)} days`;
}
