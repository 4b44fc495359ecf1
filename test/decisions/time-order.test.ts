import { expect, test } from 'vitest';
import { timeOrder } from '../../src/decisions/time-order.ts';

test('what has no time stands first, the rest in order, whatever stood where', () => {
  const times = ['2026-01-03T00:00:00Z', null, '2026-01-01T00:00:00Z', null, '2026-01-02T00:00:00.5Z'];
  const sorted = [null, null, '2026-01-01T00:00:00Z', '2026-01-02T00:00:00.5Z', '2026-01-03T00:00:00Z'];
  expect([...times].sort(timeOrder)).toEqual(sorted);
  expect([...times].reverse().sort(timeOrder)).toEqual(sorted);
});
