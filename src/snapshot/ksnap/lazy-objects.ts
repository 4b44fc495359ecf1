import type { GroupKind, KubeObject } from '../../kubernetes/index.ts';
import { groupKindOf } from '../../kubernetes/index.ts';

/** Objects by kind whose members are parsed when a kind is first asked for. */
export class LazyObjects implements ReadonlyMap<GroupKind, readonly KubeObject[]> {
  readonly #members: ReadonlyMap<GroupKind, readonly string[]>;
  readonly #load: (member: string) => readonly KubeObject[];
  readonly #loaded = new Map<GroupKind, readonly KubeObject[]>();

  /** @param members the paths of the members in which objects of a kind stand. */
  constructor(
    members: ReadonlyMap<GroupKind, readonly string[]>,
    load: (member: string) => readonly KubeObject[],
  ) {
    this.#members = members;
    this.#load = load;
  }

  get size(): number {
    return this.#members.size;
  }

  has(kind: GroupKind): boolean {
    return this.#members.has(kind);
  }

  get(kind: GroupKind): readonly KubeObject[] | undefined {
    const known = this.#loaded.get(kind);
    if (known) return known;
    const objects = this.#members
      .get(kind)
      ?.flatMap((member) => this.#load(member))
      .filter((object) => groupKindOf(object.apiVersion!, object.kind!) === kind);
    if (objects) this.#loaded.set(kind, objects);
    return objects;
  }

  keys(): MapIterator<GroupKind> {
    return this.#members.keys();
  }

  *values(): MapIterator<readonly KubeObject[]> {
    for (const kind of this.keys()) yield this.get(kind)!;
  }

  *entries(): MapIterator<[GroupKind, readonly KubeObject[]]> {
    for (const kind of this.keys()) yield [kind, this.get(kind)!];
  }

  [Symbol.iterator](): MapIterator<[GroupKind, readonly KubeObject[]]> {
    return this.entries();
  }

  forEach(visit: (objects: readonly KubeObject[], kind: GroupKind, map: this) => void): void {
    for (const [kind, objects] of this.entries()) visit(objects, kind, this);
  }
}
