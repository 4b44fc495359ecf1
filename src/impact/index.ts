export type * from './documents.ts';
export { type ObservedRun, observeRun } from './observe-run.ts';
export { type ScheduleOutcome, scheduleWorld } from './schedule/schedule-report.ts';
export { simulateImpact } from './simulate-impact.ts';
export { duration } from './stages/duration.ts';
export { CaseRunner } from './sweep/run-cases.ts';
export {
  SWEEP_COMMANDS,
  SWEEP_UNITS,
  type SweepCase,
  type SweepCommand,
  type SweepUnit,
  shardOf,
  sweepCases,
} from './sweep/sweep-cases.ts';
export { sweepManifests } from './sweep/sweep-manifests.ts';
export { mergeSweeps, type SweepParts, sweepReport } from './sweep/sweep-report.ts';
