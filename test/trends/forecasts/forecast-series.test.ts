import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forecastSeries, type Growth } from '../../../src/trends/forecasts/forecast-series.ts';
import type { Point } from '../../../src/trends/statistics/theil-sen.ts';
import { Random } from '../support/random.ts';

const RULES = { minPoints: 12, minDays: 1 };
/** A week of hours. */
const LENGTH = 168;

type Shape = (random: Random, index: number, before: number) => number;

function series(shape: Shape, seed: number, length = LENGTH): Point[] {
  const random = new Random(seed);
  let value = 0;
  return Array.from({ length }, (_, index) => {
    value = shape(random, index, value);
    return { x: index / 24, y: value };
  });
}

function forecasts(shape: Shape, runs: number, length = LENGTH): number {
  let count = 0;
  for (let seed = 1; seed <= runs; seed++) {
    if (forecastSeries({ points: series(shape, seed, length), limit: 1e6 }, RULES).type === 'growth') count++;
  }
  return count;
}

describe('series without a trend are not forecast', () => {
  const shapes: Readonly<Record<string, Shape>> = {
    noise: (random) => random.normal(),
    'alike neighbours': (random, _index, before) => 0.9 * before + random.normal(),
    'a daily cycle': (random, index) => 10 * Math.sin((2 * Math.PI * index) / 24) + random.normal(),
    'a saw that falls each day': (random, index) => 10 * ((index / 24) % 1) + 0.3 * random.normal(),
    'a way that ends below': (random, index) => 100 * (1 - Math.exp((-6 * index) / LENGTH)) + random.normal(),
    'rare spikes': (random) => random.normal() + (random.next() < 0.05 ? 50 : 0),
    'a step': (random, index) => (index < 100 ? 0 : 40) + random.normal(),
    falling: (random, index) => 100 - index / 4 + random.normal(),
  };

  test.each(Object.entries(shapes))('%s: at most 1 in 100, of 30 none or one', (_name, shape) => {
    expect(forecasts(shape, 30)).toBeLessThanOrEqual(1);
  });

  test('random walks: at most 1 in 20, of 60 at most 6', () => {
    expect(forecasts((random, _index, before) => before + random.normal(), 60)).toBeLessThanOrEqual(6);
  });
});

describe('straight ways are forecast', () => {
  test.each([
    [72, 0, 1],
    [72, 0.5, 1],
    [240, 0, 3],
    [240, 0.5, 3],
  ])(
    '%i points, likeness %f, scatter %f: nearly always, and the range holds the true date in 9 of 10',
    (length, likeness, scatter) => {
      const truth = ((100 - 10) / 50) * (length / 24);
      let [made, held] = [0, 0];
      for (let seed = 1; seed <= 30; seed++) {
        let error = 0;
        const points = series(
          (random, index) => {
            error = likeness * error + Math.sqrt(1 - likeness ** 2) * random.normal();
            return 10 + (50 * index) / length + scatter * error;
          },
          seed,
          length,
        );
        const forecast = forecastSeries({ points, limit: 100 }, RULES);
        if (forecast.type !== 'growth') continue;
        made++;
        if (forecast.earliest <= truth && truth <= forecast.latest) held++;
      }
      expect(made).toBeGreaterThanOrEqual(27);
      expect(held / made).toBeGreaterThanOrEqual(0.9);
    },
  );

  test('growth that began of late is told from what was before', () => {
    const points = series(
      (random, index) => (index < 500 ? 30 : 30 + (index - 500) / 5) + 0.3 * random.normal(),
      5,
      720,
    );
    const forecast = forecastSeries({ points, limit: 100 }, RULES) as Growth;
    expect(forecast.type).toBe('growth');
    // 350 hours after it began.
    const truth = (500 + 350) / 24;
    expect(forecast.earliest).toBeLessThanOrEqual(truth);
    expect(forecast.latest).toBeGreaterThanOrEqual(truth);
    expect(forecast.reachedAt).toBeCloseTo(truth, -0.5);
  });

  test('a cycle on the way is followed by its peaks', () => {
    const points = series(
      (random, index) => 20 + index / 20 + 5 * Math.sin((2 * Math.PI * index) / 24) + 0.2 * random.normal(),
      9,
      480,
    );
    const forecast = forecastSeries({ points, limit: 60 }, RULES) as Growth;
    expect(forecast.type).toBe('growth');
    expect(forecast.period).toBeCloseTo(1, 0);
    // The peaks lie five above the line: they meet the limit after 700 hours.
    expect(forecast.earliest).toBeLessThanOrEqual(700 / 24 + 0.5);
    expect(forecast.latest).toBeGreaterThanOrEqual(700 / 24 - 0.5);
  });
});

test('what is too little is refused, with the reason', () => {
  const reason = (points: Point[]) => {
    const said = forecastSeries({ points, limit: 100 }, RULES);
    return said.type === 'refused' ? said.reason : said.type;
  };
  expect(reason(series((_random, index) => index, 1, 11))).toBe('too few points');
  expect(reason(series((_random, index) => index, 1, 20))).toBe('too short a time');
  expect(reason(series(() => 4, 1, 100))).toBe('constant');
});

test('the date does not depend on units nor on where time begins', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.double({ min: 0.01, max: 1e9, noNaN: true }),
      fc.integer({ min: -500, max: 20_000 }),
      (seed, unit, day) => {
        const points = series((random, index) => index / 4 + random.normal(), seed, 60);
        const plain = forecastSeries({ points, limit: 100 }, RULES);
        const other = forecastSeries(
          { points: points.map(({ x, y }) => ({ x: x + day, y: y * unit })), limit: 100 * unit },
          RULES,
        );
        expect(other.type).toBe(plain.type);
        if (plain.type !== 'growth' || other.type !== 'growth') return;
        expect(other.reachedAt - day).toBeCloseTo(plain.reachedAt, 3);
        expect(other.earliest - day).toBeCloseTo(plain.earliest, 3);
      },
    ),
    { numRuns: 30 },
  );
});
