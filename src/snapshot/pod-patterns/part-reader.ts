/** Reads one kind of collection of a Pod as a whole. */
export interface PartReader {
  /**
   * Reads the collection that begins at `at` and says in `value` and `detail` what it means.
   *
   * @returns the index behind it; INCOMPLETE when the bytes end inside it; NO_MATCH when only the plain way can judge.
   * @throws JsonSyntaxError
   */
  read(bytes: Buffer, at: number, end: number): number;
  /** What the collection that was read last means: the number of a piece, mostly. */
  readonly value: number;
  /** More about it, as the reader says. */
  readonly detail: number;
}
