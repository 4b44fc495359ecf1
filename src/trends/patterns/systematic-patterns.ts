import { type Gap, refKey } from '../../history/index.ts';
import { adjustedForTried } from '../statistics/false-discoveries.ts';
import { wilsonInterval } from '../statistics/intervals.ts';
import { median } from '../statistics/robust.ts';
import { binomialTail, poissonBinomialTail } from '../statistics/tail-probabilities.ts';
import type { ChangeSeries } from '../symptoms/collect-changes.ts';
import type { Symptom } from '../symptoms/symptom.ts';
import { Coincidences } from './coincidences.ts';
import { ClockRates, coverage, firstWithin } from './follow-up.ts';
import type { PatternLimits, SystematicPattern } from './pattern.ts';
import type { Found } from './temporal-patterns.ts';

/** The windows that are tried unless one is asked for. */
const WINDOWS_MS = [10, 30, 60].map((minutes) => minutes * 60_000);

interface Candidate {
  readonly change: ChangeSeries;
  readonly symptom: Symptom;
  readonly windowMs: number;
  readonly hits: readonly { readonly changeMs: number; readonly delayMs: number }[];
  readonly cases: number;
  readonly baseRate: number;
  readonly before: number;
  readonly p: number;
}

/**
 * Changes after which something goes wrong within a window, more often than at any other time and than at the same hour
 * of other days: how likely as many hits are when each case has the larger of the two rates.
 */
export function systematicPatterns(
  changes: readonly ChangeSeries[],
  symptoms: readonly Symptom[],
  gaps: readonly Gap[],
  limits: PatternLimits,
): Found<SystematicPattern> {
  const candidates: Candidate[] = [];
  let tried = 0;
  const windows = (limits.windowMs === undefined ? WINDOWS_MS : [limits.windowMs]).map((windowMs) => ({
    windowMs,
    coincidences: new Coincidences(changes, windowMs),
  }));
  for (const symptom of symptoms) {
    if (symptom.episodes.length < limits.minSupport) continue;
    const starts = { times: symptom.episodes.map(({ startMs }) => startMs), watched: symptom.watched };
    const clock = new ClockRates(starts);
    for (const { windowMs, coincidences } of windows) {
      const baseRate = coverage(starts, windowMs, gaps);
      tried += coincidences.countEligible(symptom.watched, limits.minSupport);
      for (const { change, times } of coincidences.followedBy(
        starts.times,
        symptom.watched,
        limits.minSupport,
      )) {
        const candidate = follow(change, symptom, starts.times, windowMs, times, baseRate, clock);
        if (candidate.hits.length >= limits.minSupport && candidate.p < 0.05) candidates.push(candidate);
      }
    }
  }
  const adjusted = adjustedForTried(
    candidates.map(({ p }) => p),
    tried,
  );
  const patterns = candidates.flatMap((candidate, index): SystematicPattern[] => {
    const lift = candidate.hits.length / candidate.cases / candidate.baseRate;
    const isKept = adjusted[index]! <= limits.falseDiscoveries && lift >= limits.minLift;
    return isKept ? [patternOf(candidate, adjusted[index]!, lift)] : [];
  });
  return { patterns: bestWindows(patterns), tried };
}

function follow(
  change: ChangeSeries,
  symptom: Symptom,
  starts: readonly number[],
  windowMs: number,
  cases: readonly number[],
  coverageRate: number,
  clock: ClockRates,
): Candidate {
  const hits: { changeMs: number; delayMs: number }[] = [];
  let before = 0;
  for (const changeMs of cases) {
    const startMs = firstWithin(starts, changeMs, changeMs + windowMs);
    if (startMs !== undefined) hits.push({ changeMs, delayMs: startMs - changeMs });
    if (firstWithin(starts, changeMs - windowMs, changeMs) !== undefined) before++;
  }
  // The exact test is only worth its time where the simple one, which is never larger, lets it pass.
  const simple = binomialTail(hits.length, cases.length, coverageRate);
  if (simple >= 0.05)
    return {
      change,
      symptom,
      windowMs,
      hits,
      cases: cases.length,
      baseRate: coverageRate,
      before,
      p: simple,
    };
  const hitTimes = new Set(hits.map(({ changeMs }) => changeMs));
  const rates = cases.map((time) =>
    Math.max(coverageRate, clock.rate(time, windowMs, hitTimes.has(time) ? 1 : 0)),
  );
  return {
    change,
    symptom,
    windowMs,
    hits,
    cases: cases.length,
    baseRate: rates.reduce((sum, rate) => sum + rate, 0) / rates.length,
    before,
    p: poissonBinomialTail(hits.length, rates),
  };
}

function patternOf(candidate: Candidate, p: number, lift: number): SystematicPattern {
  const { change, symptom, windowMs, hits, cases, baseRate, before } = candidate;
  return {
    type: 'systematic',
    cause: change.ref,
    how: change.how,
    subject: symptom.subject,
    what: symptom.what,
    windowMs,
    medianDelayMs: median(hits.map(({ delayMs }) => delayMs)),
    before,
    relation: undefined,
    hits: hits.length,
    cases,
    baseRate,
    lift,
    interval: wilsonInterval(hits.length, cases),
    p,
    span: { fromMs: hits[0]!.changeMs, toMs: hits.at(-1)!.changeMs },
    alsoSeenAs: [],
    advice: `before ${refKey(change.ref)} is ${change.how === 'ran' ? 'run' : change.how}, simulate it, and watch ${refKey(symptom.subject)} afterwards`,
  };
}

/** Of the windows in which a pair was found the one that says most: the least likely, and of equals the shortest. */
function bestWindows(patterns: readonly SystematicPattern[]): SystematicPattern[] {
  const best = new Map<string, SystematicPattern>();
  for (const pattern of patterns) {
    const key = `${refKey(pattern.cause)} ${pattern.how} ${refKey(pattern.subject)} ${pattern.what}`;
    const known = best.get(key);
    if (!known || pattern.p < known.p) best.set(key, pattern);
  }
  return [...best.values()];
}
