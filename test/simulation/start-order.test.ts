import { expect, test } from 'vitest';
import { startOrder } from '../../src/simulation/start-order.ts';

test.each([
  [0, []],
  [1, [0]],
  [2, [1, 0]],
  [3, [2, 0, 1]],
  [5, [4, 0, 1, 2, 3]],
])('of %i pieces of work the last begins, then the others in order', (count, order) => {
  expect(startOrder(count)).toEqual(order);
});

test('what tells pieces apart decides, and equal ones keep the usual order', () => {
  const chances = [0.9, 0.1, 0.5, 0.5];
  expect(startOrder(4, (index) => chances[index]!)).toEqual([1, 3, 2, 0]);
  expect(startOrder(4, () => 0.5)).toEqual(startOrder(4));
});
