import type { Cluster } from '../cluster/cluster.ts';
import { Cycle } from '../framework/cycle.ts';
import type { Plugin } from '../framework/plugin.ts';
import type { Profile } from '../framework/profile.ts';
import { IMAGE_STATES } from '../plugins/ImageLocality/image-states.ts';
import { CLASS_TERMS } from '../plugins/InterPodAffinity/class-terms.ts';
import type { Judge } from './judge.ts';
import type { NativePlugins } from './native-plugins.ts';
import type { ScoreBuckets } from './score-buckets.ts';
import { type Shape, shapeOf } from './shape.ts';
import type { ShapeVector } from './shape-vector.ts';
import { type StaticGroups, staticGroupsOf } from './static-groups.ts';

/** The nodes that have images of a class, and their weighted scores. */
export interface ImageScores {
  readonly version: number;
  readonly nodeCount: number;
  readonly nodes: Int32Array;
  readonly scores: Int32Array;
}

/** What the fast path keeps about a class under one profile. */
export interface ClassPlan {
  readonly classId: number;
  readonly groups: StaticGroups;
  /** Depends on the device classes there are, when the class asks for scalar resources. */
  shape: Shape;
  /** Kept by `BucketStore`. */
  buckets: ScoreBuckets | undefined;
  /** Kept by `ShapeVectors`. */
  vector: ShapeVector | undefined;
  images: ImageScores | undefined;
  /** Some plugin rejects the class as a whole, names its nodes or fails, whatever the cluster holds: the plain path decides. */
  readonly isPlain: boolean;
  /** The plugins with no interest in the class. */
  readonly ignoring: ReadonlySet<string>;
  /** Some PreFilter has to be asked about every pod. */
  readonly isAsked: boolean;
  /** The filter plugins to be asked node by node, where no PreFilter has to be asked. */
  readonly others: readonly Plugin[];
  /** NodeAffinity has preferences to score. */
  readonly scoresAffinity: boolean;
  /** The judges that look at the node object alone, by plugin, as far as they were needed. */
  readonly staticJudges: Map<Plugin, Judge>;
  /** Kept by `firstStaticJudge`. */
  firstStaticJudge: Judge | undefined;
}

export function planOf(
  cluster: Cluster,
  profile: Profile,
  native: NativePlugins,
  classId: number,
): ClassPlan {
  const { nodeAffinity, spread, interPodAffinity, fit } = native.filters;
  const cycle = new Cycle(cluster, profile, { podId: -1, classId, name: '', uid: '' });
  const ignoring = new Set<string>();
  let isAsked = false;
  let isPlain = interPodAffinity !== undefined && CLASS_TERMS.of(cluster, classId).invalid;
  for (const plugin of profile.preFilter) {
    if (plugin === spread || plugin === interPodAffinity || plugin === fit) continue;
    if (plugin.ignoresClass?.(cluster, classId)) ignoring.add(plugin.name);
    else if (plugin === nodeAffinity) {
      // It reads nothing but the class.
      const { status, nodeNames } = plugin.preFilter!(cycle);
      if (status.code !== 'Success' || nodeNames) isPlain = true;
    } else isAsked = true;
  }
  const affinityStatus = native.scores.nodeAffinity?.plugin.preScore(cycle).code;
  return {
    classId,
    groups: staticGroupsOf(cluster, native, classId),
    shape: shapeOf(cluster, native, classId),
    buckets: undefined,
    vector: undefined,
    images: undefined,
    isPlain: isPlain || affinityStatus === 'Error',
    ignoring,
    isAsked,
    others: native.otherFilters.filter(({ name }) => !ignoring.has(name)),
    scoresAffinity: affinityStatus === 'Success',
    staticJudges: new Map(),
    firstStaticJudge: undefined,
  };
}

/** The image scores of a class, worked out again when images or the number of nodes have changed. */
export function imageScores(
  cluster: Cluster,
  { scores: { imageLocality } }: NativePlugins,
  plan: ClassPlan,
): ImageScores | undefined {
  if (!imageLocality) return undefined;
  const { version } = cluster.index(IMAGE_STATES);
  const { nodeCount } = cluster;
  if (plan.images?.version === version && plan.images.nodeCount === nodeCount) return plan.images;
  const { plugin, weight } = imageLocality;
  const { nodes, scores } = plugin.scoresOf(cluster, plan.classId);
  plan.images = {
    version,
    nodeCount,
    nodes,
    scores: scores.map((score) => weight * score),
  };
  return plan.images;
}
