import { type KubeObject, objectKey } from '../../kubernetes/index.ts';
import { compareAge } from './newest.ts';

/** The objects of one kind: of several states of one object, the newest stays, at the first one's place. */
export class ObjectTable {
  readonly objects: KubeObject[] = [];
  readonly #rows = new Map<string, number>();

  /** Adds an object; `older` tells that another state of it was there, `conflict` that nothing tells which is newer. */
  add(object: KubeObject): 'new' | 'same' | 'older' | 'conflict' {
    const key = objectKey(object.metadata.namespace, object.metadata.name!);
    const row = this.#rows.get(key);
    if (row === undefined) {
      this.#rows.set(key, this.objects.push(object) - 1);
      return 'new';
    }
    const { order, isGuess } = compareAge(object, this.objects[row]!);
    if (order > 0) this.objects[row] = object;
    return order === 0 ? 'same' : isGuess ? 'conflict' : 'older';
  }

  /** The objects by namespace and name, for an order that does not depend on the order of the sources. */
  sorted(): KubeObject[] {
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => this.objects[row]!);
  }
}
