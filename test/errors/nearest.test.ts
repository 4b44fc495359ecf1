import { expect, test } from 'vitest';
import { nearest } from '../../src/errors/index.ts';

test.each([
  ['simulat', ['simulate', 'schedule'], ['simulate']],
  ['drian', ['drain', 'create'], ['drain']],
  ['wbe', ['web', 'wax'], ['web']],
  ['foo', ['job', 'no', 'po', 'top'], []],
  ['rm', ['run', 'ds'], []],
  ['worker-99', ['worker-9', 'worker-1'], ['worker-9', 'worker-1']],
])('of %s among %j: %j', (word, names, expected) => {
  expect(nearest(word, names)).toEqual(expected);
});
