import { isEqual } from '../equal.ts';
import { isObject } from './json-value.ts';

const DIRECTIVE = '$patch';

/** Items of a list, told apart by a key, or by themselves where the key is empty. */
type Identity = (one: unknown, other: unknown) => boolean;

/** A list after a patch. */
export interface MergedList {
  readonly items: readonly unknown[];
  /** The list as it was, with what the merge did to its memory: items that nobody names are ordered by it. */
  readonly before: readonly unknown[];
}

export function identityBy(mergeKey: string): Identity {
  if (mergeKey === '') return (one, other) => one === other;
  return (one, other) => isObject(one) && isObject(other) && isEqual(one[mergeKey], other[mergeKey]);
}

/**
 * Merges a patch's items into a list, each with the one of the same identity. Items of the patch come in its order, others
 * where they stood among those.
 *
 * Deletions move items within the old list's memory and what is added goes behind them, as far as there is room: Go's
 * slices share it, and the order of what follows shows.
 *
 * @param mergeItem one item of the patch with the one that there is, if any.
 * @source k8s.io/apimachinery/pkg/util/strategicpatch/patch.go → mergeSlice, mergeSliceWithSpecialElements (v0.36.3)
 */
export function mergeLists(
  target: readonly unknown[],
  patch: readonly unknown[],
  mergeKey: string,
  mergeItem: (before: unknown, item: unknown) => unknown,
): MergedList {
  const isSame = identityBy(mergeKey);
  if (mergeKey === '') {
    const both = [...new Set([...target, ...patch])];
    return { items: inOrder(both, patch, target, isSame), before: target };
  }
  const memory = new SliceMemory(target);
  const plain: unknown[] = [];
  let isReplaced = false;
  for (const item of patch) {
    const directive = isObject(item) ? item[DIRECTIVE] : undefined;
    if (directive === 'delete') memory.delete((each) => isSame(each, item));
    else if (directive === 'replace') isReplaced = true;
    else plain.push(item);
  }
  if (isReplaced) return { items: plain.map((item) => mergeItem(undefined, item)), before: memory.view() };
  const order = memory.live();
  const merged = [...order];
  for (const item of plain) {
    const index = merged.findIndex((each) => isSame(each, item));
    if (index >= 0) merged[index] = mergeItem(merged[index], item);
    else {
      merged.push(mergeItem(undefined, item));
      memory.append(item);
    }
  }
  return { items: inOrder(merged, plain, order, isSame), before: memory.view() };
}

/**
 * Items that `first` names in its order; the others in the order of `before`, each in front of the first named one that
 * stood behind it there.
 *
 * @source k8s.io/apimachinery/pkg/util/strategicpatch/patch.go → normalizeElementOrder, mergeSortedSlice (v0.36.3)
 */
export function inOrder(
  items: readonly unknown[],
  first: readonly unknown[],
  before: readonly unknown[],
  isSame: Identity,
): unknown[] {
  const placeIn = (list: readonly unknown[], item: unknown) => list.findIndex((each) => isSame(each, item));
  const sortedBy = (list: readonly unknown[]) => (a: unknown, b: unknown) =>
    placeIn(list, a) - placeIn(list, b);
  const named = items.filter((item) => placeIn(first, item) >= 0).sort(sortedBy(first));
  const others = items.filter((item) => placeIn(first, item) < 0).sort(sortedBy(before));
  const result: unknown[] = [];
  for (const item of named) {
    const place = placeIn(before, item);
    while (others.length > 0 && place >= 0) {
      const other = placeIn(before, others[0]);
      if (other < 0 || other > place) break;
      result.push(others.shift());
    }
    result.push(item);
  }
  return [...result, ...others];
}

/** What Go's memory of a slice holds while a copy of the slice's header looks on. */
class SliceMemory {
  readonly #cells: unknown[];
  readonly #seen: number;
  #length: number;
  /** Slices grow to powers of two; beyond that they move. */
  readonly #capacity: number;

  constructor(items: readonly unknown[]) {
    this.#cells = [...items];
    this.#seen = items.length;
    this.#length = items.length;
    this.#capacity = items.length === 0 ? 0 : 2 ** Math.ceil(Math.log2(items.length));
  }

  delete(matches: (item: unknown) => boolean): void {
    for (;;) {
      const index = this.live().findIndex(matches);
      if (index < 0) return;
      this.#cells.copyWithin(index, index + 1, this.#length);
      this.#length--;
    }
  }

  append(item: unknown): void {
    if (this.#length < this.#capacity) this.#cells[this.#length] = item;
    this.#length++;
  }

  live(): unknown[] {
    return this.#cells.slice(0, this.#length);
  }

  /** As who holds the old header sees it. */
  view(): unknown[] {
    return this.#cells.slice(0, this.#seen);
  }
}
