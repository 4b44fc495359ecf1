import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors/index.ts';
import type { ComparisonPoint } from '../../src/impact/compare/comparison.ts';
import { renderComparison } from '../../src/impact/compare/render-comparison.ts';
import { judge, readRun, recordedRuns } from './replay.ts';

/** What lived in the memory of the recorded processes and no snapshot holds: values for `--assume`, in milliseconds. */
const DECLARED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'delete-node-anti-affinity': { 'pod-gc': 46_600 },
};

/**
 * What the recording decided by a race, so that it may be otherwise the next time: which of the points are left out,
 * and why.
 */
const RACES: Readonly<
  Record<string, { readonly why: string; readonly isLeftOut: (point: ComparisonPoint) => boolean }>
> = {
  'drain-statefulset-budget': {
    why: 'both pods are evicted at once and the budget lets one go: here the other one',
    isLeftOut: ({ aspect, object }) =>
      aspect !== 'exit' && (aspect !== 'leaves' || object.startsWith('kubectl')),
  },
  'drain-two-nodes': {
    why: 'replacements of two deployments are created at the same moment: they swap nodes, and the pairs with them',
    isLeftOut: ({ aspect, object }) => aspect === 'when' && object.startsWith('default/api-'),
  },
  'forbidden-user': {
    why: 'the user may not do this: whose rights a command has is no input of the simulation',
    isLeftOut: () => true,
  },
};

describe.each(recordedRuns())('%s', (name) => {
  const { run, items } = readRun(name);

  test(run.description, (context) => {
    const comparison = attempt(() => judge(run, items, DECLARED[name]));
    // Every run's commands are modelled in the end; until then its turn has not come.
    if (comparison instanceof InputError) return context.skip(comparison.message);
    const missed = comparison.points.filter((point) => !point.held && !RACES[name]?.isLeftOut(point));
    // Pods that are created at the same moment are scheduled in a random order: where they land is counted, not paired.
    const swapped = missed.filter(({ aspect }) => aspect === 'lands');
    const landings = (side: 'real' | 'predicted') => swapped.map((point) => point[side]).sort();
    expect(
      missed.filter(({ aspect }) => aspect !== 'lands'),
      renderComparison(comparison),
    ).toEqual([]);
    if (swapped.length > 1)
      expect(landings('predicted'), renderComparison(comparison)).toEqual(landings('real'));
  });
});

function attempt<Result>(work: () => Result): Result | InputError {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}
