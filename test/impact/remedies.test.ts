import { expect, test } from 'vitest';
import { InputError } from '../../src/errors/index.ts';
import { remediesNotTried } from '../../src/impact/findings/remedies-not-tried.ts';
import type { RunView } from '../../src/impact/run/run-view.ts';
import { Remedies, type TryLines } from '../../src/impact/suggestions/remedies.ts';

/** A run of one line that changed so much. */
function ran(changeCount: number): RunView {
  return { commands: [{}], records: new Array(changeCount).fill({}) } as unknown as RunView;
}

function remedies(run: TryLines) {
  const tried: string[] = [];
  const counted: TryLines = (lines) => {
    tried.push(...lines);
    return run(lines);
  };
  return { tried, remedies: new Remedies(counted, ['cluster.json']) };
}

const helps = () => 'helped';
const fails = () => undefined;

test('the first proposal that helps is suggested', () => {
  const { tried, remedies: all } = remedies(() => ran(1));
  const proposals = [
    { lines: ['a'], judge: fails },
    { lines: ['b'], judge: helps },
    { lines: ['c'], judge: helps },
  ];
  expect(all.suggestion(proposals)).toEqual({
    command: 'kubectl smart simulate "b" --snapshot cluster.json',
    verified: true,
    effect: 'helped',
  });
  expect(tried).toEqual(['a', 'b']);
});

test('what cannot be run is passed over', () => {
  const { remedies: all } = remedies(() => {
    throw new InputError('no such flag', {});
  });
  expect(all.suggestion([{ lines: ['a'], judge: helps }])).toBeUndefined();
  expect(all.untriedCount).toBe(0);
});

test('that remedies were left untried is said', () => {
  expect(remediesNotTried.about(0)).toBeUndefined();
  expect(remediesNotTried.about(3)).toMatchObject({ severity: 'info', code: 'REMEDIES_NOT_TRIED' });
  expect(remediesNotTried.about(3)?.message).toMatch(/^For 3 of the findings not every remedy was tried/);
});

test('no more is tried when a run takes long', () => {
  const { tried, remedies: all } = remedies(() => ran(60_000));
  for (let finding = 0; finding < 5; finding++) all.suggestion([{ lines: ['a'], judge: fails }]);
  expect(tried).toHaveLength(2);
  expect(all.untriedCount).toBe(3);
});

test('no more than twelve findings are tried to be helped', () => {
  const { tried, remedies: all } = remedies(() => ran(1));
  for (let finding = 0; finding < 20; finding++) all.suggestion([{ lines: ['a'], judge: fails }]);
  expect(tried).toHaveLength(12);
  expect(all.untriedCount).toBe(8);
});
