import type { Cluster } from '../cluster/cluster.ts';
import type { NativePlugins } from './native-plugins.ts';
import { type Shape, ShapeVector } from './shape-vector.ts';

/** How many numbers all vectors together may hold: 64 MB. */
const MAX_NUMBERS = 2 ** 24;

/** The vectors of the shapes that were used last. */
export class ShapeVectors {
  readonly #cluster: Cluster;
  readonly #native: NativePlugins;
  /** In order of use, the last used last. */
  readonly #vectors = new Map<string, ShapeVector>();

  constructor(cluster: Cluster, native: NativePlugins) {
    this.#cluster = cluster;
    this.#native = native;
  }

  /** Room and resource scores of the shape, up to date. */
  get(shape: Shape): ShapeVector {
    let vector = this.#vectors.get(shape.key);
    if (vector) this.#vectors.delete(shape.key);
    else {
      vector = new ShapeVector(this.#cluster, this.#native, shape);
      const most = Math.max(1, Math.trunc(MAX_NUMBERS / Math.max(1, this.#cluster.nodeRowCount)));
      for (const oldest of this.#vectors.keys()) {
        if (this.#vectors.size < most) break;
        this.#vectors.delete(oldest);
      }
    }
    this.#vectors.set(shape.key, vector);
    vector.refresh();
    return vector;
  }
}
