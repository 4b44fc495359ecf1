import { describe, expect, test } from 'vitest';
import type { ActionRecord, ObjectRef } from '../../../src/history/index.ts';
import { anomalies } from '../../../src/trends/patterns/anomalies.ts';
import { calendarWindows, hoursOf } from '../../../src/trends/patterns/calendar.ts';
import { ClockRates, coverage, firstWithin } from '../../../src/trends/patterns/follow-up.ts';
import { humanPatterns } from '../../../src/trends/patterns/human-patterns.ts';
import { systematicPatterns } from '../../../src/trends/patterns/systematic-patterns.ts';
import { temporalPatterns } from '../../../src/trends/patterns/temporal-patterns.ts';
import { Owners } from '../../../src/trends/symptoms/owners.ts';
import { episodesOf, type Symptom } from '../../../src/trends/symptoms/symptom.ts';
import { Random } from '../support/random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday. */
const START = Date.UTC(2024, 0, 1);
const SPAN = { fromMs: START, toMs: START + 140 * DAY };
const LIMITS = { minSupport: 3, minLift: 2, falseDiscoveries: 0.05, windowMs: undefined };
const HOURS = hoursOf(SPAN, [], () => 0);
const workload = (name: string): ObjectRef => ({ kind: 'Deployment.apps', namespace: 'shop', name });
const config = (name: string): ObjectRef => ({ kind: 'ConfigMap', namespace: 'shop', name });

function symptom(times: readonly number[], name = 'web', what = 'restarts'): Symptom {
  const sorted = [...times].sort((a, b) => a - b);
  return { subject: workload(name), what, times: sorted, episodes: episodesOf(sorted), watched: SPAN };
}

describe('episodes and windows', () => {
  test('bursts are one episode', () => {
    expect(episodesOf([0, MINUTE, 14 * MINUTE, 60 * MINUTE])).toEqual([
      { startMs: 0, endMs: 14 * MINUTE, count: 3 },
      { startMs: 60 * MINUTE, endMs: 60 * MINUTE, count: 1 },
    ]);
  });

  test('what follows within a window', () => {
    expect(firstWithin([10, 20, 30], 10, 20)).toBe(20);
    expect(firstWithin([10, 20, 30], 20, 29)).toBeUndefined();
  });

  test('the share of windows in which something begins counts what overlaps once, and leaves gaps out', () => {
    const watched = { fromMs: 0, toMs: 1000 };
    expect(coverage({ times: [500], watched }, 100)).toBeCloseTo(0.1, 10);
    expect(coverage({ times: [500, 550], watched }, 100)).toBeCloseTo(0.15, 10);
    expect(coverage({ times: [500], watched }, 100, [{ fromMs: 0, toMs: 400, what: '' }])).toBeCloseTo(
      1 / 6,
      10,
    );
  });

  test('a habit of the hour is the rate of that hour', () => {
    const times = Array.from({ length: 140 }, (_, day) => START + day * DAY + 2 * HOUR);
    const clock = new ClockRates({ times, watched: SPAN });
    expect(clock.rate(START + 5 * DAY + 2 * HOUR - MINUTE, 10 * MINUTE, 1)).toBeCloseTo(1, 10);
    expect(clock.rate(START + 5 * DAY + 9 * HOUR, 10 * MINUTE, 0)).toBe(0);
  });

  test('hours and windows of the calendar', () => {
    expect(HOURS).toHaveLength(140 * 24);
    expect(HOURS[0]).toMatchObject({ hour: 0, weekday: 1, dayOfMonth: 1 });
    expect(hoursOf(SPAN, [{ fromMs: START + HOUR, toMs: START + 2 * HOUR, what: '' }], () => 0)).toHaveLength(
      140 * 24 - 1,
    );
    expect(hoursOf(SPAN, [], () => 2 * HOUR)[0]).toMatchObject({ hour: 2 });
    expect(calendarWindows()).toHaveLength(24 + 7 + 42 + 31 + 1);
  });
});

describe('by the calendar', () => {
  const found = (symptoms: readonly Symptom[]) => temporalPatterns(symptoms, () => HOURS, LIMITS).patterns;

  test('a planted hour of a weekday is found, and only it', () => {
    const random = new Random(1);
    const fridays = Array.from(
      { length: 20 },
      (_, week) => START + (week * 7 + 4) * DAY + 21 * HOUR + random.next() * HOUR,
    );
    const others = random.moments(25, SPAN.fromMs, SPAN.toMs);
    const patterns = found([symptom([...fridays.slice(0, 16), ...others])]);
    expect(patterns.map(({ when }) => when)).toEqual(['on Fridays from 20:00 to 24:00']);
    expect(patterns[0]!.hits).toBeGreaterThanOrEqual(16);
    expect(patterns[0]!.cases).toBe(20);
  });

  test('one bad night is no pattern, however often it is reported', () => {
    const night = Array.from({ length: 300 }, (_, index) => START + 30 * DAY + 2 * HOUR + index * 20 * 1000);
    expect(found([symptom(night)])).toEqual([]);
  });

  test('of shuffled times nothing is shown: at most one in twenty runs of thirty symptoms', () => {
    let wrong = 0;
    for (let run = 0; run < 20; run++) {
      const random = new Random(100 + run);
      const symptoms = Array.from({ length: 30 }, (_, index) =>
        symptom(random.moments(10 + index * 4, SPAN.fromMs, SPAN.toMs), `w${index}`),
      );
      if (found(symptoms).length > 0) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(1);
  });
});

describe('after changes', () => {
  const following = (changes: readonly number[], hits: number, delay: number) =>
    changes.slice(0, hits).map((time) => time + delay);

  test('a planted cause is found with its counts; what changes all the time is not', () => {
    const random = new Random(2);
    const changes = random.moments(12, SPAN.fromMs, SPAN.toMs - DAY);
    const symptoms = [
      symptom([...following(changes, 10, 4 * MINUTE), ...random.moments(20, SPAN.fromMs, SPAN.toMs)]),
    ];
    const hourly = Array.from({ length: 140 * 24 }, (_, hour) => START + hour * HOUR);
    const { patterns, tried } = systematicPatterns(
      [
        { ref: config('pricing'), how: 'changed', times: changes },
        { ref: config('rates'), how: 'changed', times: hourly },
      ],
      symptoms,
      [],
      LIMITS,
    );
    expect(patterns).toHaveLength(1);
    expect(patterns[0]).toMatchObject({
      cause: config('pricing'),
      hits: 10,
      cases: 12,
      windowMs: 10 * MINUTE,
      medianDelayMs: 4 * MINUTE,
      before: 0,
    });
    expect(patterns[0]!.lift).toBeGreaterThan(50);
    expect(tried).toBeGreaterThanOrEqual(6);
  });

  test('two coincidences are too few', () => {
    const changes = [START + 10 * DAY, START + 50 * DAY];
    const { patterns } = systematicPatterns(
      [{ ref: config('flags'), how: 'changed', times: changes }],
      [symptom(following(changes, 2, MINUTE))],
      [],
      LIMITS,
    );
    expect(patterns).toEqual([]);
  });

  test('a habit of the hour is no effect of what is done at that hour', () => {
    const nightly = Array.from({ length: 140 }, (_, day) => START + day * DAY + 2 * HOUR + 5 * MINUTE);
    const changes = Array.from({ length: 20 }, (_, week) => START + week * 7 * DAY + 2 * HOUR);
    const { patterns } = systematicPatterns(
      [{ ref: config('pricing'), how: 'changed', times: changes }],
      [symptom(nightly)],
      [],
      LIMITS,
    );
    expect(patterns).toEqual([]);
  });

  test('of shuffled changes nothing is shown: at most one in ten runs of 20 × 20 pairs', () => {
    let wrong = 0;
    for (let run = 0; run < 10; run++) {
      const random = new Random(500 + run);
      const changes = Array.from({ length: 20 }, (_, index) => ({
        ref: config(`c${index}`),
        how: 'changed',
        times: random.moments(5 + index * 5, SPAN.fromMs, SPAN.toMs),
      }));
      const symptoms = Array.from({ length: 20 }, (_, index) =>
        symptom(random.moments(10 + index * 10, SPAN.fromMs, SPAN.toMs), `w${index}`),
      );
      if (systematicPatterns(changes, symptoms, [], LIMITS).patterns.length > 0) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(1);
  });
});

describe('people', () => {
  const act = (user: string, timeMs: number, request: object, subresource = ''): ActionRecord => ({
    id: timeMs,
    timeMs,
    actor: { user, agent: 'kubectl', role: 'person' },
    verb: 'patch',
    ref: workload('web'),
    subresource,
    status: 200,
    message: '',
    request,
    evidence: '',
  });
  const restart = {
    spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'x' } } } },
  };
  const remark = { metadata: { annotations: { 'kubernetes.io/change-cause': 'x' } } };
  const patternsOf = (actions: readonly ActionRecord[], symptoms: readonly Symptom[]) =>
    humanPatterns(
      [...actions].sort((a, b) => a.timeMs - b.timeMs),
      symptoms,
      new Owners(),
      LIMITS,
    ).patterns;

  test('who does what first, remarks not counted', () => {
    const random = new Random(3);
    const times = Array.from(
      { length: 14 },
      (_, index) => START + index * 9 * DAY + Math.floor(random.next() * DAY),
    );
    const actions = times.flatMap((time, index) =>
      index % 2 === 0
        ? [
            act('tom', time + 5 * MINUTE, restart),
            act('sarah', time + 9 * MINUTE, { spec: { replicas: 5 } }, 'scale'),
          ]
        : [
            act('sarah', time + 4 * MINUTE, remark),
            act('sarah', time + 4 * MINUTE + 1000, { spec: { replicas: 5 } }, 'scale'),
          ],
    );
    expect(patternsOf(actions, [symptom(times, 'web', 'OOMKilled')])).toMatchObject([
      {
        user: 'tom',
        action: 'restarts Deployment/shop/web',
        hits: 7,
        answered: 7,
        cases: 14,
        medianDelayMs: 5 * MINUTE,
      },
      { user: 'sarah', action: 'scales Deployment/shop/web', hits: 7, answered: 7, cases: 14 },
    ]);
  });

  test('who restarts all day long does not do it because of anything', () => {
    const actions = Array.from({ length: 140 * 48 }, (_, index) =>
      act('tom', START + index * 30 * MINUTE, restart),
    );
    expect(patternsOf(actions, [symptom(new Random(4).moments(20, SPAN.fromMs, SPAN.toMs))])).toEqual([]);
  });
});

describe('unusual days', () => {
  const found = (symptoms: readonly Symptom[]) => anomalies(symptoms, () => HOURS, LIMITS).found;

  test('a day unlike the others, of several objects as one', () => {
    const random = new Random(5);
    const burst = (offset: number) =>
      random.moments(40, START + 60 * DAY + offset, START + 60 * DAY + offset + HOUR);
    const usual = () => random.moments(100, SPAN.fromMs, SPAN.toMs);
    const days = found([
      symptom([...usual(), ...burst(HOUR)], 'a', 'Failed'),
      symptom([...usual(), ...burst(2 * HOUR)], 'b', 'Failed'),
    ]);
    expect(days).toHaveLength(1);
    expect(days[0]!.subjects.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(days[0]!.day.fromMs).toBe(START + 60 * DAY);
    expect(days[0]!.count).toBeGreaterThanOrEqual(80);
  });

  test('days of chance alone are not unusual', () => {
    const random = new Random(6);
    const symptoms = Array.from({ length: 40 }, (_, index) =>
      symptom(random.moments(20 + index * 20, SPAN.fromMs, SPAN.toMs), `w${index}`),
    );
    expect(found(symptoms)).toEqual([]);
  });
});
