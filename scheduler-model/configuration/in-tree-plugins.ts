import type { ExtensionPoint } from './extension-points.ts';

/** A plugin that kube-scheduler ships. */
interface InTreePlugin {
  readonly name: string;
  readonly points: readonly ExtensionPoint[];
  /** First and last minor version of Kubernetes 1.x that has it. */
  readonly since?: number;
  readonly until?: number;
  /** Acts only with a feature gate that is off by default; a profile that names it cannot be honoured. */
  readonly gate?: string;
}

const VOLUME_POINTS: readonly ExtensionPoint[] = ['preFilter', 'filter'];

/**
 * The plugins of kube-scheduler with the extension points that they implement.
 *
 * @source pkg/scheduler/framework/plugins/registry.go → NewInTreeRegistry (v1.29.10 … v1.36.3)
 */
const IN_TREE_PLUGINS: readonly InTreePlugin[] = [
  { name: 'SchedulingGates', points: ['preEnqueue'] },
  { name: 'PrioritySort', points: ['queueSort'] },
  { name: 'NodeUnschedulable', points: ['filter'] },
  { name: 'NodeName', points: ['filter'] },
  { name: 'TaintToleration', points: ['filter', 'preScore', 'score'] },
  { name: 'NodeAffinity', points: ['preFilter', 'filter', 'preScore', 'score'] },
  { name: 'NodePorts', points: ['preFilter', 'filter'] },
  { name: 'NodeResourcesFit', points: ['preFilter', 'filter', 'preScore', 'score'] },
  { name: 'VolumeRestrictions', points: VOLUME_POINTS },
  { name: 'EBSLimits', points: VOLUME_POINTS, until: 31 },
  { name: 'GCEPDLimits', points: VOLUME_POINTS, until: 31 },
  { name: 'AzureDiskLimits', points: VOLUME_POINTS, until: 31 },
  { name: 'CinderLimits', points: VOLUME_POINTS, until: 31 },
  { name: 'NodeVolumeLimits', points: VOLUME_POINTS },
  { name: 'VolumeBinding', points: ['preFilter', 'filter', 'reserve', 'preScore', 'score', 'preBind'] },
  { name: 'VolumeZone', points: VOLUME_POINTS },
  { name: 'PodTopologySpread', points: ['preFilter', 'filter', 'preScore', 'score'] },
  { name: 'InterPodAffinity', points: ['preFilter', 'filter', 'preScore', 'score'] },
  {
    name: 'DynamicResources',
    points: ['preFilter', 'filter', 'postFilter', 'reserve', 'score', 'preBind', 'preEnqueue'],
  },
  { name: 'DefaultPreemption', points: ['postFilter', 'preEnqueue'] },
  { name: 'NodeResourcesBalancedAllocation', points: ['preScore', 'score'] },
  { name: 'ImageLocality', points: ['score'] },
  { name: 'DefaultBinder', points: ['bind'] },
  { name: 'NodeDeclaredFeatures', points: ['preFilter', 'filter'], since: 35 },
  { name: 'GangScheduling', points: ['preEnqueue', 'permit'], since: 35, gate: 'GangScheduling' },
  {
    name: 'TopologyPlacementGenerator',
    points: ['placementGenerate'],
    since: 36,
    gate: 'TopologyAwareWorkloadScheduling',
  },
  {
    name: 'PodGroupPodsCount',
    points: ['placementScore'],
    since: 36,
    gate: 'TopologyAwareWorkloadScheduling',
  },
];

const PLUGINS_BY_NAME = new Map(IN_TREE_PLUGINS.map((plugin) => [plugin.name, plugin]));

/** Extension points that a plugin got later than the plugin itself: the first minor version that has them. */
const POINT_SINCE: Readonly<Record<string, number>> = {
  'VolumeBinding.preScore': 30,
  'DynamicResources.score': 35,
};

/** The in-tree plugin of that name in Kubernetes 1.`minor`, undefined for one that lives elsewhere. */
export function inTreePlugin(name: string, minor: number): InTreePlugin | undefined {
  const plugin = PLUGINS_BY_NAME.get(name);
  if (!plugin || minor < (plugin.since ?? 0) || minor > (plugin.until ?? Infinity)) return undefined;
  return plugin;
}

/** Whether the plugin acts at that extension point in Kubernetes 1.`minor`. */
export function implementsPoint(name: string, point: ExtensionPoint, minor: number): boolean {
  if (minor < (POINT_SINCE[`${name}.${point}`] ?? 0)) return false;
  return inTreePlugin(name, minor)?.points.includes(point) ?? false;
}
