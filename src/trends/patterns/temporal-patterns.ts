import { refKey } from '../../history/index.ts';
import { adjustedForTried } from '../statistics/false-discoveries.ts';
import { wilsonInterval } from '../statistics/intervals.ts';
import { hypergeometricTail } from '../statistics/tail-probabilities.ts';
import type { Symptom } from '../symptoms/symptom.ts';
import { type CalendarWindow, calendarWindows, type Hour } from './calendar.ts';
import type { PatternLimits, TemporalPattern } from './pattern.ts';

/** How a window of the calendar compares with the rest of the time. */
interface Comparison {
  readonly window: CalendarWindow;
  readonly hits: number;
  readonly cases: number;
  readonly hitsElsewhere: number;
  readonly casesElsewhere: number;
  readonly p: number;
}

/** What was found, and how much was tried. */
export interface Found<Kind> {
  readonly patterns: readonly Kind[];
  readonly tried: number;
}

/**
 * Symptoms that keep to the calendar. Compared are not single reports, which come in bursts, but hours, days or blocks of
 * hours: in how many of them an episode began, inside the window and outside of it, by Fisher's exact test.
 *
 * @param hoursOf the hours over which a symptom was watched.
 */
export function temporalPatterns(
  symptoms: readonly Symptom[],
  hoursOf: (symptom: Symptom) => readonly Hour[],
  limits: PatternLimits,
): Found<TemporalPattern> {
  const windows = calendarWindows();
  const candidates: { readonly symptom: Symptom; readonly comparison: Comparison }[] = [];
  let tried = 0;
  for (const symptom of symptoms) {
    if (symptom.episodes.length < limits.minSupport) continue;
    const hours = hoursOf(symptom);
    const hit = hitHours(symptom, hours);
    for (const window of windows) {
      const comparison = compare(window, hours, hit);
      if (!comparison) continue;
      tried++;
      if (comparison.hits >= limits.minSupport && comparison.p < 0.05)
        candidates.push({ symptom, comparison });
    }
  }
  const adjusted = adjustedForTried(
    candidates.map(({ comparison }) => comparison.p),
    tried,
  );
  const kept = candidates
    .map((candidate, index) => ({ ...candidate, p: adjusted[index]! }))
    .filter(({ p, comparison }) => p <= limits.falseDiscoveries && liftOf(comparison) >= limits.minLift);
  const patterns = [...Map.groupBy(kept, ({ symptom }) => symptom)].flatMap(([symptom, own]) =>
    withoutEchoes(symptom, hoursOf(symptom), own, limits),
  );
  return { patterns, tried };
}

/** The hours in which an episode began. */
function hitHours({ episodes }: Symptom, hours: readonly Hour[]): ReadonlySet<Hour> {
  const byStart = new Map(hours.map((hour) => [hour.startMs, hour]));
  const hit = new Set<Hour>();
  for (const { startMs } of episodes) {
    const hour = byStart.get(Math.floor(startMs / 3_600_000) * 3_600_000);
    if (hour) hit.add(hour);
  }
  return hit;
}

/** Undefined when the window never was, or was all there was. */
function compare(
  window: CalendarWindow,
  hours: Iterable<Hour>,
  hit: ReadonlySet<Hour>,
): Comparison | undefined {
  const inside = new Map<number, boolean>();
  const outside = new Map<number, boolean>();
  for (const hour of hours) {
    const side = window.holds(hour) ? inside : outside;
    const unit = window.unitOf(hour);
    side.set(unit, side.get(unit) === true || hit.has(hour));
  }
  if (inside.size === 0 || outside.size === 0) return undefined;
  const count = (side: ReadonlyMap<number, boolean>) => [...side.values()].filter(Boolean).length;
  const [hits, hitsElsewhere] = [count(inside), count(outside)];
  return {
    window,
    hits,
    cases: inside.size,
    hitsElsewhere,
    casesElsewhere: outside.size,
    p: hypergeometricTail(hits, inside.size, hits + hitsElsewhere, inside.size + outside.size),
  };
}

/** How many times more often inside; half a hit stands for none outside. */
function liftOf({ hits, cases, hitsElsewhere, casesElsewhere }: Comparison): number {
  return hits / cases / (Math.max(hitsElsewhere, 0.5) / casesElsewhere);
}

/** The strongest window first; a further one only if it holds without the time of those before it. */
function withoutEchoes(
  symptom: Symptom,
  hours: readonly Hour[],
  found: readonly { readonly comparison: Comparison; readonly p: number }[],
  limits: PatternLimits,
): TemporalPattern[] {
  const patterns: TemporalPattern[] = [];
  const taken: CalendarWindow[] = [];
  const hit = hitHours(symptom, hours);
  for (const { comparison, p } of [...found].sort((a, b) => a.comparison.p - b.comparison.p)) {
    const { window } = comparison;
    if (taken.length > 0) {
      const rest = hours.filter((hour) => !taken.some((other) => other.holds(hour)));
      const again = compare(window, rest, hit);
      if (!again || again.hits < limits.minSupport || again.p > 0.001 || liftOf(again) < limits.minLift)
        continue;
    }
    taken.push(window);
    const times = symptom.episodes
      .filter(({ startMs }) => isIn(window, hit, startMs))
      .map(({ startMs }) => startMs);
    patterns.push({
      type: 'temporal',
      subject: symptom.subject,
      what: symptom.what,
      when: window.words,
      hits: comparison.hits,
      cases: comparison.cases,
      baseRate: comparison.hitsElsewhere / comparison.casesElsewhere,
      lift: liftOf(comparison),
      interval: wilsonInterval(comparison.hits, comparison.cases),
      p,
      span: { fromMs: times[0] ?? 0, toMs: times.at(-1) ?? 0 },
      alsoSeenAs: [],
      advice: `look at what runs ${window.words} and touches ${refKey(symptom.subject)}: kubectl smart debug ${refKey(symptom.subject)} --timeline`,
    });
  }
  return patterns;
}

function isIn(window: CalendarWindow, hit: ReadonlySet<Hour>, timeMs: number): boolean {
  for (const hour of hit)
    if (timeMs >= hour.startMs && timeMs < hour.startMs + 3_600_000) return window.holds(hour);
  return false;
}
