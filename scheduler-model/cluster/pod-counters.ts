import type { Node } from '../kubernetes/node.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterIndex, IndexType } from './cluster-index.ts';
import { Column } from './column.ts';
import { isSame } from './is-same.ts';
import { LabelLists } from './label-lists.ts';
import { NODE_MASKS, type NodeMask } from './node-masks.ts';
import { NONE } from './none.ts';
import type { ObjectKind } from './object-store.ts';
import type { PodClass } from './pod-class.ts';
import { type CounterScope, PodCounter } from './pod-counter.ts';
import type { PodMatcher } from './pod-matcher.ts';

interface Registered {
  readonly matcher: PodMatcher;
  /** Leaves pods out that are being deleted. */
  readonly skipsTerminating: boolean;
  readonly counter: PodCounter;
}

/**
 * The counters of pods that match something, and the pods of each class.
 *
 * A new counter is filled from the pods of the classes that match, which it finds by namespace; from then on a pod
 * costs each counter that counts it one addition.
 */
export class PodCounters implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #counters = new Map<string, Registered>();
  readonly #byLabel = new LabelLists<Registered>();
  /** The counters that count pods of a class, by class id. */
  readonly #ofClass: (Registered[] | undefined)[] = [];
  readonly #podsOfClass: (number[] | undefined)[] = [];
  readonly #classesByLabel = new LabelLists<PodClass>();
  /** Which nodes counters count on. */
  readonly #masks = new Set<NodeMask>();
  /** Where a pod stands in the list of its class. */
  readonly #slot = new Column(Int32Array, NONE);

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    cluster.index(NODE_MASKS);
  }

  /** The counter of the pods that match, one for all who ask with the same key. */
  get(
    scopeKey: string,
    matcher: PodMatcher,
    scope: CounterScope,
    { skipsTerminating }: { readonly skipsTerminating: boolean },
  ): PodCounter {
    const key = `${scopeKey}\n${matcher.key}`;
    const known = this.#counters.get(key);
    if (known) return known.counter;
    const domainCount = scope.topology?.valueCount ?? this.#cluster.nodeRowCount;
    const registered = { matcher, skipsTerminating, counter: new PodCounter(scope, domainCount) };
    this.#counters.set(key, registered);
    if (scope.mask) this.#masks.add(scope.mask);
    this.#byLabel.addMatcher(matcher, registered);
    this.#fill(registered);
    return registered.counter;
  }

  isUnaffected(before: Node, after: Node): boolean {
    if (!isSame(before.metadata?.labels, after.metadata?.labels)) return false;
    for (const { compute } of this.#masks) if (compute(before) !== compute(after)) return false;
    return true;
  }

  podAdded(podId: number, classId: number, nodeIndex: number, terminating: boolean): void {
    this.#slot.reserve(podId + 1);
    this.#slot.values[podId] = this.#pods(classId).push(podId) - 1;
    this.#count(classId, nodeIndex, terminating, 1);
  }

  podsAdded(podIds: Int32Array): void {
    const { classOf, nodeOf, terminating } = this.#cluster.pods;
    this.#slot.reserve(classOf.values.length);
    const slots = this.#slot.values;
    for (const podId of podIds) {
      const classId = classOf.values[podId]!;
      slots[podId] = this.#pods(classId).push(podId) - 1;
      if (this.#ofClass[classId]!.length === 0) continue;
      this.#count(classId, nodeOf.values[podId]!, terminating.values[podId] === 1, 1);
    }
  }

  podRemoved(podId: number, classId: number, nodeIndex: number, terminating: boolean): void {
    const pods = this.#pods(classId);
    const slot = this.#slot.values[podId]!;
    const last = pods.pop()!;
    if (last !== podId) {
      pods[slot] = last;
      this.#slot.values[last] = slot;
    }
    this.#count(classId, nodeIndex, terminating, -1);
  }

  podTerminating(_podId: number, classId: number, nodeIndex: number, terminating: boolean): void {
    for (const { counter, skipsTerminating } of this.#ofClass[classId]!) {
      if (skipsTerminating) counter.add(nodeIndex, terminating ? -1 : 1);
    }
  }

  /** When a namespace's labels change, the counters that read them are filled anew. */
  objectChanged(kind: ObjectKind): void {
    if (kind !== 'Namespace') return;
    const affected = [...this.#counters.values()].filter(({ matcher }) => matcher.readsNamespaces);
    if (affected.length === 0) return;
    for (const registered of affected) {
      registered.counter.reset();
      for (const counters of this.#ofClass) {
        const position = counters?.indexOf(registered) ?? NONE;
        if (position !== NONE) counters!.splice(position, 1);
      }
      this.#fill(registered);
    }
  }

  #pods(classId: number): number[] {
    const pods = this.#podsOfClass[classId];
    if (pods) return pods;
    const podClass = this.#cluster.podClass(classId);
    const counters: Registered[] = [];
    for (const list of this.#byLabel.listsAbout(podClass)) {
      for (const registered of list) if (registered.matcher.matches(podClass)) counters.push(registered);
    }
    this.#ofClass[classId] = counters;
    this.#classesByLabel.addClass(podClass, podClass);
    const created: number[] = [];
    this.#podsOfClass[classId] = created;
    return created;
  }

  #count(classId: number, nodeIndex: number, terminating: boolean, delta: number): void {
    for (const { counter, skipsTerminating } of this.#ofClass[classId]!) {
      if (!terminating || !skipsTerminating) counter.add(nodeIndex, delta);
    }
  }

  #fill(registered: Registered): void {
    const { matcher, counter, skipsTerminating } = registered;
    const { nodeOf, terminating } = this.#cluster.pods;
    for (const namespace of matcher.namespaces ?? [undefined]) {
      for (const podClass of this.#classesByLabel.list(namespace, matcher.requiredLabel)) {
        if (!matcher.matches(podClass)) continue;
        this.#ofClass[podClass.classId]!.push(registered);
        for (const podId of this.#podsOfClass[podClass.classId]!) {
          if (skipsTerminating && terminating.values[podId] === 1) continue;
          counter.add(nodeOf.values[podId]!, 1);
        }
      }
    }
  }
}

export const POD_COUNTERS: IndexType<PodCounters> = {
  name: 'PodCounters',
  create: (cluster) => new PodCounters(cluster),
};
