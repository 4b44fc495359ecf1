export { Cluster, type ClusterOptions, type PodPlacement } from './cluster/cluster.ts';
export type { NodePlace } from './cluster/node-tree.ts';
export type { Nominated } from './cluster/nominations.ts';
export type { ObjectKind } from './cluster/object-store.ts';
export type { PodClass } from './cluster/pod-class.ts';
export { NOT_STARTED } from './cluster/pod-table.ts';
export { buildProfile } from './configuration/build-profile.ts';
export {
  type DecodedConfiguration,
  decodeSchedulerConfiguration,
  defaultSchedulerConfiguration,
} from './configuration/decode-configuration.ts';
export type { Problem } from './configuration/problem.ts';
export type {
  ProfileConfiguration,
  SchedulerConfiguration,
} from './configuration/scheduler-configuration.ts';
export type { Unsupported } from './configuration/unsupported.ts';
export { type Decision, FastScheduler } from './fast/fast-scheduler.ts';
export { fitsOn } from './fits-on.ts';
export type { SchedulablePod } from './framework/cycle.ts';
export type { CycleOptions, CycleResult, NodeScore } from './framework/cycle-result.ts';
export type { DeviceSelector, DeviceSelectorCompiler, SelectorVerdict } from './framework/device-selector.ts';
export type { Nomination } from './framework/plugin.ts';
export type { Profile } from './framework/profile.ts';
export type { Action, EventObjects, EventResource, Requeue, WaitingPod } from './framework/requeue.ts';
export type { Random, TieBreak } from './framework/select-host.ts';
export { type Code, type Shortfall, type Status, statusMessage } from './framework/status.ts';
export type { Device, DeviceAttribute } from './kubernetes/dynamic-resources.ts';
export {
  compileRequirement,
  compileSelector,
  EVERYTHING,
  isEmptySelector,
  NOTHING,
  type Requirement,
  type Selector,
  selectorOfMap,
  selects,
} from './kubernetes/label-selector.ts';
export {
  type CompiledNodeSelector,
  compileNodeSelector,
  matchesNodeSelector,
} from './kubernetes/node-selector.ts';
export { Quantity } from './kubernetes/quantity.ts';
export { isExtendedResource } from './kubernetes/resource-name.ts';
export { toleratesAny, untoleratedTaint } from './kubernetes/taint.ts';
export { scheduleOne } from './plain/schedule-one.ts';
export { compareQueued, type QueuedPod } from './plugins/PrioritySort/priority-sort.ts';
export { PLUGINS } from './plugins/registry.ts';
export type { VolumeDecision } from './plugins/VolumeBinding/volume-binding.ts';
export { rejectionsOn } from './rejections-on.ts';
export {
  type NodeReport,
  type PendingPod,
  type PodReport,
  type SchedulePendingOptions,
  schedulePending,
} from './schedule-pending.ts';
export { volumesToBind } from './volumes-to-bind.ts';
