import { ClassSlot } from '../../cluster/class-slot.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { PodClass } from '../../cluster/pod-class.ts';
import type { Cycle } from '../../framework/cycle.ts';
import type { Plugin } from '../../framework/plugin.ts';
import { IMAGE_STATES, type ImageState } from './image-states.ts';

const MEBIBYTE = 1024 * 1024;
const MIN_BYTES = 23 * MEBIBYTE;
const MAX_BYTES_PER_CONTAINER = 1000 * MEBIBYTE;

/** The images a class needs, and the size per container above which more does not count. */
interface ClassImages {
  readonly names: readonly string[];
  readonly maxBytes: number;
}

/** Nodes and the score of each. */
export interface ImageScores {
  readonly nodes: Int32Array;
  readonly scores: Int32Array;
}

const IMAGES = new ClassSlot(imagesOf);

/**
 * Prefers nodes that have the pod's images, the more so the larger and the more widespread they are.
 *
 * @source pkg/scheduler/framework/plugins/imagelocality/image_locality.go → ImageLocality (v1.36.3)
 */
export class ImageLocality implements Plugin {
  readonly name = 'ImageLocality';

  score({ cluster, pod }: Cycle, nodeIndex: number): number {
    return this.scoreOf(cluster, pod.classId, nodeIndex);
  }

  scoreOf(cluster: Cluster, classId: number, nodeIndex: number): number {
    const { names, maxBytes } = IMAGES.of(cluster, classId);
    const states = cluster.index(IMAGE_STATES);
    let sum = 0;
    for (const name of names) {
      const state = states.get(name);
      if (state?.sizes.has(nodeIndex)) sum += spreadBytes(state, cluster.nodeCount);
    }
    return scoreOfBytes(sum, maxBytes);
  }

  /** The nodes that have at least one of the class's images, and their scores: all others score 0. */
  scoresOf(cluster: Cluster, classId: number): ImageScores {
    const { names, maxBytes } = IMAGES.of(cluster, classId);
    const states = cluster.index(IMAGE_STATES);
    const present = names.flatMap((name) => states.get(name) ?? []);
    const [first] = present;
    if (present.length === 1) {
      const score = scoreOfBytes(spreadBytes(first!, cluster.nodeCount), maxBytes);
      const nodes = Int32Array.from(first!.sizes.keys());
      return { nodes, scores: new Int32Array(nodes.length).fill(score) };
    }
    const sums = new Map<number, number>();
    for (const state of present) {
      const bytes = spreadBytes(state, cluster.nodeCount);
      for (const nodeIndex of state.sizes.keys()) sums.set(nodeIndex, (sums.get(nodeIndex) ?? 0) + bytes);
    }
    return {
      nodes: Int32Array.from(sums.keys()),
      scores: Int32Array.from(sums.values(), (bytes) => scoreOfBytes(bytes, maxBytes)),
    };
  }
}

function scoreOfBytes(sum: number, maxBytes: number): number {
  const bytes = sum < MIN_BYTES ? MIN_BYTES : Math.min(sum, maxBytes);
  return Math.trunc((100 * (bytes - MIN_BYTES)) / (maxBytes - MIN_BYTES)) + 0;
}

/** An image counts in proportion to the nodes that have it, so that one node does not draw every pod. */
function spreadBytes({ sizeBytes, sizes }: ImageState, nodeCount: number): number {
  return Math.trunc(sizeBytes * (sizes.size / nodeCount));
}

/** Init containers count from 1.30 on, image volumes from 1.36 on. */
function imagesOf({ pod: { spec } }: PodClass, minor: number): ClassImages {
  const initContainers = minor >= 30 ? (spec?.initContainers ?? []) : [];
  const containers = [...initContainers, ...(spec?.containers ?? [])];
  const names = containers.map(({ image }) => normalizedName(image ?? ''));
  for (const { image } of minor >= 36 ? (spec?.volumes ?? []) : [])
    if (image) names.push(normalizedName(image.reference ?? ''));
  return { names, maxBytes: MAX_BYTES_PER_CONTAINER * containers.length };
}

/** A name without a tag means `latest`. */
function normalizedName(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}
