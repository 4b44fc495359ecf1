import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';
import { isSame } from '../../cluster/is-same.ts';
import type { Node } from '../../kubernetes/node.ts';

/** One image: which nodes have it, and how large it is. */
export interface ImageState {
  /** The size each node reports, by node index. */
  readonly sizes: ReadonlyMap<number, number>;
  /** The size that counts everywhere: what the node with the lowest index reports. */
  readonly sizeBytes: number;
}

interface MutableState {
  readonly sizes: Map<number, number>;
  sizeBytes: number;
  lowest: number;
}

/**
 * The images on the nodes, by every name they have.
 *
 * @source pkg/scheduler/backend/cache/cache.go → addNodeImageStates (v1.36.3)
 * @deviation Where nodes report different sizes for one name, upstream keeps the size of the node that brought the
 * image first, even after that node is gone; here it is always that of the first node that still has it.
 */
export class ImageStates implements ClusterIndex {
  readonly #cluster: Cluster;
  readonly #images = new Map<string, MutableState>();
  /** The images of each node as they were when it was added. */
  readonly #listed = new Map<number, unknown>();
  readonly #names = new Map<number, readonly string[]>();
  /** A node that was removed: most come back at once, replaced by one with the same images. */
  #leaving: number | undefined;
  #version = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** Grows with every change. */
  get version(): number {
    this.#settle();
    return this.#version;
  }

  get(name: string): ImageState | undefined {
    this.#settle();
    return this.#images.get(name);
  }

  isUnaffected(before: Node, after: Node): boolean {
    return isSame(before.status?.images, after.status?.images);
  }

  nodeAdded(nodeIndex: number): void {
    const images = this.#cluster.node(nodeIndex)?.status?.images;
    if (this.#leaving === nodeIndex && this.#listed.get(nodeIndex) === images) {
      this.#leaving = undefined;
      return;
    }
    this.#settle();
    const names: string[] = [];
    for (const image of images ?? []) {
      for (const name of image.names ?? []) {
        const state = this.#images.get(name) ?? { sizes: new Map<number, number>(), sizeBytes: 0, lowest: 0 };
        if (state.sizes.has(nodeIndex)) continue;
        state.sizes.set(nodeIndex, image.sizeBytes ?? 0);
        names.push(name);
        if (state.sizes.size === 1 || nodeIndex < state.lowest) {
          state.lowest = nodeIndex;
          state.sizeBytes = image.sizeBytes ?? 0;
        }
        this.#images.set(name, state);
      }
    }
    this.#listed.set(nodeIndex, images);
    this.#names.set(nodeIndex, names);
    this.#version++;
  }

  nodeRemoved(nodeIndex: number): void {
    this.#settle();
    this.#leaving = nodeIndex;
  }

  /** Takes away the node that has not come back. */
  #settle(): void {
    if (this.#leaving === undefined) return;
    const nodeIndex = this.#leaving;
    this.#leaving = undefined;
    for (const name of this.#names.get(nodeIndex) ?? []) {
      const state = this.#images.get(name)!;
      state.sizes.delete(nodeIndex);
      if (state.sizes.size === 0) this.#images.delete(name);
      else if (state.lowest === nodeIndex) {
        state.lowest = Math.min(...state.sizes.keys());
        state.sizeBytes = state.sizes.get(state.lowest)!;
      }
    }
    this.#listed.delete(nodeIndex);
    this.#names.delete(nodeIndex);
    this.#version++;
  }
}

export const IMAGE_STATES: IndexType<ImageStates> = {
  name: 'ImageStates',
  create: (cluster) => new ImageStates(cluster),
};
