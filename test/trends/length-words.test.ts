import { expect, test } from 'vitest';
import { lengthWords } from '../../src/trends/index.ts';

test.each([
  [135, '2 minutes'],
  [60, '1 minute'],
  [7200, '2 hours'],
  [30 * 3600, '30 hours'],
  [180 * 86_400, '180 days'],
])('%d seconds are %s', (seconds, words) => {
  expect(lengthWords(0, seconds * 1000)).toBe(words);
});
