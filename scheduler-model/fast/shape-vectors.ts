import type { Cluster } from '../cluster/cluster.ts';
import type { ClassPlan } from './class-plan.ts';
import type { NativePlugins } from './native-plugins.ts';
import type { Shape } from './shape.ts';
import { ShapeVector } from './shape-vector.ts';

/** How many numbers all vectors together may hold: 64 MB. */
const MAX_NUMBERS = 2 ** 24;

/**
 * The vectors of the shapes that were used last.
 *
 * A shape gets one of its own when it comes a second time: where every pod is a kind of its own, the values of one are
 * written over those of the one before.
 */
export class ShapeVectors {
  readonly #cluster: Cluster;
  readonly #native: NativePlugins;
  readonly #vectors = new Map<string, ShapeVector>();
  /** The vector of the shape that came first just now. */
  #passing: ShapeVector | undefined;
  readonly #seen = new Set<string>();
  #useCount = 0;

  constructor(cluster: Cluster, native: NativePlugins) {
    this.#cluster = cluster;
    this.#native = native;
  }

  /**
   * Room and resource scores of a class's shape, up to date; a new shape's may be used until the next one is asked for.
   *
   * @param isWhole - all nodes will be looked at.
   */
  of(plan: ClassPlan, isWhole: boolean): ShapeVector {
    let { vector } = plan;
    if (!vector || vector.isDropped || vector.shape.key !== plan.shape.key || vector === this.#passing) {
      vector = this.#vectors.get(plan.shape.key) ?? this.#create(plan.shape);
      plan.vector = vector;
    }
    vector.usedAt = this.#useCount++;
    vector.refresh(isWhole);
    return vector;
  }

  #create(shape: Shape): ShapeVector {
    const passing = this.#passing;
    if (passing?.shape.key === shape.key) {
      this.#passing = undefined;
      this.#keep(passing);
      return passing;
    }
    if (this.#seen.has(shape.key)) {
      const vector = new ShapeVector(this.#cluster, this.#native, shape);
      this.#keep(vector);
      return vector;
    }
    this.#seen.add(shape.key);
    if (passing) passing.isDropped = true;
    this.#passing = new ShapeVector(this.#cluster, this.#native, shape, passing?.values);
    return this.#passing;
  }

  #keep(vector: ShapeVector): void {
    const most = Math.max(1, Math.trunc(MAX_NUMBERS / Math.max(1, this.#cluster.nodeRowCount)));
    if (this.#vectors.size >= most) this.#dropOldest();
    this.#vectors.set(vector.shape.key, vector);
  }

  #dropOldest(): void {
    let oldest: ShapeVector | undefined;
    for (const vector of this.#vectors.values())
      if (!oldest || vector.usedAt < oldest.usedAt) oldest = vector;
    oldest!.isDropped = true;
    this.#vectors.delete(oldest!.shape.key);
  }
}
