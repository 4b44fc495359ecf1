/** Completion indexes as a Job's status writes them: `1,3-5,7`. Ranges ascend and do not touch. */
export class IndexRanges {
  readonly #ranges: readonly (readonly [number, number])[];

  private constructor(ranges: readonly (readonly [number, number])[]) {
    this.#ranges = ranges;
  }

  /**
   * Reads a list of ranges, as far as they are below `completions`.
   *
   * @source pkg/controller/job/indexed_job_utils.go → parseIndexesFromString (v1.36.3)
   */
  static parse(text: string | undefined, completions: number): IndexRanges {
    const indexes: number[] = [];
    for (const part of (text ?? '').split(',')) {
      const range = /^(\d+)(?:-(\d+))?$/.exec(part);
      if (!range) continue;
      const last = Math.min(Number(range[2] ?? range[1]), completions - 1);
      for (let index = Number(range[1]); index <= last; index++) indexes.push(index);
    }
    return IndexRanges.of(indexes);
  }

  static of(indexes: Iterable<number>): IndexRanges {
    const ranges: [number, number][] = [];
    for (const index of [...new Set(indexes)].sort((a, b) => a - b)) {
      const last = ranges.at(-1);
      if (last && last[1] + 1 === index) last[1] = index;
      else ranges.push([index, index]);
    }
    return new IndexRanges(ranges);
  }

  with(indexes: Iterable<number>): IndexRanges {
    return IndexRanges.of([...this, ...indexes]);
  }

  has(index: number): boolean {
    return this.#ranges.some(([first, last]) => first <= index && index <= last);
  }

  get total(): number {
    return this.#ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  *[Symbol.iterator](): Generator<number> {
    for (const [first, last] of this.#ranges) for (let index = first; index <= last; index++) yield index;
  }

  /** @source pkg/controller/job/indexed_job_utils.go → orderedIntervals.String (v1.36.3) */
  toString(): string {
    return this.#ranges
      .map(([first, last]) =>
        first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`,
      )
      .join(',');
  }
}
