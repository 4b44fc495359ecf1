import type {
  InterPodAffinityArgs,
  NodeAffinityArgs,
  NodeResourcesBalancedAllocationArgs,
  NodeResourcesFitArgs,
  PodTopologySpreadArgs,
} from '../configuration/plugin-arguments.ts';
import type { PluginFactory } from '../framework/profile.ts';
import { DefaultBinder } from './DefaultBinder/default-binder.ts';
import { createDefaultPreemption } from './DefaultPreemption/default-preemption.ts';
import { createDynamicResources } from './DynamicResources/dynamic-resources.ts';
import { ImageLocality } from './ImageLocality/image-locality.ts';
import { InterPodAffinity } from './InterPodAffinity/inter-pod-affinity.ts';
import { NodeAffinity } from './NodeAffinity/node-affinity.ts';
import { createNodeDeclaredFeatures } from './NodeDeclaredFeatures/node-declared-features.ts';
import { NodeName } from './NodeName/node-name.ts';
import { NodePorts } from './NodePorts/node-ports.ts';
import { NodeResourcesBalancedAllocation } from './NodeResourcesBalancedAllocation/node-resources-balanced-allocation.ts';
import { NodeResourcesFit } from './NodeResourcesFit/node-resources-fit.ts';
import { NodeUnschedulable } from './NodeUnschedulable/node-unschedulable.ts';
import { createNodeVolumeLimits } from './NodeVolumeLimits/node-volume-limits.ts';
import { PodTopologySpread } from './PodTopologySpread/pod-topology-spread.ts';
import { PrioritySort } from './PrioritySort/priority-sort.ts';
import { SchedulingGates } from './SchedulingGates/scheduling-gates.ts';
import { TaintToleration } from './TaintToleration/taint-toleration.ts';
import { createVolumeBinding } from './VolumeBinding/volume-binding.ts';
import { createVolumeRestrictions } from './VolumeRestrictions/volume-restrictions.ts';
import { createVolumeZone } from './VolumeZone/volume-zone.ts';

/** Every modelled plugin by the name that configurations use. The arguments were decoded for the plugin. */
export const PLUGINS: Readonly<Record<string, PluginFactory>> = {
  SchedulingGates: () => new SchedulingGates(),
  PrioritySort: () => new PrioritySort(),
  NodeUnschedulable: () => new NodeUnschedulable(),
  NodeName: () => new NodeName(),
  TaintToleration: (_args, minor) => new TaintToleration(minor),
  NodeAffinity: (args) => new NodeAffinity(args as NodeAffinityArgs),
  NodePorts: () => new NodePorts(),
  NodeResourcesFit: (args, minor) => new NodeResourcesFit(args as NodeResourcesFitArgs, minor),
  VolumeRestrictions: createVolumeRestrictions,
  NodeVolumeLimits: createNodeVolumeLimits,
  VolumeBinding: createVolumeBinding,
  VolumeZone: createVolumeZone,
  PodTopologySpread: (args) => new PodTopologySpread(args as PodTopologySpreadArgs),
  InterPodAffinity: (args) => new InterPodAffinity(args as InterPodAffinityArgs),
  DynamicResources: createDynamicResources,
  DefaultPreemption: createDefaultPreemption,
  NodeResourcesBalancedAllocation: (args, minor) =>
    new NodeResourcesBalancedAllocation(args as NodeResourcesBalancedAllocationArgs, minor),
  ImageLocality: () => new ImageLocality(),
  DefaultBinder: () => new DefaultBinder(),
  NodeDeclaredFeatures: createNodeDeclaredFeatures,
};
