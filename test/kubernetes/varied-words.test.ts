import { expect, test } from 'vitest';
import { variedWords } from '../../src/kubernetes/index.ts';

test.each([
  ['no text', [], ''],
  ['equal texts', ['ready', 'ready'], 'ready'],
  ['two values', ['Error, exit 137', 'Error, exit 1', 'Error, exit 1'], 'Error, exit 1/137'],
  [
    'many durations',
    ['back-off 10s more', 'back-off 20s more', 'back-off 5m0s more', 'back-off 1m20s more'],
    'back-off 10s-5m0s more',
  ],
  ['many numbers with a comma', ['1, of', '12, of', '3, of', '4, of'], '1-12, of'],
  ['few names', ['on n1:', 'on n2:'], 'on n1/n2:'],
  ['many names', ['a is', 'b is', 'c is', 'd is'], '… is'],
  ['long names', ['"payment-api-nvrb2qkg5-b6g9h" is', '"payment-api-nvrb2qkg5-x7k2p" is'], '… is'],
  ['texts of another build', ['exit 1', 'exit 2', 'was killed by hand'], 'exit 1/2, and others'],
])('%s', (_, texts, expected) => {
  expect(variedWords(texts)).toBe(expected);
});
