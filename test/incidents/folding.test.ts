import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventRecord, LogLine, ObjectRef } from '../../src/history/index.ts';
import { foldEvents } from '../../src/incidents/fold-events.ts';
import { foldLogLines, logTemplate } from '../../src/incidents/fold-log-lines.ts';

const pod = (name: string): ObjectRef => ({ kind: 'Pod', namespace: 'default', name });
const owner = (ref: ObjectRef): ObjectRef => ({
  kind: 'Deployment.apps',
  namespace: 'default',
  name: ref.name.split('-')[0] ?? '',
});

describe('log templates', () => {
  test.each([
    [
      '2026-01-02T10:11:12.123Z timeout after 5000ms talking to 10.1.2.3:8080',
      '2026-01-02T11:00:00Z timeout after 10ms talking to 10.9.9.9:80',
    ],
    ['request 7f9c2ba4e88f827d user="ann" took 12s', 'request 1111111111111111 user="bob" took 7s'],
    [
      '{"level":"error","msg":"no route to db","ts":1}',
      '{"ts":2,"level":"error","msg":"no route to db"}'.replace('"ts":2,', ''),
    ],
    ['panic at 0xdeadbeef', 'panic at 0xcafebabe'],
  ])('%s is like %s', (a, b) => {
    expect(logTemplate(a)).toBe(logTemplate(b));
  });
  test('what is said stays', () => {
    expect(logTemplate('connection refused')).not.toBe(logTemplate('connection reset'));
    expect(logTemplate('{"level":"error","msg":"a"}')).not.toBe(logTemplate('{"level":"error","msg":"b"}'));
  });

  test('new templates stand first, every line is counted once', () => {
    const line = (timeMs: number, text: string): LogLine => ({
      timeMs,
      pod: pod('api-1'),
      container: 'main',
      text,
      evidence: `log:${timeMs}`,
    });
    const folded = foldLogLines(
      [
        line(1, 'ok 1'),
        line(2, 'ok 2'),
        line(50, 'ok 3'),
        line(60, 'out of memory 17'),
        line(70, 'out of memory 18'),
      ],
      owner,
      40,
    );
    expect(
      folded.map(({ template, count, isNew, firstMs, lastMs }) => [template, count, isNew, firstMs, lastMs]),
    ).toEqual([
      ['out of memory <n>', 2, true, 60, 70],
      ['ok <n>', 3, false, 1, 50],
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1000), fc.constantFrom('a 1', 'a 2', 'b', 'c x')), { maxLength: 50 }),
        (lines) => {
          const all = foldLogLines(
            lines.map(([timeMs, text]) => line(timeMs, text)),
            owner,
            500,
          );
          expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(lines.length);
        },
      ),
    );
  });
});

test('events: pods of one owner, repeated counts once', () => {
  const event = (timeMs: number, name: string, count: number, firstMs: number): EventRecord => ({
    timeMs,
    regarding: pod(name),
    reason: 'BackOff',
    type: 'Warning',
    note: `Back-off restarting failed container in pod ${name}`,
    count,
    firstMs,
    reporter: 'kubelet',
    evidence: `events:${timeMs}`,
  });
  const folded = foldEvents(
    [
      event(10, 'api-1', 1, 10),
      event(20, 'api-1', 4, 10),
      event(15, 'api-2', 2, 12),
      event(30, 'web-1', 1, 30),
    ],
    owner,
  );
  expect(
    folded.map(({ owner: { name }, count, objectCount, firstMs, lastMs }) => [
      name,
      count,
      objectCount,
      firstMs,
      lastMs,
    ]),
  ).toEqual([
    ['api', 6, 2, 10, 20],
    ['web', 1, 1, 30, 30],
  ]);
});
