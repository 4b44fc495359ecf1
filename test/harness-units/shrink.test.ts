import { describe, expect, it } from 'vitest';
import { shrink } from '../harness/fuzz/shrink.ts';
import { generateScenario, type SchedulingScenario } from '../harness/generate/generate-scenario.ts';

describe('shrink()', () => {
  it('keeps only the object and the field that matter', async () => {
    const hasNodes = ({ objects }: SchedulingScenario) => objects.some(({ kind }) => kind === 'Node');
    const numbers = Array.from({ length: 9 }, (_, number) => number);
    const scenario = numbers.map((number) => generateScenario(5, number)).find(hasNodes)!;
    const node = scenario.objects.find(({ kind }) => kind === 'Node')?.metadata.name;
    const shows = async ({ objects }: SchedulingScenario) =>
      objects.some(
        ({ kind, metadata, status }) =>
          kind === 'Node' && metadata.name === node && status?.allocatable?.cpu !== undefined,
      );
    const { objects, config } = await shrink(scenario, shows);
    expect(objects).toHaveLength(1);
    expect(config).toBeUndefined();
    expect(Object.keys(objects[0]?.status)).toEqual(['allocatable']);
    expect(Object.keys(objects[0]?.status.allocatable)).toEqual(['cpu']);
  });

  it('leaves the given scenario as it was', async () => {
    const scenario = generateScenario(5, 1);
    const copy = structuredClone(scenario);
    await shrink(scenario, async () => true);
    expect(scenario).toEqual(copy);
  });

  it('ends when its questions are used up', async () => {
    let asked = 0;
    await shrink(generateScenario(5, 2), async () => ++asked > 0, 10);
    expect(asked).toBeLessThanOrEqual(10);
  });
});
