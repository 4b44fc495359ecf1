import { describe, expect, it } from 'vitest';
import { fuzzSnapshots } from './support/fuzz.ts';

/** `node scripts/fuzz-snapshots.js [minutes]` goes on for longer. */
describe('damaged input', () => {
  it('is read or refused with an InputError, in bounded time and memory, whatever was done to it', async () => {
    const { counts, slowestMs } = await fuzzSnapshots({ seed: 7, runs: 400 });
    expect(counts.read + counts.refused).toBe(400);
    expect(counts.refused).toBeGreaterThan(100);
    expect(counts.read).toBeGreaterThan(20);
    expect(slowestMs).toBeLessThan(10_000);
  });
});
