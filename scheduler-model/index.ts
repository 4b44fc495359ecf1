export { Cluster } from './cluster/cluster.ts';
export { buildProfile } from './configuration/build-profile.ts';
export {
  type DecodedConfiguration,
  decodeSchedulerConfiguration,
  defaultSchedulerConfiguration,
  type Unsupported,
} from './configuration/decode-configuration.ts';
export type { Problem } from './configuration/problem.ts';
export type {
  ProfileConfiguration,
  SchedulerConfiguration,
} from './configuration/scheduler-configuration.ts';
export type { DeviceSelector, DeviceSelectorCompiler, SelectorVerdict } from './framework/device-selector.ts';
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
export { Quantity } from './kubernetes/quantity.ts';
