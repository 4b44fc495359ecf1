import { describe, expect, it } from 'vitest';
import type { PodResult } from '../harness/oracle/answer.ts';
import { answerDifferences } from '../harness/oracle/answer-differences.ts';

const REAL: PodResult = {
  pod: 'default/a',
  nodes: {
    n1: { feasible: true, scores: { ImageLocality: 0, NodeResourcesFit: 40 }, totalScore: 40 },
    n2: {
      feasible: false,
      plugin: 'NodeResourcesFit',
      code: 'Unschedulable',
      reasons: ['Insufficient cpu', 'Insufficient x/a', 'Insufficient x/b'],
    },
  },
  best: ['n1'],
  chosen: 'n1',
};

function changed(
  change: (result: { nodes: Record<string, Record<string, unknown>>; [field: string]: unknown }) => void,
): PodResult {
  const copy = structuredClone(REAL);
  change(copy as never);
  return copy;
}

describe('answerDifferences()', () => {
  it('sees no difference between absent and empty', () => {
    expect(answerDifferences([REAL], [{ ...REAL, victims: [], message: '' }])).toEqual([]);
  });

  it('takes extended resources in any order, others not', () => {
    const swap = (a: number, b: number) =>
      changed(({ nodes }) => {
        const reasons = nodes.n2?.reasons as string[];
        [reasons[a], reasons[b]] = [reasons[b] as string, reasons[a] as string];
      });
    expect(answerDifferences([REAL], [swap(1, 2)])).toEqual([]);
  });

  it.each([
    ['chosen', changed((result) => (result.chosen = 'n2'))],
    [
      'nodes.n1.scores',
      changed(({ nodes }) => (nodes.n1 = { ...nodes.n1, scores: { NodeResourcesFit: 40 } })),
    ],
    ['nodes.n2.feasible', changed(({ nodes }) => (nodes.n2 = { ...nodes.n2, feasible: true }))],
    ['nodes.n2', changed(({ nodes }) => delete nodes.n2)],
    ['message', changed((result) => (result.message = 'no'))],
  ])('tells where answers differ: %s', (where, ours) => {
    expect(answerDifferences([REAL], [ours]).map((difference) => difference.where)).toEqual([where]);
  });

  it('tells that pods are missing or in another order', () => {
    expect(answerDifferences([REAL], [])).toMatchObject([{ pod: '*', where: 'pods' }]);
  });

  it('passes over a pod whose real cycle ended in an error', () => {
    expect(answerDifferences([{ pod: 'default/a', error: 'x' }], [REAL])).toEqual([]);
  });
});
