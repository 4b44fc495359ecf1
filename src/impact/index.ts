export type { RunOutcome } from './certainty/run-outcome.ts';
export { type Aftermath, compareAftermath } from './compare/aftermath.ts';
export { ASPECTS, type Aspect, type Comparison, type ComparisonPoint } from './compare/comparison.ts';
export { decodeRecordedRun, looksRecorded } from './compare/decode-recorded-run.ts';
export {
  type Observed,
  podTimeline,
  secondsFrom,
  serviceEndpoints,
  type WatchedObject,
} from './compare/pod-timeline.ts';
export type * from './documents.ts';
export { VERDICTS } from './documents.ts';
export { type ObservedRun, observeRun } from './observe-run.ts';
export { type ScheduleOutcome, scheduleWorld } from './schedule/schedule-report.ts';
export { observeVariation, simulateImpact } from './simulate-impact.ts';
export { counted, duration } from './stages/duration.ts';
export { type DrainOrderOptions, orderDrains } from './sweep/drain-order.ts';
export { settlingWords } from './sweep/readiness.ts';
export { type LevelRows, readinessReport } from './sweep/readiness-report.ts';
export { CaseRunner } from './sweep/run-cases.ts';
export {
  type IsIncluded,
  SWEEP_COMMANDS,
  SWEEP_UNITS,
  type SweepCase,
  type SweepCommand,
  type SweepPairs,
  type SweepUnit,
  shardOf,
  sweepCases,
} from './sweep/sweep-cases.ts';
export { sweepManifests } from './sweep/sweep-manifests.ts';
export { mergeSweeps, type SweepParts, sweepReport } from './sweep/sweep-report.ts';
export { tellingPairs } from './sweep/telling-pairs.ts';
export type * from './sweep-documents.ts';
