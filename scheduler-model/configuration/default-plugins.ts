import type { PluginEntry } from './plugin-set.ts';

/** The first minor version whose default profile has DynamicResources. */
const DYNAMIC_RESOURCES_SINCE = 34;
/** The first minor version whose default profile has NodeDeclaredFeatures. */
const NODE_DECLARED_FEATURES_SINCE = 36;

/**
 * The plugins of the default profile in Kubernetes 1.`minor`, all under multiPoint.
 *
 * @source pkg/scheduler/apis/config/v1/default_plugins.go → getDefaultPlugins, applyFeatureGates (v1.29.10 … v1.36.3)
 */
export function defaultPlugins(minor: number): readonly PluginEntry[] {
  const gates: PluginEntry = { name: 'SchedulingGates' };
  const oldLimits = minor <= 30;
  return [
    ...(minor >= 30 ? [gates] : []),
    { name: 'PrioritySort' },
    { name: 'NodeUnschedulable' },
    { name: 'NodeName' },
    { name: 'TaintToleration', weight: 3 },
    { name: 'NodeAffinity', weight: 2 },
    { name: 'NodePorts' },
    { name: 'NodeResourcesFit', weight: 1 },
    { name: 'VolumeRestrictions' },
    ...(oldLimits ? [{ name: 'EBSLimits' }, { name: 'GCEPDLimits' }] : []),
    { name: 'NodeVolumeLimits' },
    ...(oldLimits ? [{ name: 'AzureDiskLimits' }] : []),
    { name: 'VolumeBinding' },
    { name: 'VolumeZone' },
    { name: 'PodTopologySpread', weight: 2 },
    { name: 'InterPodAffinity', weight: 2 },
    ...dynamicResources(minor),
    { name: 'DefaultPreemption' },
    { name: 'NodeResourcesBalancedAllocation', weight: 1 },
    { name: 'ImageLocality', weight: 1 },
    { name: 'DefaultBinder' },
    ...(minor >= NODE_DECLARED_FEATURES_SINCE ? [{ name: 'NodeDeclaredFeatures' }] : []),
    ...(minor < 30 ? [gates] : []),
  ];
}

/** It stands before DefaultPreemption, so that an idle claim is given back before a pod is evicted. */
function dynamicResources(minor: number): readonly PluginEntry[] {
  if (minor < DYNAMIC_RESOURCES_SINCE) return [];
  return [
    minor === DYNAMIC_RESOURCES_SINCE
      ? { name: 'DynamicResources' }
      : { name: 'DynamicResources', weight: 2 },
  ];
}
