import type { Cluster } from '../cluster/cluster.ts';
import type { ClassPlan } from './class-plan.ts';
import type { NativePlugins } from './native-plugins.ts';
import { ShapeVector } from './shape-vector.ts';

/** How many numbers all vectors together may hold: 64 MB. */
const MAX_NUMBERS = 2 ** 24;

/** The vectors of the shapes that were used last. */
export class ShapeVectors {
  readonly #cluster: Cluster;
  readonly #native: NativePlugins;
  readonly #vectors = new Map<string, ShapeVector>();
  #useCount = 0;

  constructor(cluster: Cluster, native: NativePlugins) {
    this.#cluster = cluster;
    this.#native = native;
  }

  /** Room and resource scores of a class's shape, up to date. */
  of(plan: ClassPlan): ShapeVector {
    let { vector } = plan;
    if (!vector || vector.isDropped || vector.shape.key !== plan.shape.key) {
      vector = this.#vectors.get(plan.shape.key) ?? this.#create(plan);
      plan.vector = vector;
    }
    vector.usedAt = this.#useCount++;
    vector.refresh();
    return vector;
  }

  #create({ shape }: ClassPlan): ShapeVector {
    const most = Math.max(1, Math.trunc(MAX_NUMBERS / Math.max(1, this.#cluster.nodeRowCount)));
    if (this.#vectors.size >= most) this.#dropOldest();
    const vector = new ShapeVector(this.#cluster, this.#native, shape);
    this.#vectors.set(shape.key, vector);
    return vector;
  }

  #dropOldest(): void {
    let oldest: ShapeVector | undefined;
    for (const vector of this.#vectors.values())
      if (!oldest || vector.usedAt < oldest.usedAt) oldest = vector;
    oldest!.isDropped = true;
    this.#vectors.delete(oldest!.shape.key);
  }
}
