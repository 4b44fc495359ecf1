import type { WorldView } from '../../../world/index.ts';
import { amount, movablePods, requestOf } from '../movable-pods.ts';
import type { Trial } from '../trial.ts';
import type { NodePool } from './node-pools.ts';

/** A node to be made: like which one, for whom. */
export interface NewNode {
  readonly pool: NodePool;
  readonly modelRow: number;
  readonly rows: readonly number[];
}

/**
 * Packs pods onto new nodes, pool by pool, and makes each node as small as its pods allow.
 *
 * @source karpenter pkg/controllers/provisioning/scheduling/scheduler.go → Solve (v1.14.0)
 */
export function newNodesFor(
  world: WorldView,
  trial: Trial,
  pools: readonly NodePool[],
  rows: readonly number[],
): NewNode[] {
  const size = (row: number) =>
    requestOf(world.pods, row, 'cpu') + requestOf(world.pods, row, 'memory') / 4e9;
  let left = rows.toSorted((a, b) => size(b) - size(a) || a - b);
  const made: NewNode[] = [];
  for (const pool of pools) {
    const largest = pool.modelRows.at(-1);
    while (largest !== undefined && left.length > 0) {
      const bin = fitting(world, trial, largest, left);
      const modelRow = pool.modelRows.find((each) => fitting(world, trial, each, bin).length === bin.length);
      if (bin.length === 0 || modelRow === undefined || exceedsLimits(world, pool, made, modelRow)) break;
      made.push({ pool, modelRow, rows: bin });
      left = left.filter((row) => !bin.includes(row));
    }
  }
  return made;
}

/** The pods that an empty node like this one takes, in their order. */
function fitting(world: WorldView, trial: Trial, modelRow: number, rows: readonly number[]): number[] {
  return trial.run(() => {
    for (const row of movablePods(world, modelRow)) trial.take(row);
    return rows.filter((row) => {
      const fits = trial.fits(row, modelRow);
      if (fits) trial.put(row, modelRow);
      return fits;
    });
  });
}

function exceedsLimits(
  { nodes }: WorldView,
  pool: NodePool,
  made: readonly NewNode[],
  modelRow: number,
): boolean {
  const coming = made.filter((each) => each.pool === pool).map((each) => each.modelRow);
  return Object.entries(pool.limits).some(([resource, limit]) => {
    const capacity = (row: number) => amount(nodes.object(row)?.status?.capacity?.[resource]);
    return [...pool.nodeRows, ...coming, modelRow].reduce((sum, row) => sum + capacity(row), 0) > limit;
  });
}
