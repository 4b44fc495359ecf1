import type { Cluster } from './cluster.ts';
import type { PodClass } from './pod-class.ts';

/**
 * What one plugin derives from a pod class, computed once per class and cluster.
 *
 * The derivation may read nothing but the class and the minor version.
 */
export class ClassSlot<T> {
  readonly #compute: (podClass: PodClass, minor: number) => T;

  constructor(compute: (podClass: PodClass, minor: number) => T) {
    this.#compute = compute;
  }

  of(cluster: Cluster, classId: number): T {
    const values = cluster.slotValues(this) as (T | undefined)[];
    let value = values[classId];
    if (value === undefined) {
      value = this.#compute(cluster.podClass(classId), cluster.minor);
      values[classId] = value;
    }
    return value;
  }
}
