import { expect, test } from 'vitest';
import { whenOf } from '../../src/report/format-time.ts';

test('what was waited for in vain happens never; what is not known has no time', () => {
  const entry = { object: 'x', text: '' };
  expect(whenOf({ ...entry, sign: '+', t: 87 })).toBe('t+1m27s');
  expect(whenOf({ ...entry, sign: '!', t: null })).toBe('never');
  expect(whenOf({ ...entry, sign: '?', t: null })).toBe('');
});
