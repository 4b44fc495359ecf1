export { API_VERSION } from './api-version.ts';
export type { Archive, Chunks } from './archive/archive.ts';
export { DEFAULT_LIMITS, type ReadLimits } from './archive/limits.ts';
export { type OpenedSource, openSource, type TextSource } from './archive/open-source.ts';
export {
  type CaptureOptions,
  type CaptureProgress,
  captureSnapshot,
  readCluster,
} from './capture/capture.ts';
export { captureRole } from './capture/captured-kinds.ts';
export { type ClusterClient, type ClusterOptions, connect } from './capture/cluster-client.ts';
export { Discovery, type Listing } from './capture/discovery.ts';
export {
  diffFields,
  diffObjects,
  diffSnapshots,
  type FieldDifference,
  type ObjectDifference,
  type SnapshotDifference,
} from './diff-snapshots.ts';
export { isInferred } from './digest.ts';
export { creationRank, type ExportFormat, exportObjects, exportSnapshot } from './export-snapshot.ts';
export { holdsAll } from './holds-all.ts';
export { type ImportOptions, importSnapshot } from './import-snapshot.ts';
export { decodeObject } from './intake/decode-object.ts';
export type { ReadProgress } from './intake/intake.ts';
export { SnapshotBuilder } from './intake/snapshot-builder.ts';
export { verifySnapshot } from './ksnap/verify-snapshot.ts';
export { type WriteOptions, writeSnapshot } from './ksnap/write-snapshot.ts';
export type { PodMake } from './make-table.ts';
export { POD_FLAGS, POD_PHASES, PodColumns, type PodPhase } from './pod-columns.ts';
export { podOfRow } from './pod-of-row.ts';
export { type ReadOptions, readSnapshot, readSources } from './read-snapshot.ts';
export { restoreNames } from './redaction/name-map.ts';
export { HIDDEN } from './redaction/redact-object.ts';
export { type RedactOptions, redactNames } from './redaction/redact-snapshot.ts';
export { openSharedSnapshot, type SharedSnapshot, shareSnapshot } from './shared-snapshot.ts';
export type { KindCompleteness, KindState, Snapshot, SnapshotMetadata, SnapshotNote } from './snapshot.ts';
export { type ClusterDescription, snapshotOf } from './snapshot-of.ts';
export { readDocuments } from './text/read-documents.ts';
export type { DocumentSink, TextPlace } from './text/read-json.ts';
