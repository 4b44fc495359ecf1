export { changeWords, decidedChanges, type FieldChange } from './changes/describe-change.ts';
export { type OpenOptions, openRecording } from './open-recording.ts';
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
export { refKey, refOf } from './records.ts';
