export { type RelationsAsked, recordedDifference, snapshotDifference } from './cluster-diff.ts';
export type * from './documents.ts';
