export { DEFAULT_LIMITS, type ReadLimits } from './archive/limits.ts';
export { isInferred } from './digest.ts';
export type { ReadProgress } from './intake/intake.ts';
export {
  KEPT_ANNOTATIONS,
  POD_FLAGS,
  POD_PHASES,
  PodColumns,
  type PodMake,
  type PodPhase,
} from './pod-columns.ts';
export { type ReadOptions, readSnapshot } from './read-snapshot.ts';
export type { KindCompleteness, KindState, Snapshot, SnapshotMetadata, SnapshotNote } from './snapshot.ts';
