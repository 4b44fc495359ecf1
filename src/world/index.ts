export type { PodMake, PodPhase } from '../snapshot/index.ts';
export { apply } from './apply.ts';
export {
  type Change,
  isObjectChange,
  isPodChange,
  type ObjectChange,
  type PodChange,
  type PodCondition,
  type RecordedEvent,
  type Replaced,
} from './change.ts';
export { missingConfiguration } from './missing-configuration.ts';
export type { ObjectReference } from './tables/object-table.ts';
export type { PodTemplate } from './tables/template-table.ts';
export { World, type WorldView } from './world.ts';
