import type { RunOutcome } from '../impact/index.ts';
import { type Snapshot, shareSnapshot } from '../snapshot/index.ts';
import type { WorkerData } from './pool-worker.ts';
import type { VariationJob } from './variation-job.ts';
import { type PoolOptions, runInPool } from './work-pool.ts';
import { WORKER_FILE } from './worker-file.ts';

/**
 * What the runs 1 to `runs` - 1 come to, in their order, over a pool of workers; shorter where runs were lost, which is
 * told through `warn`.
 */
export async function runVariations(
  snapshot: Snapshot,
  job: VariationJob,
  runs: number,
  options: PoolOptions,
): Promise<readonly RunOutcome[]> {
  const workerData: WorkerData = { type: 'variations', snapshot: shareSnapshot(snapshot), job };
  const { answers } = await runInPool<number, RunOutcome>(
    {
      filename: WORKER_FILE,
      functionName: 'runVariations',
      workerData,
      items: Array.from({ length: runs - 1 }, (_, index) => index + 1),
      nameOf: (number) => `run ${number}`,
      itemsPerTask: 1,
    },
    options,
  );
  return answers;
}
