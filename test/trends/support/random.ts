/** Numbers that look random and are the same each time. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761 + 12_345) % 4_294_967_296;
  }

  /** In [0, 1). @source mulberry32 */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Normal, around 0 with a deviation of 1. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** So many moments in a stretch, in order. */
  moments(count: number, fromMs: number, toMs: number): number[] {
    return Array.from({ length: count }, () => Math.floor(fromMs + this.next() * (toMs - fromMs))).sort(
      (a, b) => a - b,
    );
  }
}
