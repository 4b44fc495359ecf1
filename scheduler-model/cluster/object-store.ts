import type { KindTypes } from '../kubernetes/kinds.ts';
import type { ObjectMeta } from '../kubernetes/meta.ts';

/** Kinds of objects, other than pods and nodes, that some plugin reads. */
export type ObjectKind = keyof KindTypes;

interface Named {
  readonly metadata?: ObjectMeta;
}

/**
 * The objects of one kind, by name (cluster scoped) or `namespace/name`, in the order they were first set.
 *
 * Setting an object back to what it was is the inverse of a change; deleting and setting again moves it to the
 * end, which no plugin's answer depends on.
 */
export class ObjectStore<T extends Named> {
  readonly #objects = new Map<string, T>();
  readonly #byNamespace = new Map<string, Map<string, T>>();

  get size(): number {
    return this.#objects.size;
  }

  /** The object with this name, or `namespace/name`. */
  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  values(): IterableIterator<T> {
    return this.#objects.values();
  }

  /** The objects of one namespace. */
  inNamespace(namespace: string): Iterable<T> {
    return this.#byNamespace.get(namespace)?.values() ?? [];
  }

  /** Sets or, with undefined, deletes; returns what was there before. */
  set(key: string, object: T | undefined): T | undefined {
    const before = this.#objects.get(key);
    const slash = key.indexOf('/');
    const namespace = slash < 0 ? '' : key.slice(0, slash);
    if (object === undefined) {
      this.#objects.delete(key);
      this.#byNamespace.get(namespace)?.delete(key);
    } else {
      this.#objects.set(key, object);
      let siblings = this.#byNamespace.get(namespace);
      if (!siblings) {
        siblings = new Map();
        this.#byNamespace.set(namespace, siblings);
      }
      siblings.set(key, object);
    }
    return before;
  }
}

/** `namespace/name`, or the name of a cluster-scoped object. */
export function objectKey(object: Named): string {
  const { namespace, name = '' } = object.metadata ?? {};
  return namespace ? `${namespace}/${name}` : name;
}
