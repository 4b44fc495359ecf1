import type { NodeAffinity, TopologySpreadConstraint } from '../kubernetes/pod.ts';

/** A resource and how much it counts in a score. */
export interface ResourceSpec {
  readonly name: string;
  readonly weight: number;
}

/** A point of a piecewise linear function from utilisation (0–100) to score (0–10). */
export interface UtilizationShapePoint {
  readonly utilization: number;
  readonly score: number;
}

export interface ScoringStrategy {
  readonly type: 'LeastAllocated' | 'MostAllocated' | 'RequestedToCapacityRatio';
  readonly resources: readonly ResourceSpec[];
  readonly requestedToCapacityRatio?: { readonly shape: readonly UtilizationShapePoint[] };
}

export interface DefaultPreemptionArgs {
  readonly minCandidateNodesPercentage: number;
  readonly minCandidateNodesAbsolute: number;
}

export interface InterPodAffinityArgs {
  readonly hardPodAffinityWeight: number;
  readonly ignorePreferredTermsOfExistingPods: boolean;
}

export interface NodeAffinityArgs {
  readonly addedAffinity?: NodeAffinity;
}

export interface NodeResourcesFitArgs {
  readonly ignoredResources: readonly string[];
  readonly ignoredResourceGroups: readonly string[];
  readonly scoringStrategy: ScoringStrategy;
}

export interface NodeResourcesBalancedAllocationArgs {
  readonly resources: readonly ResourceSpec[];
}

export interface PodTopologySpreadArgs {
  readonly defaultingType: 'System' | 'List';
  readonly defaultConstraints: readonly TopologySpreadConstraint[];
}

export interface VolumeBindingArgs {
  readonly bindTimeoutSeconds: number;
}

export interface DynamicResourcesArgs {
  /** 0 means no limit. */
  readonly filterTimeoutMs: number;
  readonly bindingTimeoutMs: number;
}

/**
 * The arguments of every plugin that has any, in the v1 shape with defaults applied.
 *
 * @source staging/src/k8s.io/kube-scheduler/config/v1/types_pluginargs.go (v1.36.3)
 */
export interface PluginArguments {
  readonly DefaultPreemption: DefaultPreemptionArgs;
  readonly DynamicResources: DynamicResourcesArgs;
  readonly InterPodAffinity: InterPodAffinityArgs;
  readonly NodeAffinity: NodeAffinityArgs;
  readonly NodeResourcesBalancedAllocation: NodeResourcesBalancedAllocationArgs;
  readonly NodeResourcesFit: NodeResourcesFitArgs;
  readonly PodTopologySpread: PodTopologySpreadArgs;
  readonly VolumeBinding: VolumeBindingArgs;
}

export type PluginWithArguments = keyof PluginArguments;
