/** What a collection of a Pod means. */
export class PartMeaning {
  /** The number of a piece, mostly. */
  value = 0;
  /** More about it, as the reader says. */
  detail = 0;
}

/** Reads one kind of collection of a Pod as a whole. */
export interface PartReader {
  /**
   * Reads the collection that begins at `at`, and says in `meaning` what it means.
   *
   * @returns the index behind it; INCOMPLETE when the bytes end inside it; NO_MATCH when only the plain way can judge.
   * @throws JsonSyntaxError
   */
  read(bytes: Buffer, at: number, end: number, meaning: PartMeaning): number;
}
