import { describe, expect, it } from 'vitest';
import { generateScenario, THEME_NAMES } from '../harness/generate/generate-scenario.ts';
import { Random } from '../harness/generate/random.ts';

const SCENARIOS = Array.from({ length: 120 }, (_, number) => generateScenario(11, number));

describe('generateScenario()', () => {
  it('gives the same scenario for the same seed and number, and another for another', () => {
    expect(generateScenario(3, 5)).toEqual(generateScenario(3, 5));
    expect(generateScenario(3, 5)).not.toEqual(generateScenario(4, 5));
  });

  it('lets every theme lead in its turn', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name.split('-', 1)[0]))).toEqual(new Set(THEME_NAMES));
  });

  it('gives no two objects of a kind the same name in a namespace', () => {
    for (const { name, objects } of SCENARIOS) {
      const keys = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace} ${metadata.name}`);
      expect(new Set(keys).size, name).toBe(keys.length);
    }
  });

  it('gives running pods different start times, so that preemption is not a matter of chance', () => {
    for (const { objects } of SCENARIOS) {
      const starts = objects.flatMap(({ kind, status }) =>
        kind === 'Pod' && status.startTime ? [status.startTime] : [],
      );
      expect(new Set(starts).size).toBe(starts.length);
    }
  });

  it('makes a hundred nodes now and then', () => {
    expect(SCENARIOS.some(({ objects }) => objects.filter(({ kind }) => kind === 'Node').length >= 90)).toBe(
      true,
    );
  });
});

describe('Random', () => {
  it('takes different values in a sample, and all when there are too few', () => {
    const sample = new Random('x').sample([1, 2, 3], 5);
    expect(sample.sort()).toEqual([1, 2, 3]);
  });

  it('reaches both ends of a range', () => {
    const random = new Random('ends');
    const seen = new Set(Array.from({ length: 200 }, () => random.int(2, 4)));
    expect([...seen].sort()).toEqual([2, 3, 4]);
  });
});
