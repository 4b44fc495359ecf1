import type { GroupKind } from '../../kubernetes/index.ts';
import type { WorldView } from '../../world/index.ts';

/** Answers of one sort that could have been others if the snapshot held a kind that it lacks. */
export interface Reliance {
  /** The kind of which nothing is known. */
  readonly kind: GroupKind;
  /** What was taken for granted: `no budget guards the pod`. */
  readonly assumed: string;
  /** The first object whose request was answered so. */
  readonly example: string;
  /** How many requests were. */
  readonly count: number;
}

type Counted = Omit<Reliance, 'count'> & { count: number };

/** The arguments of one `note`. */
export type Note = readonly [kind: GroupKind, assumed: string, object: () => string];

/** Knows which kinds the snapshot says nothing about, and keeps count of the answers that rest on it. */
export class UnknownKinds {
  readonly #world: WorldView;
  readonly #unknown = new Map<GroupKind, boolean>();
  /** By kind, then by what was assumed. */
  readonly #reliances = new Map<GroupKind, Map<string, Counted>>();
  readonly #inOrder: Counted[] = [];
  /** Where notes are collected while somebody listens. */
  #heard: Note[] | undefined;

  constructor(world: WorldView) {
    this.#world = world;
  }

  /** Whether absence of an object of this kind means nothing. */
  isUnknown(kind: GroupKind): boolean {
    const known = this.#unknown.get(kind);
    if (known !== undefined) return known;
    const { completeness, objects } = this.#world.snapshot;
    const line = completeness.find((each) => each.kind === kind);
    // What a run makes itself tells nothing about what there was.
    const unknown = line ? line.state === 'unknown' : (objects.get(kind)?.length ?? 0) === 0;
    this.#unknown.set(kind, unknown);
    return unknown;
  }

  /** Notes that an answer about `object` took something for granted, if the kind is unknown; returns whether it is. */
  relyOn(kind: GroupKind, assumed: string, object: () => string): boolean {
    if (!this.isUnknown(kind)) return false;
    this.note(kind, assumed, object);
    return true;
  }

  /** Notes that an answer about `object` took something for granted that no snapshot can tell. */
  note(kind: GroupKind, assumed: string, object: () => string): void {
    this.#heard?.push([kind, assumed, object]);
    let ofKind = this.#reliances.get(kind);
    if (!ofKind) {
      ofKind = new Map();
      this.#reliances.set(kind, ofKind);
    }
    const known = ofKind.get(assumed);
    if (known) {
      known.count++;
      return;
    }
    const first = { kind, assumed, example: object(), count: 1 };
    ofKind.set(assumed, first);
    this.#inOrder.push(first);
  }

  /** What `work` gives, and what it noted. */
  hear<Result>(work: () => Result): { readonly result: Result; readonly notes: readonly Note[] } {
    const notes: Note[] = [];
    this.#heard = notes;
    const result = work();
    this.#heard = undefined;
    return { result, notes };
  }

  get reliances(): Reliance[] {
    return this.#inOrder.map((each) => ({ ...each }));
  }
}
