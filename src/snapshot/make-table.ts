import { Dictionary, Int32Column } from '../columns/index.ts';
import type { OwnerReference, PodSpec } from '../kubernetes/index.ts';

/** What all pods of one make share: everything of metadata and spec that is not one pod's own. */
export interface PodMake {
  readonly labels: Readonly<Record<string, string>>;
  /** Only annotations that change behaviour; see KEPT_ANNOTATIONS. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly ownerReferences: readonly OwnerReference[];
  /** What holds the object after its deletion; absent where nothing does. A pod's flag says whether they still do. */
  readonly finalizers?: readonly string[];
  /** Without nodeName and without the volume that the service account admission adds. */
  readonly spec: PodSpec;
}

const NONE = -1;

/**
 * Where a make's pieces stand in its spine: first one for each of these, then, field by field, the number of a field of
 * the spec and of the piece that it holds.
 */
export const SPINE = {
  labels: 0,
  annotations: 1,
  ownerReferences: 2,
  finalizers: 3,
  scalars: 4,
  fields: 5,
} as const;

/** How many numbers a spine may have: a pod's spec has some forty fields. */
export const SPINE_MAX = 512;

/** The columns of which a table of makes is made. */
export interface MakeParts {
  readonly pieces: Dictionary<unknown>;
  readonly fields: Dictionary<string>;
  readonly spines: Int32Column;
  readonly spineEnds: Int32Column;
}

/**
 * Distinct makes, numbered. A make is a spine of numbers of pieces, its labels, its containers, its volumes, …: pods of
 * which each is a make of its own, such as those of StatefulSets and Jobs, share most pieces with others.
 *
 * Equal numbers mean equal makes, different numbers promise nothing.
 */
export class MakeTable {
  /** JSON values: members of a make, lists and objects of its spec; the scalars of a spec are one piece together. */
  readonly pieces: Dictionary<unknown>;
  /** Names of fields of a spec. */
  readonly fields: Dictionary<string>;
  readonly #spines: Int32Column;
  readonly #ends: Int32Column;
  readonly #makes: (PodMake | undefined)[] = [];
  /** Slots of a hash table over the spines, one more than the make's number, 0 while free; made on the first question. */
  #slots: Int32Array | undefined;
  readonly #scratch = new Int32Array(SPINE_MAX);

  constructor(parts?: MakeParts) {
    this.pieces = parts?.pieces ?? new Dictionary<unknown>();
    this.fields = parts?.fields ?? new Dictionary<string>();
    this.#spines = parts?.spines ?? new Int32Column();
    this.#ends = parts?.spineEnds ?? new Int32Column();
  }

  get size(): number {
    return this.#ends.length;
  }

  /** The number of a make; it must not be changed afterwards. */
  intern(make: PodMake): number {
    const { pieces, fields } = this;
    const spine = this.#scratch;
    const piece = (value: unknown) => pieces.internText(JSON.stringify(value));
    spine[SPINE.labels] = piece(make.labels);
    spine[SPINE.annotations] = piece(make.annotations);
    spine[SPINE.ownerReferences] = piece(make.ownerReferences);
    spine[SPINE.finalizers] = make.finalizers === undefined ? NONE : piece(make.finalizers);
    const scalars: Record<string, unknown> = {};
    let length: number = SPINE.fields;
    for (const [field, value] of Object.entries(make.spec)) {
      if (!isPiece(value)) scalars[field] = value;
      else if (length + 2 <= SPINE_MAX) {
        spine[length++] = fields.intern(field);
        spine[length++] = piece(value);
      }
    }
    spine[SPINE.scalars] = piece(scalars);
    return this.internSpine(spine, length);
  }

  /** The number of the make with this spine. */
  internSpine(spine: Int32Array, length: number): number {
    let slots = this.#slots;
    if (!slots || (this.size + 1) * 2 > slots.length) slots = this.#rehash();
    const mask = slots.length - 1;
    let slot = hashOf(spine, 0, length) & mask;
    for (;;) {
      const id = slots[slot]! - 1;
      if (id < 0) break;
      if (this.#isSpine(id, spine, length)) return id;
      slot = (slot + 1) & mask;
    }
    for (let index = 0; index < length; index++) this.#spines.push(spine[index]!);
    const id = this.#ends.push(this.#spines.length);
    slots[slot] = id + 1;
    return id;
  }

  get(id: number): PodMake {
    const known = this.#makes[id];
    if (known) return known;
    const make = this.#compose(this.spine(id));
    this.#makes[id] = make;
    return make;
  }

  /** The number of the piece of a make's labels. */
  labelsPiece(id: number): number {
    return this.#at(id, SPINE.labels);
  }

  /** The number of the piece of a make's owner references. */
  ownersPiece(id: number): number {
    return this.#at(id, SPINE.ownerReferences);
  }

  /** The number of the piece in a field of a make's spec, by the field's number; -1 without one. */
  fieldPiece(id: number, field: number): number {
    const end = this.#ends.get(id);
    for (let at = this.#startOf(id) + SPINE.fields; at < end; at += 2) {
      if (this.#spines.get(at) === field) return this.#spines.get(at + 1);
    }
    return NONE;
  }

  /** The make's JSON. */
  text(id: number): string {
    return JSON.stringify(this.get(id));
  }

  /** Numbers of pieces and fields; see SPINE. */
  spine(id: number): Int32Array {
    return this.#spines.view().subarray(this.#startOf(id), this.#ends.get(id));
  }

  /** Whether every number stands for something: what an opened file must be asked before it is used. */
  isSound(): boolean {
    let start = 0;
    for (const end of this.#ends.view()) {
      if (end - start < SPINE.fields || (end - start - SPINE.fields) % 2 !== 0 || end - start > SPINE_MAX)
        return false;
      for (let at = start; at < end; at++) {
        const number = this.#spines.get(at);
        const isField = at - start >= SPINE.fields && (at - start - SPINE.fields) % 2 === 0;
        const least = at - start === SPINE.finalizers ? NONE : 0;
        if (!(number >= least && number < (isField ? this.fields : this.pieces).size)) return false;
      }
      start = end;
    }
    return start === this.#spines.length;
  }

  /** Gives back what was set aside for further makes, and makes that were put together. */
  trim(): void {
    this.pieces.trim();
    this.#spines.trim();
    this.#ends.trim();
    this.#slots = undefined;
    this.#makes.length = 0;
  }

  #compose(spine: Int32Array): PodMake {
    const piece = <Value>(at: number) => this.pieces.get(spine[at]!) as Value;
    const spec: Record<string, unknown> = { ...piece<Record<string, unknown>>(SPINE.scalars) };
    for (let at: number = SPINE.fields; at < spine.length; at += 2) {
      spec[this.fields.get(spine[at]!)] = piece(at + 1);
    }
    return {
      labels: piece<PodMake['labels']>(SPINE.labels),
      annotations: piece<PodMake['annotations']>(SPINE.annotations),
      ownerReferences: piece<PodMake['ownerReferences']>(SPINE.ownerReferences),
      ...(spine[SPINE.finalizers] === NONE ? {} : { finalizers: piece<readonly string[]>(SPINE.finalizers) }),
      spec: spec as unknown as PodSpec,
    };
  }

  #startOf(id: number): number {
    return id === 0 ? 0 : this.#ends.get(id - 1);
  }

  #at(id: number, place: number): number {
    return this.#spines.get(this.#startOf(id) + place);
  }

  #isSpine(id: number, spine: Int32Array, length: number): boolean {
    const start = this.#startOf(id);
    if (this.#ends.get(id) - start !== length) return false;
    for (let index = 0; index < length; index++) {
      if (this.#spines.get(start + index) !== spine[index]) return false;
    }
    return true;
  }

  #rehash(): Int32Array {
    const slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(64, (this.size + 1) * 4))));
    const mask = slots.length - 1;
    const spines = this.#spines.view();
    let start = 0;
    for (let id = 0; id < this.size; id++) {
      const end = this.#ends.get(id);
      let slot = hashOf(spines, start, end) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
      start = end;
    }
    this.#slots = slots;
    return slots;
  }
}

/** Whether a field of a spec is a piece of its own. */
export function isPiece(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function hashOf(numbers: Int32Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ numbers[index]!, 0x01000193);
  return hash ^ (hash >>> 15);
}
