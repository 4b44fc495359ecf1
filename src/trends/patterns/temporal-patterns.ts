import { refKey } from '../../history/index.ts';
import { adjustedForTried } from '../statistics/false-discoveries.ts';
import { wilsonInterval } from '../statistics/intervals.ts';
import { hypergeometricTail } from '../statistics/tail-probabilities.ts';
import type { Symptom } from '../symptoms/symptom.ts';
import { type CalendarWindow, calendarWindows, type Hour } from './calendar.ts';
import { commandTarget } from './command-target.ts';
import type { PatternLimits, TemporalPattern } from './pattern.ts';

const HOUR_MS = 3_600_000;

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
  const calendars = new Map<readonly Hour[], Calendar>();
  const calendarOf = (symptom: Symptom) => {
    const hours = hoursOf(symptom);
    const calendar = calendars.get(hours) ?? new Calendar(hours);
    calendars.set(hours, calendar);
    return calendar;
  };
  const candidates: { readonly symptom: Symptom; readonly comparison: Comparison }[] = [];
  let tried = 0;
  for (const symptom of symptoms) {
    if (symptom.episodes.length < limits.minSupport) continue;
    const calendar = calendarOf(symptom);
    const hit = hitHours(symptom, calendar);
    for (const window of windows) {
      const comparison = calendar.compare(window, hit);
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
    withoutEchoes(symptom, calendarOf(symptom), own, limits),
  );
  return { patterns, tried };
}

/** Hours, with how many units of a window of the calendar lie among them; counted once for many symptoms. */
class Calendar {
  readonly #hours: readonly Hour[];
  readonly #byStart: ReadonlyMap<number, Hour>;
  readonly #sizes = new Map<CalendarWindow, { readonly inside: number; readonly outside: number }>();

  constructor(hours: readonly Hour[]) {
    this.#hours = hours;
    this.#byStart = new Map(hours.map((hour) => [hour.startMs, hour]));
  }

  /** The hours in none of the windows. */
  without(windows: readonly CalendarWindow[]): Calendar {
    return new Calendar(this.#hours.filter((hour) => !windows.some((window) => window.holds(hour))));
  }

  /** The hour of a time; undefined outside of what was watched. */
  hourOf(timeMs: number): Hour | undefined {
    return this.#byStart.get(Math.floor(timeMs / HOUR_MS) * HOUR_MS);
  }

  /** Undefined when the window never was, or was all there was. */
  compare(window: CalendarWindow, hit: readonly Hour[]): Comparison | undefined {
    const { inside, outside } = this.#sizeOf(window);
    if (inside === 0 || outside === 0) return undefined;
    // A unit lies in a window or outside of it as a whole.
    const units = new Map(hit.map((hour) => [window.unitOf(hour), window.holds(hour)]));
    const hits = [...units.values()].filter(Boolean).length;
    const hitsElsewhere = units.size - hits;
    return {
      window,
      hits,
      cases: inside,
      hitsElsewhere,
      casesElsewhere: outside,
      p: hypergeometricTail(hits, inside, hits + hitsElsewhere, inside + outside),
    };
  }

  #sizeOf(window: CalendarWindow): { readonly inside: number; readonly outside: number } {
    let size = this.#sizes.get(window);
    if (!size) {
      // Hours stand in the order of time, and so do units.
      let [inside, outside, last] = [0, 0, Number.NaN];
      for (const hour of this.#hours) {
        const unit = window.unitOf(hour);
        if (unit === last) continue;
        last = unit;
        if (window.holds(hour)) inside++;
        else outside++;
      }
      size = { inside, outside };
      this.#sizes.set(window, size);
    }
    return size;
  }
}

/** The hours in which an episode began. */
function hitHours({ episodes }: Symptom, calendar: Calendar): Hour[] {
  return episodes.flatMap(({ startMs }) => calendar.hourOf(startMs) ?? []);
}

/** How many times more often inside; half a hit stands for none outside. */
function liftOf({ hits, cases, hitsElsewhere, casesElsewhere }: Comparison): number {
  return hits / cases / (Math.max(hitsElsewhere, 0.5) / casesElsewhere);
}

/** The strongest window first; a further one only if it holds without the time of those before it. */
function withoutEchoes(
  symptom: Symptom,
  calendar: Calendar,
  found: readonly { readonly comparison: Comparison; readonly p: number }[],
  limits: PatternLimits,
): TemporalPattern[] {
  const patterns: TemporalPattern[] = [];
  const taken: CalendarWindow[] = [];
  for (const { comparison, p } of [...found].sort((a, b) => a.comparison.p - b.comparison.p)) {
    const { window } = comparison;
    if (taken.length > 0) {
      const rest = calendar.without(taken);
      const again = rest.compare(window, hitHours(symptom, rest));
      if (!again || again.hits < limits.minSupport || again.p > 0.001 || liftOf(again) < limits.minLift) {
        continue;
      }
    }
    taken.push(window);
    patterns.push(patternOf(symptom, comparison, p, calendar));
  }
  return patterns;
}

function patternOf(symptom: Symptom, comparison: Comparison, p: number, calendar: Calendar): TemporalPattern {
  const { window, hits, cases, hitsElsewhere, casesElsewhere } = comparison;
  const times = symptom.episodes.flatMap(({ startMs }) => {
    const hour = calendar.hourOf(startMs);
    return hour && window.holds(hour) ? [startMs] : [];
  });
  const subject = refKey(symptom.subject);
  return {
    type: 'temporal',
    subject: symptom.subject,
    what: symptom.what,
    when: window.words,
    hits,
    cases,
    baseRate: hitsElsewhere / casesElsewhere,
    lift: liftOf(comparison),
    interval: wilsonInterval(hits, cases),
    p,
    span: { fromMs: times[0] ?? 0, toMs: times.at(-1) ?? 0 },
    alsoSeenAs: [],
    advice: `look at what runs ${window.words} and touches ${subject}: kubectl smart debug ${commandTarget(symptom.subject)} --timeline`,
  };
}
