import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Coincidences } from '../../../src/trends/patterns/coincidences.ts';
import { apart, firstWithin } from '../../../src/trends/patterns/follow-up.ts';

const times = fc
  .array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 40 })
  .map((list) => [...new Set(list)].sort((a, b) => a - b));

test('what is followed by something is the same as by asking each change', () => {
  fc.assert(
    fc.property(
      fc.array(times, { maxLength: 8 }),
      times,
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 4 }),
      (lists, starts, windowMs, least) => {
        const changes = lists.map((list, index) => ({
          ref: { kind: 'ConfigMap', namespace: 'a', name: `c${index}` },
          how: 'changed',
          times: list,
        }));
        const watched = { fromMs: 300, toMs: 4_700 };
        const plain = changes.flatMap((change) => {
          const cases = apart(change.times, windowMs).filter(
            (time) => time >= watched.fromMs && time + windowMs <= watched.toMs,
          );
          return cases.length >= least ? [{ change, times: cases }] : [];
        });
        const hits = (cases: readonly number[]) =>
          cases.filter((time) => firstWithin(starts, time, time + windowMs) !== undefined).length;
        const coincidences = new Coincidences(changes, windowMs);
        expect(coincidences.countEligible(watched, least)).toBe(plain.length);
        const found = coincidences
          .followedBy(starts, watched, least)
          .filter((each) => hits(each.times) >= least);
        expect(found).toEqual(plain.filter((each) => hits(each.times) >= least));
      },
    ),
  );
});
