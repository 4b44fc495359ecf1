export { runSweep, type SweepResult, type SweepRunOptions } from './run-sweep.ts';
export type { SweepJob } from './sweep-job.ts';
