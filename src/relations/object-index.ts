import type { GroupKind, KubeObject } from '../kubernetes/index.ts';
import { podOfRow } from '../snapshot/index.ts';
import { keyOf, type ObjectKey, parseKey } from './object-key.ts';
import type { PodTable } from './pod-table.ts';
import type { RelationSource } from './relation-source.ts';

/** The objects of a state of a cluster by key; a kind is indexed when it is first asked for. */
export class ObjectIndex {
  readonly #source: RelationSource;
  readonly #pods: PodTable;
  readonly #byKind = new Map<GroupKind, ReadonlyMap<ObjectKey, KubeObject>>();

  constructor(source: RelationSource, pods: PodTable) {
    this.#source = source;
    this.#pods = pods;
  }

  /** The object that has this key; undefined when it is not in this state. Pods are made anew each time. */
  get(key: ObjectKey): KubeObject | undefined {
    const parts = parseKey(key);
    if (!parts) return undefined;
    if (parts.groupKind !== 'Pod') return this.of(parts.groupKind).get(key);
    const row = this.#pods.rowOf(parts.namespace ?? '', parts.name);
    return row === undefined ? undefined : podOfRow(this.#source.pods, row);
  }

  has(key: ObjectKey): boolean {
    const parts = parseKey(key);
    if (!parts) return false;
    if (parts.groupKind === 'Pod') return this.#pods.rowOf(parts.namespace ?? '', parts.name) !== undefined;
    return this.of(parts.groupKind).has(key);
  }

  /** The objects of a kind other than Pod, in the order of the source. */
  of(groupKind: GroupKind): ReadonlyMap<ObjectKey, KubeObject> {
    let objects = this.#byKind.get(groupKind);
    if (!objects) {
      objects = new Map(this.#source.objectsOf(groupKind).map((object) => [keyOf(object), object]));
      this.#byKind.set(groupKind, objects);
    }
    return objects;
  }
}
