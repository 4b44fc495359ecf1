export type * from './documents.ts';
export { CLAIM, type ReplayedIncident, type ReplayOptions, replayOutage } from './replay-outage.ts';
export type { KnownEdge } from './scene/ties.ts';
