import type { Cluster } from './cluster.ts';
import type { PodClass } from './pod-class.ts';

/**
 * What one plugin derives from a pod class, computed once per class and cluster.
 *
 * The derivation may read nothing but the class.
 */
export class ClassSlot<T> {
  readonly #compute: (podClass: PodClass) => T;

  constructor(compute: (podClass: PodClass) => T) {
    this.#compute = compute;
  }

  of(cluster: Cluster, classId: number): T {
    const values = cluster.slotValues(this) as (T | undefined)[];
    let value = values[classId];
    if (value === undefined) {
      value = this.#compute(cluster.podClass(classId));
      values[classId] = value;
    }
    return value;
  }
}
