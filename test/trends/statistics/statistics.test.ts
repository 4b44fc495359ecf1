import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adjustedForTried } from '../../../src/trends/statistics/false-discoveries.ts';
import { wilsonInterval } from '../../../src/trends/statistics/intervals.ts';
import { logChoose, logFactorial } from '../../../src/trends/statistics/log-factorial.ts';
import { periodOf } from '../../../src/trends/statistics/periodicity.ts';
import { median, quantile, robustDeviation } from '../../../src/trends/statistics/robust.ts';
import { studentTail } from '../../../src/trends/statistics/student.ts';
import {
  binomialTail,
  hypergeometricTail,
  normalTail,
  poissonBinomialTail,
} from '../../../src/trends/statistics/tail-probabilities.ts';
import { neighbourCorrelation, theilSen } from '../../../src/trends/statistics/theil-sen.ts';
import { Random } from '../support/random.ts';

describe('tails against tables', () => {
  test.each([
    [8, 10, 0.5, 56 / 1024],
    [10, 10, 0.5, 1 / 1024],
    [1, 5, 0.2, 1 - 0.8 ** 5],
    [0, 5, 0.2, 1],
    [3, 3, 0.1, 0.001],
  ])('binomial: at least %i of %i at %f', (hits, cases, probability, expected) => {
    expect(binomialTail(hits, cases, probability)).toBeCloseTo(expected, 12);
  });

  // Fisher's tea: four cups of eight, all four or three of them right.
  test.each([
    [4, 4, 4, 8, 1 / 70],
    [3, 4, 4, 8, 17 / 70],
    [0, 4, 4, 8, 1],
  ])('hypergeometric: at least %i of %i drawn, %i of %i in all', (hits, drawn, hitTotal, total, expected) => {
    expect(hypergeometricTail(hits, drawn, hitTotal, total)).toBeCloseTo(expected, 12);
  });

  test.each([
    [1.959963985, 0.025],
    [2.575829304, 0.005],
    [5, 2.866516e-7],
    [-1, 0.8413447461],
    [0, 0.5],
  ])('normal: beyond %f', (z, expected) => {
    expect(normalTail(z) / expected).toBeCloseTo(1, 6);
  });

  test.each([
    [6.3138, 1, 0.05],
    [4.3027, 2, 0.025],
    [3.1824, 3, 0.025],
    [2.7764, 4, 0.025],
    [3.4995, 7, 0.005],
    [3.3554, 8, 0.005],
    [-2.7764, 4, 0.975],
  ])("Student's t: beyond %f with %i degrees of freedom", (t, freedom, expected) => {
    expect(studentTail(t, freedom)).toBeCloseTo(expected, 5);
  });

  test('factorials beyond the table continue those in it', () => {
    expect(logFactorial(5)).toBeCloseTo(Math.log(120), 12);
    expect(logFactorial(4097) - logFactorial(4096)).toBeCloseTo(Math.log(4097), 8);
    expect(Math.exp(logChoose(52, 5))).toBeCloseTo(2_598_960, 3);
  });

  test('cases of one probability are binomial', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 40 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (cases, hits, p) => {
          const tail = poissonBinomialTail(hits, new Array<number>(cases).fill(p));
          expect(tail).toBeCloseTo(binomialTail(hits, cases, p), 9);
        },
      ),
    );
  });
});

test("Wilson's interval", () => {
  const { low, high } = wilsonInterval(8, 10);
  expect([low, high]).toEqual([expect.closeTo(0.4902, 4), expect.closeTo(0.9433, 4)]);
  expect(wilsonInterval(0, 10).low).toBe(0);
  expect(wilsonInterval(10, 10).high).toBe(1);
});

describe('adjustment for what was tried', () => {
  test('a worked example of Benjamini and Yekutieli', () => {
    // m = 4: the sum of 1/i is 25/12.
    const adjusted = adjustedForTried([0.001, 0.01, 0.03, 0.8], 4);
    expect(adjusted).toEqual(
      [0.001, 0.01, 0.03, 0.8].map((p, index) =>
        expect.closeTo(Math.min(1, (p * 4 * 25) / 12 / (index + 1)), 10),
      ),
    );
  });

  test('never falls below p, rises with p and with the number tried', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 1000 }),
        (ps, more) => {
          const adjusted = adjustedForTried(ps, ps.length + more);
          const fewer = adjustedForTried(ps, ps.length);
          ps.forEach((p, index) => {
            expect(adjusted[index]).toBeGreaterThanOrEqual(Math.min(1, p));
            expect(adjusted[index]).toBeGreaterThanOrEqual(fewer[index]!);
            ps.forEach((other, at) => {
              if (p < other) expect(adjusted[index]).toBeLessThanOrEqual(adjusted[at]!);
            });
          });
        },
      ),
    );
  });
});

test('medians, quantiles and robust deviations', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeNaN();
  expect(quantile([0, 10, 20, 30, 40], 0.95)).toBeCloseTo(38, 10);
  expect(robustDeviation([1, 1, 2, 2, 4, 6, 9])).toBeCloseTo(1.4826, 10);
});

describe('the line of Theil and Sen', () => {
  test('a quarter of wild points does not move it', () => {
    const points = Array.from({ length: 40 }, (_, x) => ({ x, y: x % 4 === 1 ? 1000 : 2 * x + 5 }));
    const line = theilSen(points);
    expect(line.slope).toBeCloseTo(2, 10);
    expect(line.centerY).toBeCloseTo(2 * line.centerX + 5, 10);
  });

  test('its interval holds the true slope in at least 95 of 100, likeness of neighbours or not', () => {
    for (const likeness of [0, 0.6]) {
      let held = 0;
      for (let run = 0; run < 200; run++) {
        const random = new Random(run + 1);
        let error = 0;
        const points = Array.from({ length: 60 }, (_, x) => {
          error = likeness * error + Math.sqrt(1 - likeness ** 2) * random.normal();
          return { x, y: 0.3 * x + 4 * error };
        });
        const { slopeLow, slopeHigh } = theilSen(points);
        if (slopeLow <= 0.3 && slopeHigh >= 0.3) held++;
      }
      expect(held, `likeness ${likeness}`).toBeGreaterThanOrEqual(likeness === 0 ? 188 : 180);
    }
  });

  test('correlation of neighbours', () => {
    expect(neighbourCorrelation([1, -1, 1, -1, 1, -1, 1, -1])).toBeLessThan(-0.8);
    expect(neighbourCorrelation([1, 1, 1, 1, -1, -1, -1, -1])).toBeGreaterThan(0.5);
    expect(neighbourCorrelation([2, 2, 2])).toBe(0);
  });
});

describe('periods', () => {
  const wave = (length: number, period: number, noise: number) => {
    const random = new Random(7);
    return Array.from({ length }, (_, index) => ({
      x: index / 24,
      y: Math.sin((2 * Math.PI * index) / 24 / period) + noise * random.normal(),
    }));
  };

  test('are found by their length', () => {
    expect(periodOf(wave(24 * 14, 1, 0.3))?.length).toBeCloseTo(1, 0);
    expect(periodOf(wave(24 * 60, 7, 0.3))?.length).toBeCloseTo(7, 0);
  });

  test('are not seen in noise, nor in fewer than three', () => {
    expect(periodOf(wave(24 * 2, 1, 0.1))).toBeUndefined();
    const random = new Random(3);
    expect(periodOf(Array.from({ length: 300 }, (_, x) => ({ x, y: random.normal() })))).toBeUndefined();
  });
});
