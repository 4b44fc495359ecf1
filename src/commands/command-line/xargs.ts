import { InputError } from '../../errors/index.ts';

/** Flags of xargs that change nothing here: commands run one after another. */
const NO_CONSEQUENCE = /^(?:-[tpx]|--verbose|-P\d*|--max-procs=\d+)$/;

/**
 * The command lines that xargs makes of what it is given.
 *
 * @throws InputError for flags that are not understood.
 */
export function xargsLines(
  words: readonly string[],
  line: string,
): (text: string) => readonly (readonly string[])[] {
  let perCall: number | undefined;
  let placeholder: string | undefined;
  let skipsEmpty = false;
  const rest = [...words];
  while (rest[0]?.startsWith('-')) {
    const flag = rest.shift()!;
    const value = () => (flag.length > 2 ? flag.slice(2) : (rest.shift() ?? ''));
    if (flag === '-r' || flag === '--no-run-if-empty') skipsEmpty = true;
    else if (flag === '-P') rest.shift();
    else if (flag.startsWith('-n') || flag.startsWith('-L')) perCall = Number(value());
    else if (flag.startsWith('-I')) placeholder = value();
    else if (!NO_CONSEQUENCE.test(flag)) {
      throw new InputError(`${flag} of xargs is not understood`, {
        where: `command ${JSON.stringify(line)}`,
        hint: 'Understood are -n, -L, -I, -P, -r and -t.',
      });
    }
  }
  return (text) => {
    if (placeholder !== undefined) {
      const sign = placeholder;
      const lines = text.split('\n').map((each) => each.trim());
      return lines
        .filter((each) => each !== '')
        .map((each) => rest.map((word) => word.replaceAll(sign, each)));
    }
    const given = text.split(/\s+/).filter((word) => word !== '');
    if (given.length === 0) return skipsEmpty ? [] : [rest];
    const size = perCall ?? given.length;
    return Array.from({ length: Math.ceil(given.length / size) }, (_, index) => [
      ...rest,
      ...given.slice(index * size, (index + 1) * size),
    ]);
  };
}
