import { expect, test } from 'vitest';
import { EventIndex, foldEvents } from '../../src/diagnosis/index.ts';
import { make } from '../relations/cluster.ts';
import { event } from './sick-cluster.ts';

const fold = (...events: ReturnType<typeof event>[]) =>
  foldEvents(new EventIndex(events), ['Pod/a/x', 'Pod/a/y', 'Node/n', 'Deployment/a/d']);

test('messages that differ only in names, numbers and addresses are one', () => {
  const [first, ...others] = fold(
    event('Pod/a/x', 'Unhealthy', 'Readiness probe failed: dial tcp 10.0.0.1:80: refused', 4),
    event('Pod/a/y', 'Unhealthy', 'Readiness probe failed: dial tcp 10.0.0.22:80: refused', 2),
    event('Pod/a/y', 'Unhealthy', 'Liveness probe failed: timeout', 1),
  );
  expect([first?.count, first?.objectCount]).toEqual([6, 2]);
  expect(others.map(({ message }) => message)).toEqual(['Liveness probe failed: timeout']);
});

test('warnings come first; of normal events only those that tell of what was done', () => {
  expect(
    fold(
      event('Deployment/a/d', 'ScalingReplicaSet', 'Scaled up', 1, 'Normal'),
      event('Pod/a/x', 'Pulled', 'pulled', 9, 'Normal'),
      event('Pod/a/x', 'BackOff', 'back-off', 3),
      event('Pod/b/other', 'BackOff', 'back-off', 3),
    ).map(({ reason }) => reason),
  ).toEqual(['BackOff', 'ScalingReplicaSet']);
});

test('events of the newer API have their count and times in a series', () => {
  const series = make('v1', 'Event', 'a/e', {
    involvedObject: { kind: 'Pod', namespace: 'a', name: 'x' },
    type: 'Warning',
    reason: 'FailedScheduling',
    message: 'no',
    eventTime: '2026-01-01T00:00:00.123456Z',
    series: { count: 7, lastObservedTime: '2026-01-01T00:10:00.654321Z' },
  });
  expect(fold(series)).toMatchObject([
    { count: 7, first: '2026-01-01T00:00:00Z', last: '2026-01-01T00:10:00Z' },
  ]);
});
