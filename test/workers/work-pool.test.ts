import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type PoolOptions, runInPool } from '../../src/workers/work-pool.ts';

const filename = fileURLToPath(new URL('./faulty-worker.ts', import.meta.url));

function ask(items: readonly string[], options: Partial<PoolOptions> = {}) {
  return runInPool<string, string>(
    {
      filename,
      functionName: 'answer',
      workerData: {},
      items,
      nameOf: (item) => `item ${item}`,
      itemsPerTask: 3,
    },
    { workers: 2, ...options },
  );
}

describe('runInPool()', () => {
  test('gives the answers in the order of the items and tells how far it is', async () => {
    const items = Array.from({ length: 20 }, (_, index) => `item-${index}`);
    const told: number[] = [];
    const { answers, lost } = await ask(items, { progress: (done) => told.push(done) });
    expect(answers).toEqual(items.map((item) => item.toUpperCase()));
    expect(lost).toEqual([]);
    expect(told.at(-1)).toBe(20);
  });

  test.each([
    ['dies', 'die-1'],
    ['fails', 'throw-1'],
  ])('an item whose worker %s is tried again alone, then named; all others are answered', async (_, bad) => {
    const warnings: string[] = [];
    const items = ['a', bad, 'b', 'c', 'd', 'e', 'f'];
    const { answers, lost } = await ask(items, { warn: (message) => warnings.push(message) });
    expect([...answers].sort()).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
    expect(lost.map(({ item }) => item)).toEqual([bad]);
    expect(warnings.filter((message) => message.startsWith('a worker died')).length).toBeGreaterThan(0);
    expect(warnings.at(-1)).toContain(`item ${bad} could not be run`);
    expect(lost[0]?.error).not.toContain('\n');
  });

  test('ends at once when it is told to stop', async () => {
    const stop = new AbortController();
    const running = ask(['slow-1', 'slow-2'], { signal: stop.signal });
    setTimeout(() => stop.abort(), 300);
    await expect(running).rejects.toThrow('aborted');
  });
});
