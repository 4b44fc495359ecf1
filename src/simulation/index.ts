export { limitRangeProblems } from './api-server/admission/limit-ranger.ts';
export type { Actor, Answer, Api, DeleteOptions, PatchType, Propagation, Status } from './api-server/api.ts';
export { apiAsUser } from './api-server/api-as-user.ts';
export { budgetToSpend } from './api-server/eviction.ts';
export { accessRefusal, type User } from './api-server/rbac.ts';
export type { Reliance } from './api-server/unknown-kinds.ts';
export type { AutoscalerOptions } from './autoscalers/autoscaler-options.ts';
export type { NodeGroupLimits } from './autoscalers/node-group.ts';
export type { EventLog, LogRecord } from './event-log.ts';
export { RandomStream } from './kernel/index.ts';
export type { FailingImages } from './kubelet/kubelets.ts';
export {
  all,
  type Command,
  type CommandContext,
  type CommandProblem,
  type CommandResult,
  type Faults,
  type Process,
  sleep,
  until,
  type Wait,
} from './process.ts';
export type { SchedulerOptions } from './scheduler/scheduler-options.ts';
export {
  type Baseline,
  baselineOf,
  type SimulationOptions,
  type SimulationRun,
  simulate,
} from './simulate.ts';
export { startOrder } from './start-order.ts';
export { ASSUMPTION_KEYS, type AssumptionKey, type AssumptionName } from './timings/defaults.ts';
export { type TimingsOptions, timingsOf } from './timings/timings-of.ts';
export type { Assumption, Timings } from './timings.ts';
