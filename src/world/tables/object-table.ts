import { type GroupKind, type KubeObject, objectKey } from '../../kubernetes/index.ts';

/** Where an object lives. */
export interface ObjectReference {
  readonly kind: GroupKind;
  readonly namespace?: string;
  readonly name: string;
}

/**
 * Objects of one kind by key. A key keeps its place in the order when its object goes, so that undoing a removal gives
 * the order back.
 */
class Objects {
  readonly byKey = new Map<string, KubeObject | undefined>();
  readonly keysInNamespace = new Map<string, Set<string>>();
  /** By namespace, how often an object came, went or changed its selector; never undone. */
  readonly selectorVersions = new Map<string, number>();
  count = 0;
  /** How often an object was put or removed; never undone. */
  changes = 0;
}

/** Every kind but Pod and Node, as plain objects that are replaced and never changed. */
export class ObjectTable {
  readonly #kinds = new Map<GroupKind, Objects>();
  readonly #byOwner = new Map<string, Map<string, ObjectReference>>();
  readonly #byUid = new Map<string, ObjectReference>();

  kinds(): GroupKind[] {
    return [...this.#kinds.keys()];
  }

  get(kind: GroupKind, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#kinds.get(kind)?.byKey.get(objectKey(namespace, name));
  }

  count(kind: GroupKind): number {
    return this.#kinds.get(kind)?.count ?? 0;
  }

  /** All objects of a kind, in the order in which they came. */
  *all(kind: GroupKind): Generator<KubeObject> {
    for (const object of this.#kinds.get(kind)?.byKey.values() ?? []) if (object) yield object;
  }

  /** The objects of a kind in one namespace, in the order in which they came. */
  *inNamespace(kind: GroupKind, namespace: string): Generator<KubeObject> {
    const objects = this.#kinds.get(kind);
    for (const key of objects?.keysInNamespace.get(namespace) ?? []) {
      const object = objects?.byKey.get(key);
      if (object) yield object;
    }
  }

  /** The objects (no pods) that name the owner with this uid, by kind and key. */
  ownedBy(uid: string): ObjectReference[] {
    const owned = this.#byOwner.get(uid);
    if (!owned?.size) return [];
    return [...owned.keys()].sort().map((key) => owned.get(key)!);
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
    const { namespace, name = '' } = object.metadata;
    const key = objectKey(namespace, name);
    const objects = entry(this.#kinds, kind, () => new Objects());
    const previous = objects.byKey.get(key);
    objects.byKey.set(key, object);
    objects.changes++;
    if (!previous || !sameSelector(previous, object)) countSelectorChange(objects, namespace);
    // Most updates change nothing that the indexes hold.
    if (previous && sameLinks(previous, object)) return previous;
    if (previous) this.#unlink(kind, key, previous);
    else objects.count++;
    if (namespace) entry(objects.keysInNamespace, namespace, () => new Set<string>()).add(key);
    const reference = { kind, ...(namespace ? { namespace } : {}), name };
    for (const owner of object.metadata.ownerReferences ?? []) {
      entry(this.#byOwner, owner.uid, () => new Map<string, ObjectReference>()).set(
        `${kind} ${key}`,
        reference,
      );
    }
    if (object.metadata.uid) this.#byUid.set(object.metadata.uid, reference);
    return previous;
  }

  /** Takes an object away; returns it. */
  remove(kind: GroupKind, namespace: string | undefined, name: string): KubeObject | undefined {
    const key = objectKey(namespace, name);
    const objects = this.#kinds.get(kind);
    const object = objects?.byKey.get(key);
    if (!objects || !object) return undefined;
    objects.byKey.set(key, undefined);
    objects.changes++;
    countSelectorChange(objects, namespace);
    objects.count--;
    this.#unlink(kind, key, object);
    return object;
  }

  #unlink(kind: GroupKind, key: string, object: KubeObject): void {
    for (const owner of object.metadata.ownerReferences ?? [])
      this.#byOwner.get(owner.uid)?.delete(`${kind} ${key}`);
    if (object.metadata.uid) this.#byUid.delete(object.metadata.uid);
  }
}

function sameLinks({ metadata: a }: KubeObject, { metadata: b }: KubeObject): boolean {
  if (a.uid !== b.uid) return false;
  const [first = [], second = []] = [a.ownerReferences, b.ownerReferences];
  return (
    first === second ||
    (first.length === second.length && first.every(({ uid }, at) => uid === second[at]!.uid))
  );
}

function sameSelector(a: KubeObject, b: KubeObject): boolean {
  const [first, second] = [rawSelector(a), rawSelector(b)];
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
