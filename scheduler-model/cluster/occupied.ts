import { NONE } from './none.ts';

/** A set of small numbers that is walked often: they lie side by side, in no order. */
export class Occupied {
  /** The members are the first `count` of these. */
  list = new Int32Array(16);
  count = 0;
  /** Where each number lies, `NONE` for one that is no member. */
  #slotOf: Int32Array;

  /** @param size - one more than the largest number to be expected. */
  constructor(size: number) {
    this.#slotOf = new Int32Array(size).fill(NONE);
  }

  add(value: number): void {
    if (value >= this.#slotOf.length) this.#slotOf = grown(this.#slotOf, value + 1);
    if (this.count === this.list.length) this.list = grown(this.list, this.count + 1);
    this.#slotOf[value] = this.count;
    this.list[this.count++] = value;
  }

  /** Takes out a member; the last one takes its place. */
  remove(value: number): void {
    const slot = this.#slotOf[value]!;
    const last = this.list[--this.count]!;
    this.list[slot] = last;
    this.#slotOf[last] = slot;
    this.#slotOf[value] = NONE;
  }
}

function grown(values: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(least, values.length * 2)).fill(NONE);
  larger.set(values);
  return larger;
}
