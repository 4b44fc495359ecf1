import { InputError, nearest } from '../../errors/index.ts';
import { parseDuration } from '../../kubernetes/index.ts';

/** One flag of a command. */
export interface Flag {
  readonly name: string;
  /** `-l`. */
  readonly short?: string;
  /** `list` may be repeated and split at commas, `array` only repeated. */
  readonly type: 'boolean' | 'string' | 'integer' | 'duration' | 'list' | 'array';
  /** What the flag means when it stands without a value; booleans are true then. */
  readonly bare?: string;
  /** kubectl has it, but nothing here does what it asks for. */
  readonly unmodelled?: true;
}

/** The flags of a line by name, decoded. */
export class FlagValues {
  readonly #values = new Map<string, string[]>();

  add(name: string, value: string): void {
    const values = this.#values.get(name);
    if (values) values.push(value);
    else this.#values.set(name, [value]);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The last value; undefined when the flag is not there. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  isOn(name: string, otherwise = false): boolean {
    const text = this.text(name);
    return text === undefined ? otherwise : TRUE.has(text);
  }

  integer(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }

  durationMs(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : parseDuration(text);
  }

  /** All values of a flag that may be repeated. */
  list(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

/** A line's words told apart. */
export interface Arguments {
  readonly positional: readonly string[];
  /** How many positional words stand before `--`; absent without one. */
  readonly positionalBeforeDash?: number;
  readonly flags: FlagValues;
}

/** @source k8s.io/apimachinery/pkg/api/resource/quantity.go → ErrFormatWrong (v0.36.3) */
export const NO_AMOUNT =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/**
 * Tells flags and other words apart by pflag's rules: `--name=value`, `--name value`, `-n value`, `-nvalue`, `-n=value`,
 * joined switches, `--` before words that only look like flags.
 *
 * @param command as messages name it: `kubectl drain`.
 * @throws InputError for a flag that is unknown, not modelled, without a value or with a wrong one.
 * @source github.com/spf13/pflag/flag.go → FlagSet.parseArgs
 */
export function parseFlags(words: readonly string[], flags: readonly Flag[], command: string): Arguments {
  const positional: string[] = [];
  const values = new FlagValues();
  let rest = [...words];
  let beforeDash: number | undefined;
  const take = (flag: Flag, spelling: string): string => {
    const value = rest.shift();
    if (value === undefined) throw usage(`flag needs an argument: ${spelling}`, command);
    return checked(flag, value, spelling, command);
  };
  const store = (flag: Flag, value: string) => {
    if (flag.type !== 'list') values.add(flag.name, value);
    else for (const item of splitList(value)) values.add(flag.name, item);
  };
  while (rest.length > 0) {
    const word = rest.shift()!;
    if (word === '--') {
      beforeDash = positional.length;
      positional.push(...rest);
      rest = [];
    } else if (word.startsWith('--')) {
      const [name = '', given] = splitOnce(word.slice(2), '=');
      const flag = find(flags, name.replaceAll('_', '-'), command);
      const spelling = `--${flag.name}`;
      if (given !== undefined) store(flag, checked(flag, given, spelling, command));
      else store(flag, bareValue(flag) ?? take(flag, spelling));
    } else if (word.startsWith('-') && word !== '-') {
      for (let letters = word.slice(1); letters !== ''; ) {
        const letter = letters[0]!;
        const flag = findShort(flags, letter, word, command);
        const spelling = `-${letter}, --${flag.name}`;
        letters = letters.slice(1);
        const bare = bareValue(flag);
        if (letters.startsWith('=')) store(flag, checked(flag, letters.slice(1), spelling, command));
        else if (bare !== undefined) {
          store(flag, bare);
          continue;
        } else store(flag, letters === '' ? take(flag, spelling) : checked(flag, letters, spelling, command));
        letters = '';
      }
    } else positional.push(word);
  }
  return {
    positional,
    flags: values,
    ...(beforeDash === undefined ? {} : { positionalBeforeDash: beforeDash }),
  };
}

/** What Go's ParseBool makes of a text; undefined when it is no boolean. */
export function booleanOf(text: string): boolean | undefined {
  return TRUE.has(text) ? true : FALSE.has(text) ? false : undefined;
}

function bareValue({ type, bare }: Flag): string | undefined {
  return bare ?? (type === 'boolean' ? 'true' : undefined);
}

/** Splits at commas; quotes keep commas together, as in CSV. */
function splitList(value: string): string[] {
  if (!value.includes('"')) return value.split(',');
  return [...value.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quotedItem, plain]) => quotedItem?.replaceAll('""', '"') ?? plain ?? '',
  );
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function find(flags: readonly Flag[], name: string, command: string): Flag {
  const flag = flags.find((each) => each.name === name);
  if (flag && !flag.unmodelled) return flag;
  if (flag) throw unmodelled(`--${name}`, command);
  const modelled = flags.filter((each) => !each.unmodelled).map((each) => `--${each.name}`);
  const near = nearest(`--${name}`, modelled);
  throw new InputError(`unknown flag: --${name}`, {
    where: command,
    hint:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : `Flags that are modelled: ${modelled.join(' ')}`,
  });
}

function findShort(flags: readonly Flag[], letter: string, word: string, command: string): Flag {
  const flag = flags.find((each) => each.short === letter);
  if (!flag) throw usage(`unknown shorthand flag: '${letter}' in ${word}`, command);
  if (flag.unmodelled) throw unmodelled(`-${letter}`, command);
  return flag;
}

function checked({ type }: Flag, value: string, spelling: string, command: string): string {
  const why = problemWith(type, value);
  if (why)
    throw usage(
      `invalid argument ${JSON.stringify(value)} for ${JSON.stringify(spelling)} flag: ${why}`,
      command,
    );
  return value;
}

function problemWith(type: Flag['type'], value: string): string | undefined {
  switch (type) {
    case 'boolean':
      return TRUE.has(value) || FALSE.has(value)
        ? undefined
        : `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
    case 'integer':
      return /^[-+]?\d+$/.test(value)
        ? undefined
        : `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`;
    case 'duration':
      if (parseDuration(value) !== undefined) return undefined;
      return /^[-+]?[\d.]+$/.test(value)
        ? `time: missing unit in duration ${JSON.stringify(value)}`
        : `time: invalid duration ${JSON.stringify(value)}`;
    default:
      return undefined;
  }
}

function unmodelled(spelling: string, command: string): InputError {
  return new InputError(`${spelling} is not modelled`, {
    where: command,
    hint: 'Leave it out: a simulation that ignored it would not tell what the command does.',
  });
}

/** Wrong usage of a command, in kubectl's words. */
export function usage(message: string, command: string): InputError {
  return new InputError(message, { where: command });
}
