/**
 * A stream of random numbers that depends only on its key: two runs with the same seed draw the same numbers for the
 * same object and purpose, whatever else differs between them (common random numbers).
 */
export class RandomStream {
  #state: number;

  constructor(...key: readonly (string | number)[]) {
    this.#state = hash(key.join('\u0000'));
  }

  /** A number in [0, 1). */
  next(): number {
    // splitmix32
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let mixed = this.#state ^ (this.#state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 4294967296;
  }

  /** An integer in [0, bound). */
  integer(bound: number): number {
    return Math.floor(this.next() * bound);
  }
}

/** FNV-1a over UTF-16 code units, finished so that near keys are far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value ^= value >>> 15;
  return Math.imul(value, 0x2c1b3c6d) | 0;
}
