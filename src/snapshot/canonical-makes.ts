import { type Dictionary, Int32Column, StringColumn } from '../columns/index.ts';
import { canonicalJson, isCanonicalJson } from './canonical-json.ts';
import { MakeTable, SPINE, SPINE_MAX } from './make-table.ts';
import type { PodColumns } from './pod-columns.ts';

/** The makes of pods in a form that depends on nothing but what they say. */
export interface NumberedMakes {
  /** The number of each row's make. */
  readonly ids: Int32Array;
  /** As MakeTable keeps them, the fields of each make by name. */
  readonly spines: Int32Column;
  readonly ends: Int32Column;
  /** Canonical JSON. */
  readonly pieces: StringColumn;
  readonly fields: StringColumn;
}

/** Numbers makes, pieces and fields anew, by value, in the order in which rows use them. */
export function numberMakes({ makes, makeId }: PodColumns): NumberedMakes {
  const canonical = new CanonicalSpines(makes);
  const spines = new Int32Column();
  const ends = new Int32Column();
  const numbered = new MakeTable({ pieces: makes.pieces, fields: makes.fields, spines, spineEnds: ends });
  const byId = new Int32Array(makes.size).fill(-1);
  const ids = new Int32Array(makeId.length);
  for (let row = 0; row < ids.length; row++) {
    const id = makeId.get(row);
    if (byId[id]! < 0) byId[id] = numbered.internSpine(canonical.spine, canonical.read(id));
    ids[row] = byId[id]!;
  }
  return { ids, spines, ends, pieces: canonical.pieces.texts(), fields: canonical.fields.texts };
}

/** Spines of makes with new numbers. */
class CanonicalSpines {
  readonly spine = new Int32Array(SPINE_MAX);
  readonly pieces: PieceNumbering;
  readonly fields = new Numbering();
  readonly #makes: MakeTable;
  readonly #names: readonly string[];

  constructor(makes: MakeTable) {
    this.#makes = makes;
    this.pieces = new PieceNumbering(makes.pieces);
    this.#names = Array.from({ length: makes.fields.size }, (_, id) => makes.fields.get(id));
  }

  /** Puts the spine of a make into `spine`; returns its length. */
  read(id: number): number {
    const { spine } = this;
    const known = this.#makes.spine(id);
    spine.set(known);
    this.#sortFields(known.length);
    for (let at = 0; at < known.length; at++) {
      const number = spine[at]!;
      const isField = at >= SPINE.fields && (at - SPINE.fields) % 2 === 0;
      if (isField) spine[at] = this.fields.of(JSON.stringify(this.#names[number]));
      else if (number >= 0) spine[at] = this.pieces.of(number);
    }
    return known.length;
  }

  /** Puts the fields into the order of their names, in which they nearly always are. */
  #sortFields(length: number): void {
    const { spine } = this;
    for (let next: number = SPINE.fields + 2; next < length; next += 2) {
      const field = spine[next]!;
      const piece = spine[next + 1]!;
      let at = next;
      for (; at > SPINE.fields && this.#names[spine[at - 2]!]! > this.#names[field]!; at -= 2) {
        spine[at] = spine[at - 2]!;
        spine[at + 1] = spine[at - 1]!;
      }
      spine[at] = field;
      spine[at + 1] = piece;
    }
  }
}

/** Numbers the pieces of a dictionary by value in the order in which they are asked for. */
class PieceNumbering {
  readonly #pieces: Dictionary<unknown>;
  readonly #bytes: Uint8Array;
  readonly #ends: Int32Array;
  /** One more than the new number of a piece, 0 before it is known. */
  readonly #numbers: Int32Array;
  /** The same by text, for pieces that are spelled in another way, or rarely. */
  readonly #others = new Map<string, number>();
  /** By new number, where its text stands: a piece, or a text of its own. */
  readonly #sources: (number | string)[] = [];

  constructor(pieces: Dictionary<unknown>) {
    this.#pieces = pieces;
    const { bytes, ends } = pieces.parts();
    this.#bytes = bytes;
    this.#ends = ends;
    this.#numbers = new Int32Array(pieces.size);
  }

  of(id: number): number {
    const known = this.#numbers[id]!;
    if (known > 0) return known - 1;
    const number = this.#isCanonical(id) ? this.#sources.push(id) - 1 : this.#ofOther(id);
    this.#numbers[id] = number + 1;
    return number;
  }

  /** Canonical JSON of all that were asked for. */
  texts(): StringColumn {
    return StringColumn.of(
      this.#sources.map((source) => {
        if (typeof source === 'string') return Buffer.from(source);
        return this.#bytes.subarray(this.#startOf(source), this.#ends[source]);
      }),
    );
  }

  #isCanonical(id: number): boolean {
    return isCanonicalJson(this.#bytes, this.#startOf(id), this.#ends[id]!);
  }

  #startOf(id: number): number {
    return id === 0 ? 0 : this.#ends[id - 1]!;
  }

  #ofOther(id: number): number {
    const own = this.#pieces.text(id);
    const text = canonicalJson(JSON.parse(own));
    const same = text === own ? id : this.#pieces.find(text);
    if (same >= 0 && this.#isCanonical(same)) return this.of(same);
    let number = this.#others.get(text);
    if (number === undefined) {
      number = this.#sources.push(text) - 1;
      this.#others.set(text, number);
    }
    return number;
  }
}

/** Numbers texts in the order in which they come. */
export class Numbering {
  readonly texts = new StringColumn();
  readonly #ids = new Map<string, number>();

  of(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.texts.push(text);
      this.#ids.set(text, id);
    }
    return id;
  }
}
