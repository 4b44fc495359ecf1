import { describe, expect, it } from 'vitest';
import { goSort } from '../../../scheduler-model/plugins/DefaultPreemption/go-sort.ts';

/** Keys, and the places to which Go 1.26's sort.Slice moves equal ones; recorded from Go. */
const RECORDED: readonly [keys: string, order: readonly number[]][] = [
  ['aaaaaaaaaaaa', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ['bbabaabbbabb', [2, 4, 5, 9, 0, 1, 3, 6, 7, 8, 10, 11]],
  ['babbbbcbbbea', [1, 11, 0, 2, 3, 4, 5, 7, 8, 9, 6, 10]],
  ['aaaaaaaaaaaaa', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ['aaaaabbbbbbbb', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ['aaabbbbccdeee', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]],
  ['aaaaaaaaaaaaaaaaaaaa', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]],
  ['baaaaaabbaabbaabbbab', [10, 1, 2, 3, 4, 5, 6, 18, 9, 14, 13, 11, 0, 12, 8, 15, 16, 17, 7, 19]],
  ['abacaecaebacddbaabbc', [15, 7, 2, 0, 4, 10, 16, 9, 1, 18, 17, 14, 6, 11, 19, 3, 13, 12, 8, 5]],
  [
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    [
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
      28, 29, 30,
    ],
  ],
  [
    'bbbbbbbbbbbbbbbbbaaaaaaaaaaaaaa',
    [
      17, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 7, 8, 16, 14, 13, 12, 11, 10, 9, 15, 0, 6, 5, 4,
      3, 2, 1,
    ],
  ],
  [
    'eeeeeeeeddddddccccccbbbbbbbbaaa',
    [
      30, 29, 28, 20, 27, 26, 25, 24, 23, 22, 21, 14, 17, 19, 18, 15, 16, 11, 8, 13, 12, 10, 9, 7, 0, 6, 5, 4,
      3, 2, 1,
    ],
  ],
  [
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    [
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
      28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53,
    ],
  ],
  [
    'abbbbaaaabbbbaababbbabababbabbaabaababbbbaaaabbbabaabb',
    [
      24, 51, 50, 48, 44, 5, 6, 7, 8, 43, 42, 41, 36, 13, 14, 34, 16, 33, 31, 30, 20, 27, 22, 0, 25, 39, 26,
      21, 28, 29, 19, 18, 32, 17, 15, 35, 12, 37, 38, 23, 40, 11, 10, 9, 4, 45, 46, 47, 3, 49, 2, 1, 52, 53,
    ],
  ],
];

describe('sorting as Go does', () => {
  it.each(RECORDED)('%s', (keys, order) => {
    const places = [...keys].map((_, place) => place);
    goSort(places, (one, other) => keys[one]! < keys[other]!);
    expect(places).toEqual(order);
  });

  it('turns a short list round when each element comes before every other', () => {
    const list = [1, 2, 3, 4];
    goSort(list, () => true);
    expect(list).toEqual([4, 3, 2, 1]);
  });
});
