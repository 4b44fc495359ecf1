import type { Dictionary } from '../../columns/index.ts';
import { INCOMPLETE, skipValue } from '../text/skip-value.ts';
import type { PartMeaning, PartReader } from './part-reader.ts';
import { NO_MATCH } from './pattern-nodes.ts';
import { parsePart } from './pattern-part.ts';
import { PatternTree } from './pattern-tree.ts';
import { type Path, ROLES, rolesOfPart, type ScalarType } from './roles.ts';
import { ScratchText } from './scratch-text.ts';
import { markOf, TextTemplate } from './text-template.ts';
import { tokensOf } from './tokens.ts';

/** The value of a part of which nothing is left. */
export const NO_PIECE = -1;

const LEARNED_BYTES_MAX = 2 * 2 ** 20;

/** What is kept of a part. */
export interface KeptPart {
  /** What becomes a piece; undefined when nothing is left. */
  readonly kept: unknown;
  readonly detail: number;
}

/** Where in a Pod a part stands, and what of it is a piece of a make. */
export interface PieceKind<Kept extends KeptPart> {
  /** The Pod that consists of nothing but this part, so that its shape can be checked. */
  readonly within: (part: unknown) => Readonly<Record<string, unknown>>;
  readonly keep: (part: unknown) => Kept;
  /** The role of a scalar of a part of which this was kept; undefined for one that means no more than it says. */
  readonly roleOf?: (kept: Kept, path: Path, text: string | undefined) => number | undefined;
  /** Whether parts that differ in their texts are kept alike. */
  readonly hasFreeTexts: boolean;
  /** How much may be learned of parts with just these texts. */
  readonly bytesMax?: number;
}

/** A part that was read before. */
interface Known<Kept> {
  readonly kept: Kept;
  readonly piece: number;
}

/** Parts that are like one that was read before but for their texts. */
interface Shape<Kept> {
  readonly kept: Kept;
  /** The text of their piece, once it was needed; it holds for as many holes as there were then. */
  template: TextTemplate | undefined;
  holeCount: number;
}

/**
 * Reads a part that becomes a piece of a make. One that was read before, or that is like such a one but for its texts, is
 * not parsed: the former is known by its bytes, of the latter the piece is put together.
 */
export class PiecePart<Kept extends KeptPart = KeptPart> implements PartReader {
  readonly #pieces: Dictionary<unknown>;
  readonly #kind: PieceKind<Kept>;
  readonly #known: PatternTree<Known<Kept>>;
  readonly #shapes = new PatternTree<Shape<Kept>>(LEARNED_BYTES_MAX);
  readonly #text = new ScratchText();
  constructor(pieces: Dictionary<unknown>, kind: PieceKind<Kept>) {
    this.#pieces = pieces;
    this.#kind = kind;
    this.#known = new PatternTree<Known<Kept>>(kind.bytesMax ?? LEARNED_BYTES_MAX);
  }

  /** The meaning's value is the number of the piece, or NO_PIECE. */
  read(bytes: Buffer, at: number, end: number, meaning: PartMeaning): number {
    const known = this.#known.match(bytes, at, end);
    if (known === INCOMPLETE) return INCOMPLETE;
    if (known >= 0) {
      const { kept, piece } = this.#known.leaf!;
      if (!this.take(kept, bytes, this.#known)) return NO_MATCH;
      meaning.value = piece;
      meaning.detail = kept.detail;
      return known;
    }
    const alike = this.#shapes.match(bytes, at, end);
    if (alike === INCOMPLETE) return INCOMPLETE;
    if (alike >= 0 && this.#takeShape(bytes, at, alike, meaning)) return alike;
    return this.#plainly(bytes, at, end, meaning);
  }

  /** Takes over what a match says beyond the piece; false when only the plain way can judge it. */
  protected take(_kept: Kept, _bytes: Buffer, _match: PatternTree<unknown> | undefined): boolean {
    return true;
  }

  /** Makes the piece of a part of a shape that is known. */
  #takeShape(bytes: Buffer, at: number, end: number, meaning: PartMeaning): boolean {
    const shapes = this.#shapes;
    const shape = shapes.leaf!;
    if (!this.take(shape.kept, bytes, shapes)) return false;
    if (shape.holeCount !== shapes.count) {
      shape.template = this.#templateOf(bytes, at, end);
      shape.holeCount = shapes.count;
    }
    const text = this.#text;
    if (!shape.template?.write(text, bytes, shapes.starts, shapes.ends)) return false;
    const { size } = this.#pieces;
    const piece = this.#pieces.internBytes(text.bytes, text.view, 0, text.length);
    // What comes for the second time may come often.
    if (piece < size)
      this.#learn(this.#known, bytes.subarray(at, end), shape.kept, { kept: shape.kept, piece });
    meaning.value = piece;
    meaning.detail = shape.kept.detail;
    return true;
  }

  #templateOf(bytes: Buffer, at: number, end: number): TextTemplate | undefined {
    const { starts, ends, roles, count } = this.#shapes;
    const stretches: Buffer[] = [];
    let from = at;
    for (let hole = 0; hole < count; hole++) {
      if (roles[hole] !== ROLES.text) continue;
      stretches.push(bytes.subarray(from, starts[hole]), Buffer.from(JSON.stringify(markOf(hole))));
      from = ends[hole]!;
    }
    const marked = Buffer.concat([...stretches, bytes.subarray(from, end)]);
    const plain = this.#textOf(bytes, at, end);
    const withMarks = this.#textOf(marked, 0, marked.length);
    return plain === undefined || withMarks === undefined ? undefined : TextTemplate.of(plain, withMarks);
  }

  /** The JSON of what is kept of a part. */
  #textOf(bytes: Buffer, at: number, end: number): string | undefined {
    const part = parsePart(bytes, at, end, this.#kind.within);
    return part === undefined ? undefined : JSON.stringify(this.#kind.keep(part).kept);
  }

  #plainly(bytes: Buffer, at: number, end: number, meaning: PartMeaning): number {
    const behind = skipValue(bytes, at, end, false);
    if (behind < 0) return behind;
    const part = parsePart(bytes, at, behind, this.#kind.within);
    if (part === undefined) return NO_MATCH;
    const kept = this.#kind.keep(part);
    const piece = kept.kept === undefined ? NO_PIECE : this.#pieces.internText(JSON.stringify(kept.kept));
    const sample = bytes.subarray(at, behind);
    if (piece === NO_PIECE || !this.#kind.hasFreeTexts)
      this.#learn(this.#known, sample, kept, { kept, piece });
    else this.#learn(this.#shapes, sample, kept, { kept, template: undefined, holeCount: -1 });
    meaning.value = piece;
    meaning.detail = kept.detail;
    this.take(kept, bytes, undefined);
    return behind;
  }

  #learn<Leaf>(tree: PatternTree<Leaf>, sample: Buffer, kept: Kept, leaf: Leaf): void {
    if (!tree.isOpen) return;
    const textRole = (tree as unknown) === this.#shapes ? ROLES.text : ROLES.fixed;
    const roleOf = (path: Path, type: ScalarType, text: string | undefined) =>
      this.#kind.roleOf?.(kept, path, text) ?? (type === 'string' ? textRole : ROLES.fixed);
    const tokens = tokensOf(sample, rolesOfPart(roleOf));
    if (tokens) tree.learn(sample, tokens, leaf);
  }
}
