/** How many numbers too many are borne with. */
const SLACK = 64;

/**
 * Where counts are not 0, for who walks them often. A number that was left and taken again since the last walk may stand
 * there twice.
 */
export class Occupied {
  /** The first `count` of these, in no order. */
  list = new Int32Array(16);
  count = 0;

  add(value: number): void {
    if (this.count === this.list.length) {
      const larger = new Int32Array(this.list.length * 2);
      larger.set(this.list);
      this.list = larger;
    }
    this.list[this.count++] = value;
  }

  /** Drops what has been left. */
  refresh(counts: Int32Array, occupiedCount: number): void {
    if (this.count > 2 * occupiedCount + SLACK) {
      this.count = 0;
      for (let value = 0; value < counts.length; value++) if (counts[value] !== 0) this.add(value);
      return;
    }
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      const value = this.list[i]!;
      if (counts[value] !== 0) this.list[kept++] = value;
    }
    this.count = kept;
  }
}
