import { skipSpace, skipString, skipValue } from '../text/skip-value.ts';
import { textOf } from './hole-values.ts';
import { roleOf } from './roles.ts';

/** The scalars of a Pod's JSON in their order. */
export interface Tokens {
  /** Where each begins and ends in the bytes, from the first byte of the Pod on. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly roles: readonly number[];
}

/**
 * The scalars of the Pod that stands in `bytes`, which is well-formed JSON of `pod`; undefined when an object in it has a
 * key twice, so that bytes and value do not correspond.
 */
export function tokensOf(bytes: Buffer, pod: unknown): Tokens | undefined {
  const tokens = new Tokenizer(bytes, pod);
  return tokens.value() ? tokens : undefined;
}

class Tokenizer implements Tokens {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly roles: number[] = [];
  readonly #bytes: Buffer;
  readonly #pod: unknown;
  readonly #path: (string | number)[] = [];
  #at = 0;

  constructor(bytes: Buffer, pod: unknown) {
    this.#bytes = bytes;
    this.#pod = pod;
  }

  /** Walks over the value that begins at the current place; false when a key stands twice. */
  value(): boolean {
    this.#space();
    const byte = this.#bytes[this.#at];
    if (byte === 0x7b) return this.#object();
    if (byte === 0x5b) return this.#array();
    const start = this.#at;
    this.#at = skipValue(this.#bytes, start, this.#bytes.length, true);
    this.starts.push(start);
    this.ends.push(this.#at);
    const text = byte === 0x22 ? textOf(this.#bytes, start, this.#at) : undefined;
    this.roles.push(roleOf(this.#path, text, this.#pod));
    return true;
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
