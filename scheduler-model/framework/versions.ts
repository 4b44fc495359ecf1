/**
 * Behaviour that changed from one minor version to the next, beside what a plugin notes in its own folder.
 */
export interface VersionTraits {
  /** PodLevelResources: spec.resources counts. On by default from 1.34. */
  readonly podLevelResources: boolean;
  /** InPlacePodVerticalScaling: resources in a pod's status count. On by default from 1.33. */
  readonly inPlaceResize: boolean;
  /** InPlacePodLevelResourcesVerticalScaling: pod-level resources in a status count. On by default from 1.36. */
  readonly inPlacePodLevelResize: boolean;
  /** DRAExtendedResource: device classes may stand behind extended resources. On by default from 1.36. */
  readonly draExtendedResource: boolean;
  /** Equal scores: the rule of the score heap from 1.35, a random draw before. */
  readonly deterministicTies: boolean;
  /** DynamicResources takes part (and answers in PostFilter). On by default from 1.34. */
  readonly dynamicResources: boolean;
}

/** @source pkg/features/kube_features.go (v1.29.10 – v1.36.3) */
export function traitsOf(minor: number): VersionTraits {
  return {
    podLevelResources: minor >= 34,
    inPlaceResize: minor >= 33,
    inPlacePodLevelResize: minor >= 36,
    draExtendedResource: minor >= 36,
    deterministicTies: minor >= 35,
    dynamicResources: minor >= 34,
  };
}
