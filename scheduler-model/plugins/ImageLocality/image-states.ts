import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterIndex, IndexType } from '../../cluster/cluster-index.ts';

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
  /** The image names of each node as they were when it was added. */
  readonly #names = new Map<number, readonly string[]>();
  /** Grows with every change. */
  version = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  get(name: string): ImageState | undefined {
    return this.#images.get(name);
  }

  nodeAdded(nodeIndex: number): void {
    const names: string[] = [];
    for (const image of this.#cluster.node(nodeIndex)?.status?.images ?? []) {
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
    this.#names.set(nodeIndex, names);
    this.version++;
  }

  nodeRemoved(nodeIndex: number): void {
    for (const name of this.#names.get(nodeIndex) ?? []) {
      const state = this.#images.get(name)!;
      state.sizes.delete(nodeIndex);
      if (state.sizes.size === 0) this.#images.delete(name);
      else if (state.lowest === nodeIndex) {
        state.lowest = Math.min(...state.sizes.keys());
        state.sizeBytes = state.sizes.get(state.lowest)!;
      }
    }
    this.#names.delete(nodeIndex);
    this.version++;
  }
}

export const IMAGE_STATES: IndexType<ImageStates> = {
  name: 'ImageStates',
  create: (cluster) => new ImageStates(cluster),
};
