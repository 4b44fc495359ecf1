export { runSweep, type SweepResult } from './run-sweep.ts';
export { runVariations } from './run-variations.ts';
export type { SweepJob } from './sweep-job.ts';
export { rememberingReader, type VariationJob } from './variation-job.ts';
export type { PoolOptions } from './work-pool.ts';
