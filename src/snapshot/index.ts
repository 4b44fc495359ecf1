export {
  KEPT_ANNOTATIONS,
  POD_FLAGS,
  POD_PHASES,
  PodColumns,
  type PodMake,
  type PodPhase,
} from './pod-columns.ts';
export type { KindCompleteness, KindState, Snapshot, SnapshotMetadata, SnapshotNote } from './snapshot.ts';
