import { InputError, nearest } from '../../errors/index.ts';

/**
 * One of the words that an option takes; an output format is refused as kubectl does.
 *
 * @throws InputError with the words, and the nearest one.
 * @source k8s.io/cli-runtime/pkg/genericclioptions/print_flags.go → NoCompatiblePrinterError (v0.36.3)
 */
export function oneOf<Word extends string>(option: string, words: readonly Word[], value: string): Word {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const [near] = nearest(value, words);
  const refusal =
    option === '--output'
      ? `unable to match a printer suitable for the output format ${JSON.stringify(value)}, allowed formats are: ${[...words].sort().join(',')}`
      : `${option} takes ${words.join(', ')}, not ${JSON.stringify(value)}`;
  throw new InputError(refusal, {
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
