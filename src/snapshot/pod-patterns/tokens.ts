import { skipSpace, skipString, skipValue } from '../text/skip-value.ts';
import { textOf } from './hole-values.ts';
import { ROLES, type Roles, type ScalarType } from './roles.ts';

/** The scalars and parts of a value's JSON in their order. */
export interface Tokens {
  /** Where each begins and ends in the bytes, from the first byte of the value on. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly roles: readonly number[];
}

/**
 * The tokens of the well-formed JSON in `bytes`; undefined when an object outside of its parts has a key twice, so that
 * bytes and value do not correspond.
 */
export function tokensOf(bytes: Buffer, roles: Roles): Tokens | undefined {
  const tokens = new Tokenizer(bytes, roles);
  return tokens.value() ? tokens : undefined;
}

class Tokenizer implements Tokens {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly roles: number[] = [];
  readonly #bytes: Buffer;
  readonly #roles: Roles;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(bytes: Buffer, roles: Roles) {
    this.#bytes = bytes;
    this.#roles = roles;
  }

  /** Walks over the value that begins at the current place; false when a key stands twice. */
  value(): boolean {
    this.#space();
    const byte = this.#bytes[this.#at];
    if (byte !== 0x7b && byte !== 0x5b) {
      this.#scalar();
      return true;
    }
    const role = this.#roles.collection(this.#path);
    if (role !== ROLES.fixed) {
      this.#add(role, skipValue(this.#bytes, this.#at, this.#bytes.length, true));
      return true;
    }
    const isMarked = this.#roles.isMarked(this.#path);
    if (isMarked) this.#add(ROLES.mark, this.#at);
    if (!(byte === 0x7b ? this.#object() : this.#array())) return false;
    if (isMarked) this.#add(ROLES.mark, this.#at);
    return true;
  }

  #scalar(): void {
    const start = this.#at;
    const end = skipValue(this.#bytes, start, this.#bytes.length, true);
    const isText = this.#bytes[start] === 0x22;
    const text = isText ? textOf(this.#bytes, start, end) : undefined;
    const type: ScalarType = isText ? 'string' : isWhole(this.#bytes, start, end) ? 'integer' : 'other';
    this.#add(this.#roles.scalar(this.#path, type, text), end);
  }

  #add(role: number, end: number): void {
    this.starts.push(this.#at);
    this.ends.push(end);
    this.roles.push(role);
    this.#at = end;
  }

  #object(): boolean {
    const keys = new Set<string>();
    this.#at++;
    for (;;) {
      this.#space();
      const byte = this.#bytes[this.#at];
      if (byte === 0x7d) break;
      if (byte === 0x2c) {
        this.#at++;
        continue;
      }
      const start = this.#at;
      this.#at = skipString(this.#bytes, start, this.#bytes.length);
      const key = textOf(this.#bytes, start, this.#at);
      if (keys.has(key)) return false;
      keys.add(key);
      this.#space();
      this.#at++;
      this.#path.push(key);
      if (!this.value()) return false;
      this.#path.pop();
    }
    this.#at++;
    return true;
  }

  #array(): boolean {
    this.#at++;
    for (let index = 0; ; index++) {
      this.#space();
      if (this.#bytes[this.#at] === 0x2c) this.#at++;
      this.#space();
      if (this.#bytes[this.#at] === 0x5d) break;
      this.#path.push(index);
      if (!this.value()) return false;
      this.#path.pop();
    }
    this.#at++;
    return true;
  }

  #space(): void {
    this.#at = skipSpace(this.#bytes, this.#at, this.#bytes.length);
  }
}

/** How many digits a number may have to stand in a hole. */
export const DIGITS_MAX = 9;

/** Whether these bytes are a few digits. */
function isWhole(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > DIGITS_MAX) return false;
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return true;
}
