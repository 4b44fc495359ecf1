import { compareTexts, type GroupKind, type KubeObject, objectKey } from '../../kubernetes/index.ts';

/** Where an object lives. */
export interface ObjectReference {
  readonly kind: GroupKind;
  readonly namespace?: string;
  readonly name: string;
}

/** The place of an object: it keeps its order when its object goes, so that undoing a removal gives the order back. */
export interface StoredObject extends ObjectReference {
  readonly object: KubeObject | undefined;
}

type Place = ObjectReference & { object: KubeObject | undefined };

/** Objects of one kind. */
class Objects {
  readonly inOrder: Place[] = [];
  /** Those of no namespace under the empty name. */
  readonly byNamespace = new Map<string, Map<string, Place>>();
  /** By namespace, how often an object came, went or changed its selector; never undone. */
  readonly selectorVersions = new Map<string, number>();
  count = 0;
  /** How often an object was put or removed; never undone. */
  changes = 0;

  find(namespace: string | undefined, name: string): Place | undefined {
    return this.byNamespace.get(namespace ?? '')?.get(name);
  }

  /** The place of a name, made when there is none. */
  placeFor(kind: GroupKind, namespace: string | undefined, name: string): Place {
    const known = this.find(namespace, name);
    if (known) return known;
    const place = { kind, ...(namespace ? { namespace } : {}), name, object: undefined };
    entry(this.byNamespace, namespace ?? '', () => new Map<string, Place>()).set(name, place);
    this.inOrder.push(place);
    return place;
  }
}

/** The places of the objects that name one owner, in the order of their kinds and keys. */
class Owned {
  readonly #places = new Map<string, Place>();
  #sorted: readonly Place[] | undefined;

  get inOrder(): readonly Place[] {
    this.#sorted ??= [...this.#places].sort(([a], [b]) => compareTexts(a, b)).map(([, place]) => place);
    return this.#sorted;
  }

  add(place: Place): void {
    this.#places.set(sortKey(place), place);
    this.#sorted = undefined;
  }

  delete(place: Place): void {
    this.#places.delete(sortKey(place));
    this.#sorted = undefined;
  }
}

function sortKey({ kind, namespace, name }: Place): string {
  return `${kind} ${objectKey(namespace, name)}`;
}

const NOTHING: readonly Place[] = [];

/** Every kind but Pod and Node, as plain objects that are replaced and never changed. */
export class ObjectTable {
  readonly #kinds = new Map<GroupKind, Objects>();
  readonly #byOwner = new Map<string, Owned>();
  readonly #byUid = new Map<string, ObjectReference>();

  kinds(): GroupKind[] {
    return [...this.#kinds.keys()];
  }

  get(kind: GroupKind, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#kinds.get(kind)?.find(namespace, name)?.object;
  }

  count(kind: GroupKind): number {
    return this.#kinds.get(kind)?.count ?? 0;
  }

  /** All objects of a kind, in the order in which they came. */
  *all(kind: GroupKind): Generator<KubeObject> {
    for (const { object } of this.#kinds.get(kind)?.inOrder ?? []) if (object) yield object;
  }

  /** The objects of a kind in one namespace, in the order in which they came. */
  *inNamespace(kind: GroupKind, namespace: string): Generator<KubeObject> {
    if (namespace === '') return;
    const places = this.#kinds.get(kind)?.byNamespace.get(namespace);
    for (const { object } of places?.values() ?? []) if (object) yield object;
  }

  /** The objects (no pods) that name the owner with this uid, by kind and key. */
  ownedBy(uid: string): readonly StoredObject[] {
    return this.#byOwner.get(uid)?.inOrder ?? NOTHING;
  }

  /** A number that changes whenever an object of the kind comes, goes or changes its selector in the namespace. */
  selectorVersion(kind: GroupKind, namespace: string): number {
    return this.#kinds.get(kind)?.selectorVersions.get(namespace) ?? 0;
  }

  /** A number that changes whenever an object of the kind is put or removed, by undoing too. */
  version(kind: GroupKind): number {
    return this.#kinds.get(kind)?.changes ?? 0;
  }

  byUid(uid: string): ObjectReference | undefined {
    return this.#byUid.get(uid);
  }

  /** Stores an object in place of the one before, if any; returns that one. */
  put(kind: GroupKind, object: KubeObject): KubeObject | undefined {
    const { namespace, name = '', uid, ownerReferences = [] } = object.metadata;
    const objects = this.#kinds.get(kind) ?? entry(this.#kinds, kind, () => new Objects());
    const place = objects.placeFor(kind, namespace, name);
    const previous = place.object;
    place.object = object;
    objects.changes++;
    if (!previous || !sameSelector(previous, object)) countSelectorChange(objects, namespace);
    // Most updates change nothing that the indexes hold.
    if (previous && sameLinks(previous, object)) return previous;
    if (previous) this.#unlink(place, previous);
    else objects.count++;
    for (const owner of ownerReferences) entry(this.#byOwner, owner.uid, () => new Owned()).add(place);
    if (uid) this.#byUid.set(uid, place);
    return previous;
  }

  /** Takes an object away; returns it. */
  remove(kind: GroupKind, namespace: string | undefined, name: string): KubeObject | undefined {
    const objects = this.#kinds.get(kind);
    const place = objects?.find(namespace, name);
    const object = place?.object;
    if (!objects || !place || !object) return undefined;
    place.object = undefined;
    objects.changes++;
    countSelectorChange(objects, namespace);
    objects.count--;
    this.#unlink(place, object);
    return object;
  }

  #unlink(place: Place, { metadata }: KubeObject): void {
    for (const owner of metadata.ownerReferences ?? []) this.#byOwner.get(owner.uid)?.delete(place);
    if (metadata.uid) this.#byUid.delete(metadata.uid);
  }
}

function sameLinks({ metadata: a }: KubeObject, { metadata: b }: KubeObject): boolean {
  if (a.uid !== b.uid) return false;
  if (a.ownerReferences === b.ownerReferences) return true;
  const { ownerReferences: first = [] } = a;
  const { ownerReferences: second = [] } = b;
  return first.length === second.length && first.every(({ uid }, at) => uid === second[at]!.uid);
}

function sameSelector(a: KubeObject, b: KubeObject): boolean {
  if (a['spec'] === b['spec']) return true;
  const first = rawSelector(a);
  const second = rawSelector(b);
  return first === second || JSON.stringify(first) === JSON.stringify(second);
}

function rawSelector(object: KubeObject): unknown {
  return (object['spec'] as { readonly selector?: unknown } | undefined)?.selector;
}

function countSelectorChange({ selectorVersions }: Objects, namespace = ''): void {
  selectorVersions.set(namespace, (selectorVersions.get(namespace) ?? 0) + 1);
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
