import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changePoint, median, rankTest } from '../../../src/incidents/metrics/change-point.ts';
import { metricKind, ratesOf } from '../../../src/incidents/metrics/families.ts';

const samples = (values: readonly number[]) =>
  values.map((value, index) => ({ timeMs: index * 1000, value }));
const noise = fc.double({ min: 0.95, max: 1.05, noNaN: true });

describe('changePoint', () => {
  test('finds a step where it is', () => {
    fc.assert(
      fc.property(
        fc.array(noise, { minLength: 10, maxLength: 40 }),
        fc.array(noise, { minLength: 4, maxLength: 20 }),
        (before, after) => {
          const point = changePoint(samples([...before, ...after.map((value) => value * 10)]));
          expect(point?.timeMs).toBe(before.length * 1000);
          expect(point?.direction).toBe('up');
        },
      ),
    );
  });

  test('finds nothing in a level series, however it is shifted', () => {
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 60 }), fc.integer({ min: 1, max: 1000 }), (values, level) => {
        expect(changePoint(samples(values.map((value) => value * level)))).toBeUndefined();
      }),
    );
  });

  test.each([
    ['a spike of two samples', [1, 1, 1, 1, 1, 1, 9, 9, 1, 1, 1, 1]],
    ['too few samples before', [1, 1, 1, 1, 9, 9, 9]],
    ['too few after', [1, 1, 1, 1, 1, 1, 9, 9]],
    ['a small step', [1, 1, 1, 1, 1, 1, 1.2, 1.2, 1.2, 1.2, 1.2]],
    ['nothing', []],
  ])('%s is no change', (_name, values) => {
    expect(changePoint(samples(values))).toBeUndefined();
  });

  test('a fall, and a level of zero', () => {
    expect(changePoint(samples([10, 10, 10, 10, 10, 10, 1, 1, 1, 1]))?.direction).toBe('down');
    expect(changePoint(samples([0, 0, 0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5]))).toMatchObject({
      before: 0,
      after: 0.5,
      timeMs: 6000,
    });
  });
});

test('median and rank test', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(rankTest([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])).toBeCloseTo(1);
  expect(rankTest([1, 2, 3, 4, 5, 6, 7, 8], [11, 12, 13, 14, 15, 16])).toBeLessThan(0.01);
});

describe('families', () => {
  const kind = (name: string, labels = {}) => metricKind({ id: 1, name, labels });
  test.each([
    ['http_request_duration_p95_seconds', {}, 'latency'],
    ['request_latency_ms', { quantile: '0.99' }, 'latency'],
    ['http_requests_errors_total', {}, 'errors'],
    ['http_requests_total', { code: '503' }, 'errors'],
    ['container_memory_working_set_bytes', {}, 'saturation'],
    ['container_cpu_cfs_throttled_periods_total', {}, 'saturation'],
  ])('%s %o is %s', (name, labels, family) => {
    expect(kind(name, labels)?.family).toBe(family);
  });
  test.each([
    'http_request_duration_seconds_bucket',
    'http_request_duration_seconds_sum',
    'http_requests_total',
    'kube_pod_container_resource_limits_memory_bytes',
  ])('%s is read as none of them', (name) => expect(kind(name)).toBeUndefined());
  test('counters are read as change per second, and may begin anew', () => {
    expect(
      ratesOf([
        { timeMs: 0, value: 10 },
        { timeMs: 2000, value: 14 },
        { timeMs: 3000, value: 3 },
      ]).map(({ value }) => value),
    ).toEqual([2, 3]);
  });
});
