import { refKey } from '../../history/index.ts';
import { adjustedForTried } from '../statistics/false-discoveries.ts';
import { median, robustDeviation } from '../statistics/robust.ts';
import { normalTail } from '../statistics/tail-probabilities.ts';
import type { Symptom } from '../symptoms/symptom.ts';
import type { Hour } from './calendar.ts';
import type { Anomaly, PatternLimits } from './pattern.ts';

const HOUR_MS = 3_600_000;
/** Fewer days tell nothing of what is usual. */
const MIN_DAYS = 14;

/**
 * Days on which a symptom was reported far more often than on the middle day. Counts are compared as 2 √(count + 3/8),
 * which makes their scatter the same whatever their size (Anscombe), in robust deviations, of which one is at least that
 * of chance alone.
 *
 * @param hoursOf the hours over which a symptom was watched.
 */
export function anomalies(
  symptoms: readonly Symptom[],
  hoursOf: (symptom: Symptom) => readonly Hour[],
  limits: PatternLimits,
): { readonly found: readonly Anomaly[]; readonly tried: number } {
  const days: { readonly anomaly: Anomaly; readonly p: number }[] = [];
  let tried = 0;
  for (const symptom of symptoms) {
    const counts = dailyCounts(symptom, hoursOf(symptom));
    if (counts.length < MIN_DAYS) continue;
    tried += counts.length;
    const scaled = counts.map(({ count }) => stabilised(count));
    const middle = median(scaled);
    const scale = Math.max(1, robustDeviation(scaled));
    counts.forEach(({ count, day }, index) => {
      const z = (scaled[index]! - middle) / scale;
      if (count < limits.minSupport || z < 3) return;
      const usual = median(counts.map((each) => each.count));
      const anomaly: Anomaly = {
        type: 'anomaly',
        subjects: [symptom.subject],
        what: symptom.what,
        day,
        count,
        usual,
        z,
        p: 1,
        days: counts.length,
        alsoSeenAs: [],
      };
      days.push({ anomaly, p: normalTail(z) });
    });
  }
  const adjusted = adjustedForTried(
    days.map(({ p }) => p),
    tried,
  );
  const found = days
    .map(({ anomaly }, index) => ({ ...anomaly, p: adjusted[index]! }))
    .filter(({ p }) => p <= limits.falseDiscoveries);
  return { found: together(found), tried };
}

function stabilised(count: number): number {
  return 2 * Math.sqrt(count + 0.375);
}

function dailyCounts({ times }: Symptom, hours: readonly Hour[]) {
  const days = new Map<number, { count: number; fromMs: number; toMs: number }>();
  const dayOf = new Map<number, number>();
  for (const { startMs, day } of hours) {
    const known = days.get(day) ?? { count: 0, fromMs: startMs, toMs: startMs };
    days.set(day, known);
    known.toMs = startMs + HOUR_MS;
    dayOf.set(startMs, day);
  }
  for (const time of times) {
    const day = dayOf.get(Math.floor(time / HOUR_MS) * HOUR_MS);
    if (day !== undefined) days.get(day)!.count++;
  }
  return [...days.values()].map(({ count, fromMs, toMs }) => ({ count, day: { fromMs, toMs } }));
}

/** The same symptom of several objects on one day is one anomaly, and so are several symptoms of the same objects. */
function together(found: readonly Anomaly[]): Anomaly[] {
  const strongestOf = (group: readonly Anomaly[]) => [...group].sort((a, b) => b.z - a.z)[0]!;
  const byWhat = Map.groupBy(found, ({ what, day }) => `${day.fromMs} ${what}`);
  const merged = [...byWhat.values()].map((group) => ({
    ...strongestOf(group),
    subjects: group.flatMap(({ subjects }) => subjects),
    count: group.reduce((sum, { count }) => sum + count, 0),
  }));
  const bySubjects = Map.groupBy(
    merged,
    ({ subjects, day }) => `${day.fromMs} ${subjects.map(refKey).join()}`,
  );
  return [...bySubjects.values()]
    .map((group) => {
      const strongest = strongestOf(group);
      return {
        ...strongest,
        alsoSeenAs: group.map(({ what }) => what).filter((what) => what !== strongest.what),
      };
    })
    .sort((a, b) => b.z - a.z || a.day.fromMs - b.day.fromMs);
}
