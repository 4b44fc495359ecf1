export type * from './documents.ts';
export { API_VERSION, SEVERITIES } from './documents.ts';
export { type ImpactOptions, simulateImpact } from './simulate-impact.ts';
export { duration } from './stages/duration.ts';
