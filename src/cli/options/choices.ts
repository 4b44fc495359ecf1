import { InputError, nearest } from '../../errors/index.ts';

/**
 * One of the words that an option takes.
 *
 * @throws InputError with the words, and the nearest one.
 */
export function oneOf<Word extends string>(option: string, words: readonly Word[], value: string): Word {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const [near] = nearest(value, words);
  throw new InputError(`${option} takes ${words.join(', ')}, not ${JSON.stringify(value)}`, {
    ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
  });
}

/**
 * A whole number within bounds.
 *
 * @throws InputError for anything else.
 */
export function wholeNumber(option: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (/^-?\d+$/.test(value) && number >= least && number <= most) return number;
  throw new InputError(
    `${option} takes a whole number from ${least} to ${most}, not ${JSON.stringify(value)}`,
  );
}
