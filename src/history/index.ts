export { type CaptureRecordingOptions, captureRecording } from './capture/capture-recording.ts';
export { changeWords, decidedChanges, type FieldChange } from './changes/describe-change.ts';
export { type ImportRecordingOptions, importRecording } from './import/import-recording.ts';
export type { RecordedRedaction } from './import/redact-recorded.ts';
export { controllerOf, refId, refKey, refOf, uniqueRefs } from './object-ref.ts';
export { isRecordingFile, type OpenOptions, openRecording } from './open-recording.ts';
export type { MetricStore } from './read/metric-store.ts';
export { Recording } from './read/recording.ts';
export type {
  ActionRecord,
  Actor,
  ActorRole,
  ChangeRecord,
  Decision,
  EventRecord,
  Gap,
  LogLine,
  ObjectRef,
  Operation,
  RecordedSource,
  RecordQuery,
  Sample,
  Series,
  Span,
  TimeBasis,
} from './records.ts';
