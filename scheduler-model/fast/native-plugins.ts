import type { Plugin } from '../framework/plugin.ts';
import type { Profile, WeightedPlugin } from '../framework/profile.ts';
import { ImageLocality } from '../plugins/ImageLocality/image-locality.ts';
import { InterPodAffinity } from '../plugins/InterPodAffinity/inter-pod-affinity.ts';
import { NodeAffinity } from '../plugins/NodeAffinity/node-affinity.ts';
import { NodeName } from '../plugins/NodeName/node-name.ts';
import { NodeResourcesBalancedAllocation } from '../plugins/NodeResourcesBalancedAllocation/node-resources-balanced-allocation.ts';
import { NodeResourcesFit } from '../plugins/NodeResourcesFit/node-resources-fit.ts';
import { NodeUnschedulable } from '../plugins/NodeUnschedulable/node-unschedulable.ts';
import { PodTopologySpread } from '../plugins/PodTopologySpread/pod-topology-spread.ts';
import { TaintToleration } from '../plugins/TaintToleration/taint-toleration.ts';

/** A score plugin that the fast path works out itself. */
export interface Weighted<T> {
  readonly plugin: T;
  readonly weight: number;
}

/**
 * The plugins of a profile that the fast path works out over columns, and the others, which it asks node by node.
 */
export interface NativePlugins {
  /** Tells profiles apart in shared caches. */
  readonly id: number;
  readonly filters: {
    readonly nodeUnschedulable: NodeUnschedulable | undefined;
    readonly taintToleration: TaintToleration | undefined;
    readonly nodeAffinity: NodeAffinity | undefined;
    readonly fit: NodeResourcesFit | undefined;
    readonly spread: PodTopologySpread | undefined;
    readonly interPodAffinity: InterPodAffinity | undefined;
  };
  readonly scores: {
    readonly taintToleration: Weighted<TaintToleration> | undefined;
    readonly nodeAffinity: Weighted<NodeAffinity> | undefined;
    readonly fit: Weighted<NodeResourcesFit> | undefined;
    readonly balanced: Weighted<NodeResourcesBalancedAllocation> | undefined;
    readonly imageLocality: Weighted<ImageLocality> | undefined;
    readonly spread: Weighted<PodTopologySpread> | undefined;
    readonly interPodAffinity: Weighted<InterPodAffinity> | undefined;
  };
  /** Filters ask about the node itself, then about room, then about other pods. */
  readonly looksAtNodesFirst: boolean;
  readonly otherFilters: readonly Plugin[];
  readonly otherScores: readonly WeightedPlugin[];
}

const NATIVE_FILTERS = [
  NodeUnschedulable,
  NodeName,
  TaintToleration,
  NodeAffinity,
  NodeResourcesFit,
  PodTopologySpread,
  InterPodAffinity,
];
const NATIVE_SCORES = [
  TaintToleration,
  NodeAffinity,
  NodeResourcesFit,
  NodeResourcesBalancedAllocation,
  ImageLocality,
  PodTopologySpread,
  InterPodAffinity,
];

let profileCount = 0;

export function nativePluginsOf({ filter, score }: Profile): NativePlugins {
  const filterOf = <T extends Plugin>(type: abstract new (...args: never[]) => T): T | undefined =>
    filter.find((plugin): plugin is Plugin & T => plugin instanceof type);
  const scoreOf = <T extends Plugin>(type: abstract new (...args: never[]) => T): Weighted<T> | undefined => {
    for (const { plugin, weight } of score) if (plugin instanceof type) return { plugin, weight };
    return undefined;
  };
  return {
    id: profileCount++,
    filters: {
      nodeUnschedulable: filterOf(NodeUnschedulable),
      taintToleration: filterOf(TaintToleration),
      nodeAffinity: filterOf(NodeAffinity),
      fit: filterOf(NodeResourcesFit),
      spread: filterOf(PodTopologySpread),
      interPodAffinity: filterOf(InterPodAffinity),
    },
    scores: {
      taintToleration: scoreOf(TaintToleration),
      nodeAffinity: scoreOf(NodeAffinity),
      fit: scoreOf(NodeResourcesFit),
      balanced: scoreOf(NodeResourcesBalancedAllocation),
      imageLocality: scoreOf(ImageLocality),
      spread: scoreOf(PodTopologySpread),
      interPodAffinity: scoreOf(InterPodAffinity),
    },
    looksAtNodesFirst: areInOrder(filter.map(stageOf)),
    otherFilters: filter.filter((plugin) => !NATIVE_FILTERS.some((type) => plugin instanceof type)),
    otherScores: score.filter(({ plugin }) => !NATIVE_SCORES.some((type) => plugin instanceof type)),
  };
}

/** 0 for filters that look at the node alone, 1 for room, 2 for other pods; undefined for filters that are not worked out here. */
function stageOf(plugin: Plugin): number | undefined {
  if (plugin instanceof NodeUnschedulable || plugin instanceof TaintToleration) return 0;
  if (plugin instanceof NodeAffinity) return 0;
  if (plugin instanceof NodeResourcesFit) return 1;
  return plugin instanceof PodTopologySpread || plugin instanceof InterPodAffinity ? 2 : undefined;
}

function areInOrder(stages: readonly (number | undefined)[]): boolean {
  const known = stages.filter((stage) => stage !== undefined);
  return known.every((stage, i) => i === 0 || stage >= known[i - 1]!);
}
