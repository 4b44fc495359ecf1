/** Which positions of the visiting order hold feasible nodes, and how many of them come before each. */
export class FeasibleRanks {
  /** One bit a position. */
  words = new Uint32Array(0);
  /** How many feasible positions there are in the words before each word. */
  #before = new Int32Array(0);
  total = 0;

  /** Empties the set and makes room for so many positions. */
  reset(positionCount: number): void {
    const wordCount = (positionCount + 31) >> 5;
    if (this.words.length === wordCount) this.words.fill(0);
    else {
      this.words = new Uint32Array(wordCount);
      this.#before = new Int32Array(wordCount);
    }
  }

  add(position: number): void {
    this.words[position >> 5]! |= 1 << (position & 31);
  }

  remove(position: number): void {
    this.words[position >> 5]! &= ~(1 << (position & 31));
  }

  has(position: number): boolean {
    return (this.words[position >> 5]! & (1 << (position & 31))) !== 0;
  }

  /** The positions from `from` up to, not including, `to` that are not in the set. */
  listMissing(from: number, to: number, list: number[]): void {
    for (let at = from; at < to; ) {
      const missing = ~this.words[at >> 5]! >>> (at & 31);
      if (missing === 0) at = ((at >> 5) + 1) << 5;
      else {
        at += 31 - Math.clz32(missing & -missing);
        if (at < to) list.push(at);
        at++;
      }
    }
  }

  /** Takes out the positions whose bits are set. */
  removeAll(bits: Uint32Array): void {
    const { words } = this;
    for (let i = 0; i < words.length; i++) words[i]! &= ~bits[i]!;
  }

  /** Takes over the positions of another set of the same size. */
  copy({ words }: FeasibleRanks): void {
    if (this.words.length !== words.length) this.reset(words.length << 5);
    this.words.set(words);
  }

  /** Counts; to be called after changes and before ranks are asked for. */
  count(): void {
    const { words } = this;
    const before = this.#before;
    let total = 0;
    for (let i = 0; i < words.length; i++) {
      before[i] = total;
      total += bitCount(words[i]!);
    }
    this.total = total;
  }

  /** How many feasible positions come before this one. */
  rank(position: number): number {
    const below = (1 << (position & 31)) - 1;
    return this.#before[position >> 5]! + bitCount(this.words[position >> 5]! & below);
  }
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
