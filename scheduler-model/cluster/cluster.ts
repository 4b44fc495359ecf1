import type { KindTypes } from '../kubernetes/kinds.ts';
import type { Node } from '../kubernetes/node.ts';
import type { Pod } from '../kubernetes/pod.ts';
import { ChangeLog } from './change-log.ts';
import type { ClusterIndex, IndexType } from './cluster-index.ts';
import { NodeTable } from './node-table.ts';
import type { NodePlace } from './node-tree.ts';
import { type Nominated, Nominations } from './nominations.ts';
import { NONE } from './none.ts';
import { type ObjectKind, ObjectStore, objectKey } from './object-store.ts';
import type { PodClass } from './pod-class.ts';
import { PodInterner } from './pod-interner.ts';
import { NOT_STARTED, PodTable } from './pod-table.ts';
import type { Topology } from './topology.ts';

export interface ClusterOptions {
  /** The minor version of Kubernetes, 36 for v1.36 (the default): it decides what a pod on a node counts for. */
  readonly minor?: number;
  /** The name of a pod, for the few places where the scheduler reads names: disrupted pods of a budget. */
  readonly podName?: (podId: number) => string;
  /** Whether a pod that is being deleted is so because the scheduler preempted it. */
  readonly isPreempted?: (podId: number) => boolean;
}

/** What is known about a pod on a node beside its class. */
export interface PodPlacement {
  /** Has a deletion timestamp. */
  readonly terminating?: boolean;
  /** status.startTime in milliseconds since 1970. */
  readonly startTimeMs?: number;
}

/**
 * What the scheduler knows: nodes, pods on nodes, nominated pods and the other objects that plugins read.
 *
 * Every mutation costs what it touches and has an exact inverse; undone in reverse order, they leave every
 * counter and every order as it was.
 *
 * @source pkg/scheduler/backend/cache/cache.go → cacheImpl (v1.36.3)
 */
export class Cluster {
  readonly pods = new PodTable();
  readonly nominations = new Nominations();
  /** Nodes whose pods changed. */
  readonly podLog = new ChangeLog();
  /** Nodes that were added, replaced or removed. */
  readonly nodeLog = new ChangeLog();
  readonly #nodes = new NodeTable();
  readonly #interner = new PodInterner();
  readonly #stores: { [K in ObjectKind]?: ObjectStore<KindTypes[K]> } = {};
  readonly #indexes = new Map<IndexType<ClusterIndex>, ClusterIndex>();
  readonly #indexList: ClusterIndex[] = [];
  /** Those of them that are told about pods. */
  readonly #podIndexes: ClusterIndex[] = [];
  readonly #slots = new Map<object, unknown[]>();
  readonly #podName: (podId: number) => string;
  readonly #isPreempted: (podId: number) => boolean;
  /** 36 for v1.36. */
  readonly minor: number;

  constructor(options: ClusterOptions = {}) {
    this.minor = options.minor ?? 36;
    this.#podName = options.podName ?? String;
    this.#isPreempted = options.isPreempted ?? (() => false);
  }

  // ── nodes ──

  /** The number of nodes. */
  get nodeCount(): number {
    return this.#nodes.tree.order.length;
  }

  /** One more than the largest node index: the length of a column by node. */
  get nodeRowCount(): number {
    return this.#nodes.rowCount;
  }

  /** Node indexes in the order the scheduler visits nodes. */
  get order(): Int32Array {
    return this.#nodes.tree.order;
  }

  /** The node, or undefined while only its name is known. */
  node(nodeIndex: number): Node | undefined {
    return this.#nodes.get(nodeIndex);
  }

  nodeName(nodeIndex: number): string {
    return this.#nodes.nameOf(nodeIndex);
  }

  /** The index of an existing node, or `NONE`. */
  nodeIndexOf(name: string): number {
    const nodeIndex = this.#nodes.indexOf(name);
    return nodeIndex !== NONE && this.#nodes.get(nodeIndex) ? nodeIndex : NONE;
  }

  /** The index that belongs to a name, whether or not there is such a node (pods may outlive theirs). */
  nodeRow(name: string): number {
    return this.#nodes.reserve(name);
  }

  /** The values of one topology key by node. */
  topology(key: string): Topology {
    return this.#nodes.topology(key);
  }

  /** Adds a node, at the end of its zone unless `place` (from `removeNode`) says where; undone by `removeNode`. */
  addNode(node: Node, place?: NodePlace): number {
    const nodeIndex = this.#nodes.reserve(node.metadata?.name ?? '');
    this.#nodes.add(nodeIndex, node, place);
    this.#attach(nodeIndex, this.#indexList);
    return nodeIndex;
  }

  /** Replaces a node. Undone by updating to the old one with the returned place. */
  updateNode(nodeIndex: number, node: Node, place?: NodePlace): NodePlace | undefined {
    const before = this.#nodes.get(nodeIndex)!;
    const affected = this.#indexList.filter((index) => !index.isUnaffected?.(before, node));
    this.#detach(nodeIndex, affected);
    const left = this.#nodes.update(nodeIndex, node, place);
    this.#attach(nodeIndex, affected);
    return left;
  }

  /** Takes a node away; its pods stay, out of sight of every plugin. Undone by `addNode` with the place. */
  removeNode(nodeIndex: number): NodePlace {
    this.#detach(nodeIndex, this.#indexList);
    return this.#nodes.remove(nodeIndex);
  }

  #attach(nodeIndex: number, indexes: readonly ClusterIndex[]): void {
    this.nodeLog.append(nodeIndex);
    this.podLog.append(nodeIndex);
    for (const index of indexes) this.#fill(index, nodeIndex);
  }

  #detach(nodeIndex: number, indexes: readonly ClusterIndex[]): void {
    this.nodeLog.append(nodeIndex);
    this.podLog.append(nodeIndex);
    const { classOf, terminating } = this.pods;
    // Later indexes may read earlier ones, so that they let go first.
    for (const index of indexes.toReversed()) {
      for (let podId = this.pods.firstOn(nodeIndex); podId !== NONE; podId = this.pods.after(podId)) {
        index.podRemoved?.(podId, classOf.values[podId]!, nodeIndex, terminating.values[podId] === 1);
      }
      index.nodeRemoved?.(nodeIndex);
    }
  }

  #fill(index: ClusterIndex, nodeIndex: number): void {
    index.nodeAdded?.(nodeIndex);
    if (!index.podAdded) return;
    const { classOf, terminating } = this.pods;
    for (let podId = this.pods.firstOn(nodeIndex); podId !== NONE; podId = this.pods.after(podId)) {
      index.podAdded(podId, classOf.values[podId]!, nodeIndex, terminating.values[podId] === 1);
    }
  }

  /** A new index hears of everything that there is. */
  #fillAll(index: ClusterIndex): void {
    if (index.nodeAdded) for (const nodeIndex of this.order) index.nodeAdded(nodeIndex);
    if (!index.podAdded) return;
    // By id and not by node: that is how the columns lie in memory.
    const podIds = this.pods.idsWhere((nodeIndex) => this.#nodes.get(nodeIndex) !== undefined);
    if (index.podsAdded) {
      index.podsAdded(podIds);
      return;
    }
    const { classOf, nodeOf, terminating } = this.pods;
    for (const podId of podIds) {
      index.podAdded(podId, classOf.values[podId]!, nodeOf.values[podId]!, terminating.values[podId] === 1);
    }
  }

  // ── pods ──

  /** The class of a pod; call it once for each distinct pod template, not for each pod. */
  internPod(pod: Pod): number {
    return this.#interner.intern(pod);
  }

  podClass(classId: number): PodClass {
    return this.#interner.get(classId);
  }

  get podClassCount(): number {
    return this.#interner.size;
  }

  /** No pod class has a lower priority. */
  get leastPriority(): number {
    return this.#interner.leastPriority;
  }

  podName(podId: number): string {
    return this.#podName(podId);
  }

  /** Whether the pod is being deleted, and for the reason that the scheduler preempted it. */
  isPreempted(podId: number): boolean {
    return this.pods.terminating.values[podId] === 1 && this.#isPreempted(podId);
  }

  /** The ids of the pods on a node, in the order they came. */
  *podsOn(nodeIndex: number): Generator<number> {
    for (let podId = this.pods.firstOn(nodeIndex); podId !== NONE; podId = this.pods.after(podId))
      yield podId;
  }

  /** Puts a pod on a node; undone by `removePod`. */
  addPod(podId: number, classId: number, nodeIndex: number, placement: PodPlacement = {}): void {
    const terminating = placement.terminating ?? false;
    this.pods.add(podId, classId, nodeIndex, terminating, placement.startTimeMs ?? NOT_STARTED);
    this.#podAdded(podId, nodeIndex, terminating);
  }

  /** Takes a pod off its node; undone by `restorePod`, or by `addPod` where its order on the node is of no interest. */
  removePod(podId: number): void {
    const nodeIndex = this.pods.nodeOf.values[podId]!;
    this.pods.remove(podId);
    this.#podRemoved(podId, nodeIndex, this.pods.terminating.values[podId] === 1);
  }

  /** Undoes `removePod` when everything done since has been undone. */
  restorePod(podId: number, nodeIndex: number): void {
    this.pods.restore(podId, nodeIndex);
    this.#podAdded(podId, nodeIndex, this.pods.terminating.values[podId] === 1);
  }

  /** Sets or takes away a pod's deletion timestamp; its own inverse. */
  setPodTerminating(podId: number, terminating: boolean): void {
    const before = this.pods.terminating.values[podId] === 1;
    if (before === terminating) return;
    this.pods.terminating.values[podId] = terminating ? 1 : 0;
    const nodeIndex = this.pods.nodeOf.values[podId]!;
    if (!this.#nodes.get(nodeIndex)) return;
    const classId = this.pods.classOf.values[podId]!;
    for (const index of this.#podIndexes) index.podTerminating?.(podId, classId, nodeIndex, terminating);
    this.podLog.append(nodeIndex);
  }

  /** Gives a pod on a node another class, at its place; its own inverse. */
  setPodClass(podId: number, classId: number): void {
    if (this.pods.classOf.values[podId] === classId) return;
    const nodeIndex = this.pods.nodeOf.values[podId]!;
    const terminating = this.pods.terminating.values[podId] === 1;
    this.#podRemoved(podId, nodeIndex, terminating);
    this.pods.classOf.values[podId] = classId;
    this.#podAdded(podId, nodeIndex, terminating);
  }

  #podAdded(podId: number, nodeIndex: number, terminating: boolean): void {
    if (!this.#nodes.get(nodeIndex)) return;
    const classId = this.pods.classOf.values[podId]!;
    for (const index of this.#podIndexes) index.podAdded?.(podId, classId, nodeIndex, terminating);
    this.podLog.append(nodeIndex);
  }

  #podRemoved(podId: number, nodeIndex: number, terminating: boolean): void {
    if (!this.#nodes.get(nodeIndex)) return;
    const classId = this.pods.classOf.values[podId]!;
    for (const index of this.#podIndexes) index.podRemoved?.(podId, classId, nodeIndex, terminating);
    this.podLog.append(nodeIndex);
  }

  // ── nominated pods ──

  /** Reserves room on a node for a pending pod; undone by `clearNomination`. */
  nominate(podId: number, classId: number, nodeIndex: number): void {
    this.nominations.add({ podId, classId, nodeIndex, priority: this.podClass(classId).priority });
  }

  /** Returns what was cleared, for `nominations.add` to undo it. */
  clearNomination(podId: number): Nominated | undefined {
    return this.nominations.remove(podId);
  }

  // ── other objects ──

  /** The objects of one kind. */
  objects<K extends ObjectKind>(kind: K): ObjectStore<KindTypes[K]> {
    // The record's type says which store belongs to which kind; TypeScript cannot follow it through an index.
    const stores = this.#stores as Record<K, ObjectStore<KindTypes[K]> | undefined>;
    stores[kind] ??= new ObjectStore<KindTypes[K]>();
    return stores[kind];
  }

  /** Sets an object under its own name. */
  setObject<K extends ObjectKind>(kind: K, object: KindTypes[K]): KindTypes[K] | undefined {
    return this.replaceObject(kind, objectKey(object), object);
  }

  deleteObject<K extends ObjectKind>(kind: K, key: string): KindTypes[K] | undefined {
    return this.replaceObject(kind, key, undefined);
  }

  /** Sets or, with undefined, deletes the object with this key; returns what was there, to undo it with. */
  replaceObject<K extends ObjectKind>(
    kind: K,
    key: string,
    object: KindTypes[K] | undefined,
  ): KindTypes[K] | undefined {
    const before = this.objects(kind).set(key, object);
    for (const index of this.#indexList) index.objectChanged?.(kind, before, object);
    return before;
  }

  // ── state of plugins ──

  /** The plugin's index over this cluster, made on first use and kept up to date from then on. */
  index<T extends ClusterIndex>(type: IndexType<T>): T {
    const known = this.#indexes.get(type);
    if (known) return known as T;
    const index = type.create(this);
    this.#fillAll(index);
    this.#indexes.set(type, index);
    this.#indexList.push(index);
    if (index.podAdded || index.podRemoved) this.#podIndexes.push(index);
    return index;
  }

  /** The values of a `ClassSlot` by class id; only `ClassSlot` calls this. */
  slotValues(slot: object): unknown[] {
    let values = this.#slots.get(slot);
    if (!values) {
      values = [];
      this.#slots.set(slot, values);
    }
    return values;
  }
}
