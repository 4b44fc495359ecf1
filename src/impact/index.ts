export type * from './documents.ts';
export { API_VERSION, SEVERITIES } from './documents.ts';
export { type ScheduleOptions, type ScheduleOutcome, scheduleWorld } from './schedule/schedule-report.ts';
export { type ImpactOptions, simulateImpact } from './simulate-impact.ts';
export { duration } from './stages/duration.ts';
