import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Quantity } from '../../scheduler-model/kubernetes/quantity.ts';

describe('a quantity', () => {
  it.each([
    ['0', 0n, 0n],
    ['1', 1n, 1000n],
    ['0.5', 1n, 500n],
    ['100m', 1n, 100n],
    ['0.1m', 1n, 1n],
    ['1500m', 2n, 1500n],
    ['999999n', 1n, 1n],
    ['100u', 1n, 1n],
    ['1e3', 1000n, 1_000_000n],
    ['3e0', 3n, 3000n],
    ['1.5e2', 150n, 150_000n],
    ['1k', 1000n, 1_000_000n],
    ['1.5Gi', 1610612736n, 1610612736000n],
    ['0.5Ki', 512n, 512000n],
    ['1.', 1n, 1000n],
    ['.5', 1n, 500n],
    ['+2', 2n, 2000n],
    ['-2', -2n, -2000n],
    ['-0.1', -1n, -100n],
    // The largest amounts: binary ones are capped, decimal ones overflow.
    ['9223372036854775807', 9223372036854775807n, BigInt.asIntN(64, 9223372036854775807n * 1000n)],
    ['9Ei', 9223372036854775807n, BigInt.asIntN(64, 9223372036854775807n * 1000n)],
    ['100E', 0n, 0n],
    ['', 0n, 0n],
    ['many', 0n, 0n],
  ])('%s is %s, in thousandths %s', (text, value, milliValue) => {
    const quantity = Quantity.parse(text);
    expect([quantity.value, quantity.milliValue]).toEqual([value, milliValue]);
  });

  it('adds exactly, before it rounds', () => {
    const tenth = Quantity.parse('0.1m');
    const sum = Array.from({ length: 10 }, () => tenth).reduce((total, one) => total.plus(one));
    expect(sum.milliValue).toBe(1n);
  });

  it('adds and compares as numbers do', () => {
    const milli = fc.integer({ min: 0, max: 10 ** 9 });
    fc.assert(
      fc.property(milli, milli, (a, b) => {
        const [left, right] = [Quantity.parse(`${a}m`), Quantity.parse(b)];
        expect(left.plus(right).milliValue).toBe(BigInt(a) + BigInt(b) * 1000n);
        expect(Math.sign(left.compare(right))).toBe(Math.sign(a - b * 1000));
      }),
    );
  });
});
