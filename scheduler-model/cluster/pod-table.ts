import { Column } from './column.ts';
import { NONE } from './none.ts';

/** The start of a pod whose status has no start time: later than any other. */
export const NOT_STARTED = Number.POSITIVE_INFINITY;

/**
 * The pods on nodes, by the caller's pod id, and the chain of pods on each node in the order they came.
 */
export class PodTable {
  readonly classOf = new Column(Int32Array, NONE);
  /** The node a pod is on, `NONE` for a pod that is on none. */
  readonly nodeOf = new Column(Int32Array, NONE);
  readonly terminating = new Column(Uint8Array);
  /** Milliseconds since 1970, `NOT_STARTED` without a start time. */
  readonly startTimeMs = new Column(Float64Array, NOT_STARTED);
  readonly #next = new Column(Int32Array, NONE);
  readonly #previous = new Column(Int32Array, NONE);
  readonly #first = new Column(Int32Array, NONE);
  readonly #last = new Column(Int32Array, NONE);
  readonly #counts = new Column(Int32Array);

  /** The number of pods by node index, as long as no node is added. */
  get counts(): Int32Array {
    return this.#counts.values;
  }

  /** The number of pods on a node. */
  countOn(nodeIndex: number): number {
    return this.#counts.values[nodeIndex] ?? 0;
  }

  /** The first pod on a node, `NONE` when it has none; `after` walks on. */
  firstOn(nodeIndex: number): number {
    return this.#first.values[nodeIndex] ?? NONE;
  }

  after(podId: number): number {
    return this.#next.values[podId]!;
  }

  /** Makes room for pod ids and node indexes below these. */
  reserve(podIdCount: number, nodeIndexCount: number): void {
    // The last ones to grow: where they have room, so have the others.
    if (podIdCount > this.startTimeMs.values.length) {
      for (const column of [this.classOf, this.nodeOf, this.#next, this.#previous])
        column.reserve(podIdCount);
      this.terminating.reserve(podIdCount);
      this.startTimeMs.reserve(podIdCount);
    }
    if (nodeIndexCount > this.#counts.values.length) {
      for (const column of [this.#first, this.#last, this.#counts]) column.reserve(nodeIndexCount);
    }
  }

  /** The pods on nodes that are as asked for, lowest id first. */
  idsWhere(isWanted: (nodeIndex: number) => boolean): Int32Array {
    const nodeOf = this.nodeOf.values;
    const wanted = Uint8Array.from({ length: this.#counts.values.length }, (_, nodeIndex) =>
      isWanted(nodeIndex) ? 1 : 0,
    );
    const podIds = new Int32Array(nodeOf.length);
    let count = 0;
    for (let podId = 0; podId < nodeOf.length; podId++) {
      if (nodeOf[podId] !== NONE && wanted[nodeOf[podId]!] === 1) podIds[count++] = podId;
    }
    return podIds.subarray(0, count);
  }

  /** Puts a pod at the end of its node's chain. */
  add(podId: number, classId: number, nodeIndex: number, terminating: boolean, startTimeMs: number): void {
    this.reserve(podId + 1, nodeIndex + 1);
    this.classOf.values[podId] = classId;
    this.terminating.values[podId] = terminating ? 1 : 0;
    this.startTimeMs.values[podId] = startTimeMs;
    this.#link(podId, nodeIndex, this.#last.values[nodeIndex]!);
  }

  /** Takes a pod off its node; what the table knows about it stays until the id is added again. */
  remove(podId: number): void {
    const nodeIndex = this.nodeOf.values[podId]!;
    const previous = this.#previous.values[podId]!;
    const next = this.#next.values[podId]!;
    if (previous === NONE) this.#first.values[nodeIndex] = next;
    else this.#next.values[previous] = next;
    if (next === NONE) this.#last.values[nodeIndex] = previous;
    else this.#previous.values[next] = previous;
    this.nodeOf.values[podId] = NONE;
    this.#counts.values[nodeIndex]! -= 1;
  }

  /** Undoes `remove`, into the same place of the chain, when everything done since has been undone. */
  restore(podId: number, nodeIndex: number): void {
    this.#link(podId, nodeIndex, this.#previous.values[podId]!);
  }

  /** Puts the pods of a node, all of them, into this order. */
  reorder(nodeIndex: number, podIds: readonly number[]): void {
    let previous = NONE;
    for (const podId of podIds) {
      this.#previous.values[podId] = previous;
      if (previous === NONE) this.#first.values[nodeIndex] = podId;
      else this.#next.values[previous] = podId;
      previous = podId;
    }
    if (previous === NONE) return;
    this.#next.values[previous] = NONE;
    this.#last.values[nodeIndex] = previous;
  }

  #link(podId: number, nodeIndex: number, previous: number): void {
    const next = previous === NONE ? this.#first.values[nodeIndex]! : this.#next.values[previous]!;
    this.nodeOf.values[podId] = nodeIndex;
    this.#previous.values[podId] = previous;
    this.#next.values[podId] = next;
    if (previous === NONE) this.#first.values[nodeIndex] = podId;
    else this.#next.values[previous] = podId;
    if (next === NONE) this.#last.values[nodeIndex] = podId;
    else this.#previous.values[next] = podId;
    this.#counts.values[nodeIndex]! += 1;
  }
}
