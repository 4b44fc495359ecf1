import { NONE } from './none.ts';

/** A pending pod for which a node was cleared. */
export interface Nominated {
  readonly podId: number;
  readonly classId: number;
  readonly nodeIndex: number;
  readonly priority: number;
}

/**
 * The pending pods that are nominated to nodes, in the order they were nominated.
 *
 * @source pkg/scheduler/backend/queue/nominator.go → nominator (v1.36.3)
 */
export class Nominations {
  readonly #byPod = new Map<number, Nominated>();
  readonly #byNode = new Map<number, Nominated[]>();

  get size(): number {
    return this.#byPod.size;
  }

  /** The node indexes that have at least one nominated pod. */
  nodes(): IterableIterator<number> {
    return this.#byNode.keys();
  }

  on(nodeIndex: number): readonly Nominated[] {
    return this.#byNode.get(nodeIndex) ?? [];
  }

  /** The node a pod is nominated to, or `NONE`. */
  nodeOf(podId: number): number {
    return this.#byPod.get(podId)?.nodeIndex ?? NONE;
  }

  add(nominated: Nominated): void {
    this.remove(nominated.podId);
    this.#byPod.set(nominated.podId, nominated);
    const others = this.#byNode.get(nominated.nodeIndex);
    if (others) others.push(nominated);
    else this.#byNode.set(nominated.nodeIndex, [nominated]);
  }

  /** Returns what was removed, for `add` to undo it. */
  remove(podId: number): Nominated | undefined {
    const nominated = this.#byPod.get(podId);
    if (!nominated) return undefined;
    this.#byPod.delete(podId);
    const rest = this.#byNode.get(nominated.nodeIndex)!.filter((other) => other.podId !== podId);
    if (rest.length > 0) this.#byNode.set(nominated.nodeIndex, rest);
    else this.#byNode.delete(nominated.nodeIndex);
    return nominated;
  }
}
