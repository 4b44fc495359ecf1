import type { WorldView } from '../../../world/index.ts';
import { amount, movablePods, requestOf } from '../movable-pods.ts';
import type { NodeGroup } from '../node-group.ts';
import type { Trial } from '../trial.ts';

/** How many nodes of a group would help, and whom. */
export interface Expansion {
  readonly group: NodeGroup;
  /** A node of the group that the new ones are like. */
  readonly modelRow: number;
  /** The pods of each new node. */
  readonly bins: readonly (readonly number[])[];
  /** Shares of cpu and memory of the new nodes that stay unused, added. */
  readonly waste: number;
}

/** The node of a group that stands for all: the first one that is Ready and open. */
export function modelOf({ nodes }: WorldView, { nodeRows }: NodeGroup): number | undefined {
  return nodeRows.find((row) => {
    const node = nodes.object(row);
    const isReady = node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
    return isReady && !node?.spec?.unschedulable;
  });
}

/**
 * Packs pods onto new nodes of a group, the largest first, as many nodes as `room` allows.
 *
 * @source cluster-autoscaler estimator/binpacking_estimator.go → Estimate (1.36.1)
 */
export function expansionOf(
  world: WorldView,
  trial: Trial,
  group: NodeGroup,
  rows: readonly number[],
  room: number,
): Expansion | undefined {
  const modelRow = modelOf(world, group);
  if (modelRow === undefined || room <= 0) return undefined;
  const bins = trial.run(() => {
    for (const row of movablePods(world, modelRow)) trial.take(row);
    return pack(world, trial, modelRow, rows, room);
  });
  return bins.length > 0 ? { group, modelRow, bins, waste: wasteOf(world, modelRow, bins) } : undefined;
}

function pack(
  world: WorldView,
  trial: Trial,
  modelRow: number,
  rows: readonly number[],
  room: number,
): number[][] {
  let left = largestFirst(world, rows);
  const bins: number[][] = [];
  while (left.length > 0 && bins.length < room) {
    const bin = trial.run(() =>
      left.filter((row) => {
        const fits = trial.fits(row, modelRow);
        if (fits) trial.put(row, modelRow);
        return fits;
      }),
    );
    if (bin.length === 0) break;
    bins.push(bin);
    left = left.filter((row) => !bin.includes(row));
  }
  return bins;
}

function largestFirst({ pods }: WorldView, rows: readonly number[]): number[] {
  const size = (row: number) => requestOf(pods, row, 'cpu') + requestOf(pods, row, 'memory') / 4e9;
  return rows.toSorted((a, b) => size(b) - size(a) || a - b);
}

/** @source cluster-autoscaler expander/waste/waste.go → BestOptions (1.36.1) */
function wasteOf({ pods, nodes }: WorldView, modelRow: number, bins: readonly (readonly number[])[]): number {
  const allocatable = nodes.object(modelRow)?.status?.allocatable ?? {};
  let waste = 0;
  for (const resource of ['cpu', 'memory']) {
    const total = amount(allocatable[resource]) * bins.length;
    const used = bins.flat().reduce((sum, row) => sum + requestOf(pods, row, resource), 0);
    if (total > 0) waste += (total - used) / total;
  }
  return waste;
}
