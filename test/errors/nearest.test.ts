import { expect, test } from 'vitest';
import { nearest } from '../../src/errors/index.ts';

test.each([
  ['simulat', ['simulate', 'schedule'], ['simulate']],
  ['drian', ['drain', 'create'], ['drain']],
  ['wbe', ['web', 'wax'], ['web']],
  ['foo', ['job', 'no', 'po', 'top'], []],
  ['rm', ['run', 'ds'], []],
  ['ip-10-0-0-31', ['ip-10-0-0-13.ec2.internal', 'db-7.ec2.internal'], ['ip-10-0-0-13.ec2.internal']],
  ['gke-prod-pool-1', ['gke-prod-pool-1-4f3a2b1c-x7k2'], ['gke-prod-pool-1-4f3a2b1c-x7k2']],
  ['ip', ['ip-10-0-0-13.ec2.internal'], []],
  ['worker-99', ['worker-9', 'worker-1'], ['worker-9', 'worker-1']],
])('of %s among %j: %j', (word, names, expected) => {
  expect(nearest(word, names)).toEqual(expected);
});
