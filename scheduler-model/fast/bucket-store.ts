import type { Cluster } from '../cluster/cluster.ts';
import type { Topology } from '../cluster/topology.ts';
import { MAX_NODE_SCORE } from '../framework/normalize.ts';
import type { Profile } from '../framework/profile.ts';
import type { ClassPlan } from './class-plan.ts';
import type { NativePlugins } from './native-plugins.ts';
import { ScoreBuckets } from './score-buckets.ts';
import type { ShapeVector } from './shape-vector.ts';
import { firstStaticJudge } from './static-judge.ts';

/** How many nodes all buckets together may hold: 16 bytes each. */
const MAX_NODES = 2 ** 22;

/** Larger weights than this allows would make too many buckets. */
const MAX_SCORE_BITS = 10;

/** The most topologies of a class: their values are packed into one number. */
const MAX_TOPOLOGIES = 8;

/** The buckets that were used last. Classes with the same shape, static filters and topologies share theirs. */
export class BucketStore {
  readonly #cluster: Cluster;
  readonly #profile: Profile;
  readonly #native: NativePlugins;
  /** How many bits the largest resource score takes. */
  readonly #scoreBits: number;
  readonly #buckets = new Map<string, ScoreBuckets>();
  /** What was asked for once: buckets are worth their making from the second pod on. */
  readonly #askedFor = new Set<string>();
  #useCount = 0;

  constructor(cluster: Cluster, profile: Profile, native: NativePlugins) {
    const { fit, balanced } = native.scores;
    this.#cluster = cluster;
    this.#profile = profile;
    this.#native = native;
    this.#scoreBits = 32 - Math.clz32(MAX_NODE_SCORE * ((fit?.weight ?? 0) + (balanced?.weight ?? 0)));
  }

  /** The buckets for a class, to be refreshed before use; undefined when there are none, for now or at all. */
  of(plan: ClassPlan, vector: ShapeVector, topologies: readonly Topology[]): ScoreBuckets | undefined {
    if (this.#scoreBits > MAX_SCORE_BITS || topologies.length > MAX_TOPOLOGIES) return undefined;
    let { buckets } = plan;
    if (
      !buckets ||
      buckets.isDropped ||
      buckets.vector !== vector ||
      !areEqual(buckets.topologies, topologies)
    ) {
      buckets = this.#find(plan, vector, topologies);
      plan.buckets = buckets;
    }
    if (buckets) buckets.usedAt = this.#useCount++;
    return buckets;
  }

  #find(plan: ClassPlan, vector: ShapeVector, topologies: readonly Topology[]): ScoreBuckets | undefined {
    const key = JSON.stringify([plan.shape.key, plan.groups.key, topologies.map((topology) => topology.key)]);
    const known = this.#buckets.get(key);
    if (known?.vector === vector) return known;
    if (!this.#askedFor.has(key)) {
      this.#askedFor.add(key);
      return undefined;
    }
    const most = Math.max(1, Math.trunc(MAX_NODES / this.#cluster.nodeRowCount));
    if (!known && this.#buckets.size >= most) this.#dropOldest();
    const made = new ScoreBuckets(
      this.#cluster,
      vector,
      plan.groups.mask,
      topologies,
      firstStaticJudge(this.#cluster, this.#profile, this.#native, plan),
      this.#scoreBits,
    );
    this.#buckets.set(key, made);
    return made;
  }

  #dropOldest(): void {
    let oldest: string | undefined;
    let usedAt = Number.POSITIVE_INFINITY;
    for (const [key, buckets] of this.#buckets) {
      if (buckets.usedAt >= usedAt) continue;
      usedAt = buckets.usedAt;
      oldest = key;
    }
    if (oldest === undefined) return;
    this.#buckets.get(oldest)!.isDropped = true;
    this.#buckets.delete(oldest);
  }
}

function areEqual(one: readonly Topology[], other: readonly Topology[]): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
