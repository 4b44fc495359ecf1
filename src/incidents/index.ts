export {
  type Difference,
  type OtherwiseOptions,
  simulateOtherwise,
} from './counterfactual/simulate-otherwise.ts';
export type * from './documents.ts';
export { type ReplayedIncident, type ReplayOptions, replayOutage } from './replay-outage.ts';
export type { KnownEdge } from './scene/ties.ts';
export type * from './trace/trace-documents.ts';
export { type TraceOptions, traceMetric } from './trace/trace-metric.ts';
