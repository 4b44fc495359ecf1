import { expect, test } from 'vitest';
import { startedAtMs } from './started-at.ts';

const pod = (name: string, uid: string, creationTimestamp: string) => ({
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid, creationTimestamp },
});
const timeline = [
  { t: 0.9, event: 'created', pod: 'default/a' },
  { t: 2.2, event: 'created', pod: 'default/db-0#2' },
  { t: 5, event: 'created', pod: 'default/gone' },
] as const;
const before = [pod('db-0', 'old', '2026-01-01T00:00:00Z')];

test('the latest second that a pod came in, less the time since the first command', () => {
  const after = [pod('a', '1', '2026-01-01T00:01:00Z'), pod('db-0', '2', '2026-01-01T00:01:02Z')];
  expect(startedAtMs({ timeline }, before, after)).toBe(Date.parse('2026-01-01T00:00:59.800Z'));
});

test('what the recording says counts', () => {
  const startedAt = '2026-01-01T00:00:59.123Z';
  expect(startedAtMs({ startedAt, timeline }, before, [])).toBe(Date.parse(startedAt));
});

test('pods that were there before, and pods that nobody saw come, tell nothing', () => {
  const after = [...before, pod('b', '3', '2026-01-01T00:01:00Z')];
  expect(startedAtMs({ timeline }, before, after)).toBeUndefined();
});
