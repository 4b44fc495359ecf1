import { Int32Column, StringColumn } from '../columns/index.ts';
import { canonicalJson } from './canonical-json.ts';
import { type MakeTable, SPINE } from './make-table.ts';
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
  const [spines, ends] = [new Int32Column(), new Int32Column()];
  const byId = new Int32Array(makes.size).fill(-1);
  const bySpine = new Map<string, number>();
  const numberOf = (id: number) => {
    const spine = canonical.spine(id);
    const key = spine.join(' ');
    let number = bySpine.get(key);
    if (number === undefined) {
      for (const each of spine) spines.push(each);
      number = ends.push(spines.length);
      bySpine.set(key, number);
    }
    return number;
  };
  const ids = new Int32Array(makeId.length);
  for (let row = 0; row < ids.length; row++) {
    const id = makeId.get(row);
    if (byId[id]! < 0) byId[id] = numberOf(id);
    ids[row] = byId[id]!;
  }
  return { ids, spines, ends, pieces: canonical.pieces.texts, fields: canonical.fields.texts };
}

class CanonicalSpines {
  readonly pieces = new Numbering();
  readonly fields = new Numbering();
  readonly #makes: MakeTable;
  /** One more than the new number of a piece, 0 before it is known. */
  readonly #numbers: Int32Array;

  constructor(makes: MakeTable) {
    this.#makes = makes;
    this.#numbers = new Int32Array(makes.pieces.size);
  }

  spine(id: number): number[] {
    const spine = this.#makes.spine(id);
    const numbers: number[] = [];
    for (let at = 0; at < SPINE.fields; at++)
      numbers.push(spine[at]! < 0 ? spine[at]! : this.#piece(spine[at]!));
    const fields: [name: string, piece: number][] = [];
    for (let at: number = SPINE.fields; at < spine.length; at += 2) {
      fields.push([this.#makes.fields.get(spine[at]!), spine[at + 1]!]);
    }
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, piece] of fields)
      numbers.push(this.fields.of(JSON.stringify(name)), this.#piece(piece));
    return numbers;
  }

  #piece(id: number): number {
    if (this.#numbers[id] === 0) {
      this.#numbers[id] = this.pieces.of(canonicalJson(JSON.parse(this.#makes.pieces.text(id)))) + 1;
    }
    return this.#numbers[id]! - 1;
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
