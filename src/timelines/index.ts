export type * from './documents.ts';
export { findInSnapshot } from './find-in-snapshot.ts';
export { findRecorded } from './find-recorded.ts';
export { recordedSubject } from './recorded-subject.ts';
export { recordedTimeline } from './recorded-timeline.ts';
export { rulesFor } from './rules-for.ts';
export { snapshotTimeline } from './snapshot-timeline.ts';
export type { FoundSubject } from './subject.ts';
export { SYMPTOM_KINDS, type SymptomKind, symptomNamed } from './symptom-words.ts';
