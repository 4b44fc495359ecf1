/**
 * Orders a list in place exactly as Go's sort.Slice does. Up to 12 elements that is a stable order; beyond, equal
 * elements may change places, and the scheduler's answer depends on which.
 *
 * @source https://pkg.go.dev/sort#Slice → pdqsort
 */
export function goSort<T>(list: T[], less: (one: T, other: T) => boolean): void {
  new PatternDefeatingQuicksort(list, less).sort(0, list.length, bitLength(list.length));
}

const MAX_INSERTION = 12;
const SHORTEST_NINTHER = 50;
const SHORTEST_SHIFTING = 50;
const MAX_SHIFTING_STEPS = 5;
const MAX_SWAPS = 12;

class PatternDefeatingQuicksort<T> {
  readonly #list: T[];
  readonly #lessThan: (one: T, other: T) => boolean;
  #swapCount = 0;

  constructor(list: T[], less: (one: T, other: T) => boolean) {
    this.#list = list;
    this.#lessThan = less;
  }

  sort(start: number, end: number, badPivotLimit: number): void {
    let [from, to, limit] = [start, end, badPivotLimit];
    let wasBalanced = true;
    let wasPartitioned = true;
    while (to - from > MAX_INSERTION) {
      if (limit === 0) {
        this.#heapSort(from, to);
        return;
      }
      const length = to - from;
      if (!wasBalanced) {
        this.#breakPatterns(from, to);
        limit--;
      }
      let pivot = this.#choosePivot(from, to);
      let increasing = this.#swapCount === 0;
      if (this.#swapCount === MAX_SWAPS) {
        this.#reverse(from, to);
        pivot = to - 1 - (pivot - from);
        increasing = true;
      }
      if (wasBalanced && wasPartitioned && increasing && this.#partialInsertionSort(from, to)) return;
      if (from > 0 && !this.#less(from - 1, pivot)) {
        from = this.#partitionEqual(from, to, pivot);
        continue;
      }
      const { middle, alreadyPartitioned } = this.#partition(from, to, pivot);
      wasPartitioned = alreadyPartitioned;
      const [left, right] = [middle - from, to - middle];
      wasBalanced = Math.min(left, right) >= Math.floor(length / 8);
      if (left < right) {
        this.sort(from, middle, limit);
        from = middle + 1;
      } else {
        this.sort(middle + 1, to, limit);
        to = middle;
      }
    }
    this.#insertionSort(from, to);
  }

  #less(one: number, other: number): boolean {
    return this.#lessThan(this.#list[one]!, this.#list[other]!);
  }

  #swap(one: number, other: number): void {
    const list = this.#list;
    [list[one], list[other]] = [list[other]!, list[one]!];
  }

  #insertionSort(from: number, to: number): void {
    for (let next = from + 1; next < to; next++) {
      for (let at = next; at > from && this.#less(at, at - 1); at--) this.#swap(at, at - 1);
    }
  }

  #siftDown(start: number, size: number, first: number): void {
    let root = start;
    for (;;) {
      let child = 2 * root + 1;
      if (child >= size) return;
      if (child + 1 < size && this.#less(first + child, first + child + 1)) child++;
      if (!this.#less(first + root, first + child)) return;
      this.#swap(first + root, first + child);
      root = child;
    }
  }

  #heapSort(from: number, to: number): void {
    const size = to - from;
    for (let root = (size - 1) >> 1; root >= 0; root--) this.#siftDown(root, size, from);
    for (let last = size - 1; last >= 0; last--) {
      this.#swap(from, from + last);
      this.#siftDown(0, last, from);
    }
  }

  /** Smaller elements to the left of the pivot, the others to its right. */
  #partition(from: number, to: number, pivot: number): { middle: number; alreadyPartitioned: boolean } {
    this.#swap(from, pivot);
    let [low, high] = [from + 1, to - 1];
    let alreadyPartitioned = true;
    for (;;) {
      while (low <= high && this.#less(low, from)) low++;
      while (low <= high && !this.#less(high, from)) high--;
      if (low > high) break;
      alreadyPartitioned = false;
      this.#swap(low++, high--);
    }
    this.#swap(high, from);
    return { middle: high, alreadyPartitioned };
  }

  /** Elements equal to the pivot to the left, greater ones to the right; there are no smaller ones. */
  #partitionEqual(from: number, to: number, pivot: number): number {
    this.#swap(from, pivot);
    let [low, high] = [from + 1, to - 1];
    for (;;) {
      while (low <= high && !this.#less(from, low)) low++;
      while (low <= high && this.#less(from, high)) high--;
      if (low > high) return low;
      this.#swap(low++, high--);
    }
  }

  /** Puts a few elements in place; whether all are then. */
  #partialInsertionSort(from: number, to: number): boolean {
    let at = from + 1;
    for (let step = 0; step < MAX_SHIFTING_STEPS; step++) {
      while (at < to && !this.#less(at, at - 1)) at++;
      if (at === to) return true;
      if (to - from < SHORTEST_SHIFTING) return false;
      this.#swap(at, at - 1);
      if (at - from >= 2) {
        for (let low = at - 1; low >= 1 && this.#less(low, low - 1); low--) this.#swap(low, low - 1);
      }
      if (to - at >= 2) {
        for (let high = at + 1; high < to && this.#less(high, high - 1); high++) this.#swap(high, high - 1);
      }
    }
    return false;
  }

  #breakPatterns(from: number, to: number): void {
    const length = to - from;
    if (length < 8) return;
    const random = xorshift(length);
    const modulus = 2 ** bitLength(length);
    const middle = from + Math.floor(length / 4) * 2;
    for (let index = middle - 1; index <= middle + 1; index++) {
      let other = Number(random() & BigInt(modulus - 1));
      if (other >= length) other -= length;
      this.#swap(index, from + other);
    }
  }

  #choosePivot(from: number, to: number): number {
    const length = to - from;
    const quarter = Math.floor(length / 4);
    let [low, middle, high] = [from + quarter, from + quarter * 2, from + quarter * 3];
    this.#swapCount = 0;
    if (length < 8) return middle;
    if (length >= SHORTEST_NINTHER) {
      [low, middle, high] = [low, middle, high].map((at) => this.#median(at - 1, at, at + 1)) as [
        number,
        number,
        number,
      ];
    }
    return this.#median(low, middle, high);
  }

  #median(first: number, second: number, third: number): number {
    let [low, middle, high] = [first, second, third];
    [low, middle] = this.#inOrder(low, middle);
    [middle, high] = this.#inOrder(middle, high);
    [low, middle] = this.#inOrder(low, middle);
    return middle;
  }

  #inOrder(one: number, other: number): [number, number] {
    if (!this.#less(other, one)) return [one, other];
    this.#swapCount++;
    return [other, one];
  }

  #reverse(from: number, to: number): void {
    for (let [low, high] = [from, to - 1]; low < high; low++, high--) this.#swap(low, high);
  }
}

/** The number of bits that the number needs. */
function bitLength(number: number): number {
  return number === 0 ? 0 : 32 - Math.clz32(number);
}

/** Go's generator for breaking patterns; seeded with the length, so that the order is the same every time. */
function xorshift(seed: number): () => bigint {
  let state = BigInt(seed);
  return () => {
    state ^= BigInt.asUintN(64, state << 13n);
    state ^= state >> 7n;
    state ^= BigInt.asUintN(64, state << 17n);
    return state;
  };
}
