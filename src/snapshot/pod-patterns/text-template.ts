import { isPlain } from './hole-values.ts';
import type { ScratchText } from './scratch-text.ts';

/** What stands for a gap while a template is made. JSON spells the character in one way only. */
const MARK = '\u0000';
const MARKED = /"\\u0000(\d+)"/;
const SPELLED_MARK = '\\u0000';

/** A JSON text with gaps in place of some of its strings: what texts that differ in these strings have in common. */
export class TextTemplate {
  readonly #bytes: Buffer;
  /** Where in the bytes each gap is. */
  readonly #gaps: readonly number[];
  /** The number of the hole whose string goes into each gap. */
  readonly #holes: readonly number[];

  /**
   * @param plain the text itself; a template is made only when it holds no mark.
   * @param marked the same with marks in place of strings.
   */
  static of(plain: string, marked: string): TextTemplate | undefined {
    if (plain.includes(SPELLED_MARK)) return undefined;
    return new TextTemplate(marked.split(MARKED));
  }

  private constructor(parts: readonly string[]) {
    const stretches = parts.filter((_, index) => index % 2 === 0).map((part) => Buffer.from(part));
    this.#bytes = Buffer.concat(stretches);
    this.#holes = parts.filter((_, index) => index % 2 === 1).map(Number);
    let at = 0;
    this.#gaps = this.#holes.map((_, index) => {
      at += stretches[index]!.length;
      return at;
    });
  }

  /**
   * Puts the text into `target`, with the strings that stand in `bytes` in its gaps.
   *
   * @returns false when one of these is not spelled as JSON.stringify would spell it.
   */
  write(target: ScratchText, bytes: Buffer, starts: Int32Array, ends: Int32Array): boolean {
    target.length = 0;
    let from = 0;
    for (let gap = 0; gap < this.#gaps.length; gap++) {
      const to = this.#gaps[gap]!;
      const hole = this.#holes[gap]!;
      const start = starts[hole]!;
      const end = ends[hole]!;
      if (!isPlain(bytes, start, end)) return false;
      target.append(this.#bytes, from, to);
      target.append(bytes, start, end);
      from = to;
    }
    target.append(this.#bytes, from, this.#bytes.length);
    return true;
  }
}

/** The string that stands for what will be in a hole; its JSON has no other spelling. */
export function markOf(hole: number): string {
  return `${MARK}${hole}`;
}
