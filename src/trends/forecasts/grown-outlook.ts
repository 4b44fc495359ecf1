import { type ObjectRef, refKey, type Sample } from '../../history/index.ts';
import { median } from '../statistics/robust.ts';
import type { Point } from '../statistics/theil-sen.ts';
import { forecastSeries, type Growth, tooLittle } from './forecast-series.ts';
import type { Fix, NotForecast, Outlook, OutlookContext, OutlookKind, Unit } from './outlook.ts';

export const DAY_MS = 86_400_000;

/** A measured series that must not reach a limit, and whose it is. */
export interface Watched {
  readonly kind: OutlookKind;
  readonly object: ObjectRef;
  readonly what: string;
  readonly unit: Unit;
  readonly samples: readonly Sample[];
  readonly limit: number;
  /** Of which metric or field the samples are. */
  readonly source: string;
  readonly detail?: (growth: Growth) => string | undefined;
  readonly fix: (growth: Growth) => Fix;
  /** Shortest stretch in days, where it is another than the rules say. */
  readonly minDays?: number;
}

/** What becomes of a watched series within the horizon. */
export function grownOutlook(watched: Watched, context: OutlookContext): Outlook | NotForecast {
  const { kind, object, what, unit, limit, source } = watched;
  const points = watched.samples.map(({ timeMs, value }) => ({ x: timeMs / DAY_MS, y: value }));
  const refused = (reason: NotForecast['reason'], detail: string): NotForecast => ({
    kind,
    object,
    what,
    reason,
    detail,
  });
  const horizonDay = (context.nowMs + context.horizonMs) / DAY_MS;
  const rules = { ...context.rules, ...(watched.minDays === undefined ? {} : { minDays: watched.minDays }) };
  const little = tooLittle(points, rules);
  if (little) return refused(little.reason, little.detail);
  if (!couldReach(points, limit, horizonDay)) {
    return refused('beyond the horizon', 'it is too far from its limit');
  }
  const forecast = forecastSeries({ points, limit }, rules);
  if (forecast.type === 'refused') return refused(forecast.reason, forecast.detail);
  if (forecast.earliest > horizonDay) return refused('beyond the horizon', 'it reaches its limit later');
  const detail = watched.detail?.(forecast);
  const nowDay = context.nowMs / DAY_MS;
  return {
    kind,
    object,
    what,
    unit,
    state: forecast.now >= limit ? 'has run out' : 'runs out',
    now: forecast.now,
    limit,
    runsOutMs: Math.round(Math.max(forecast.reachedAt, nowDay) * DAY_MS),
    earliestMs: Math.round(Math.max(forecast.earliest, nowDay) * DAY_MS),
    ...(Number.isFinite(forecast.latest)
      ? { latestMs: Math.round(Math.max(forecast.latest, nowDay) * DAY_MS) }
      : {}),
    growth: forecast,
    ...(detail === undefined ? {} : { detail }),
    evidence: `${source} of ${refKey(object)}`,
    fix: watched.fix(forecast),
  };
}

/**
 * Whether four times the growth between the ends of any stretch up to now would reach the limit in time: a first look
 * that costs little, since nearly nothing that is measured is near its limit.
 */
function couldReach(points: readonly Point[], limit: number, horizonDay: number): boolean {
  const last = points.at(-1)!;
  const highest = points
    .slice(-Math.ceil(points.length / 8))
    .reduce((max, { y }) => Math.max(max, y), Number.NEGATIVE_INFINITY);
  for (let count = points.length; count >= 6; count = count >> 1) {
    const stretch = points.slice(-count);
    const part = Math.max(1, Math.floor(count / 5));
    const rise =
      median(stretch.slice(-part).map(({ y }) => y)) - median(stretch.slice(0, part).map(({ y }) => y));
    const time = (last.x - stretch[0]!.x) * 0.8;
    const perDay = time > 0 ? Math.max(0, rise / time) : 0;
    if (highest + 4 * perDay * Math.max(0, horizonDay - last.x) >= limit) return true;
  }
  return false;
}

/** Sorts what was said into what runs out and what was refused. */
export function sorted(said: readonly (Outlook | NotForecast)[]) {
  return {
    outlooks: said.filter((each): each is Outlook => 'state' in each),
    refused: said.filter((each): each is NotForecast => 'reason' in each),
  };
}
