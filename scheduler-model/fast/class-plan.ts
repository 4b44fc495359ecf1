import type { Cluster } from '../cluster/cluster.ts';
import { IMAGE_STATES } from '../plugins/ImageLocality/image-states.ts';
import type { NativePlugins } from './native-plugins.ts';
import { type Shape, shapeOf } from './shape-vector.ts';
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
  readonly groups: StaticGroups;
  /** Depends on the device classes there are, when the class asks for scalar resources. */
  shape: Shape;
  images: ImageScores | undefined;
}

export function planOf(cluster: Cluster, native: NativePlugins, classId: number): ClassPlan {
  return {
    groups: staticGroupsOf(cluster, native, classId),
    shape: shapeOf(cluster, native, classId),
    images: undefined,
  };
}

/** The image scores of a class, worked out again when images or the number of nodes have changed. */
export function imageScores(
  cluster: Cluster,
  { scores: { imageLocality } }: NativePlugins,
  plan: ClassPlan,
  classId: number,
): ImageScores | undefined {
  if (!imageLocality) return undefined;
  const { version } = cluster.index(IMAGE_STATES);
  const { nodeCount } = cluster;
  if (plan.images?.version === version && plan.images.nodeCount === nodeCount) return plan.images;
  const { plugin, weight } = imageLocality;
  const { nodes, scores } = plugin.scoresOf(cluster, classId);
  plan.images = {
    version,
    nodeCount,
    nodes,
    scores: scores.map((score) => weight * score),
  };
  return plan.images;
}
