import type { WorldView } from '../../../world/index.ts';
import { wholeSecondMs } from './dates.ts';

/**
 * When a pod that stays Ready becomes available, milliseconds since the epoch: minReadySeconds after it became Ready
 * (a time that the API keeps to the second). Infinity while it is not Ready.
 *
 * @source k8s.io/kubernetes/pkg/api/v1/pod/util.go → IsPodAvailable (v1.36.3)
 */
export function availableAtMs({ pods }: WorldView, row: number, minReadySeconds: number): number {
  if (!pods.isReady(row)) return Number.POSITIVE_INFINITY;
  const readyMs = pods.readyChangedMs(row);
  if (minReadySeconds === 0 || Number.isNaN(readyMs)) return Number.NEGATIVE_INFINITY;
  return wholeSecondMs(readyMs) + minReadySeconds * 1000;
}

/** When the next Ready pod of `rows` becomes available, if one is waiting for that; milliseconds since the epoch. */
export function nextAvailabilityMs(
  world: WorldView,
  rows: Iterable<number>,
  minReadySeconds: number,
  nowMs: number,
): number | undefined {
  if (minReadySeconds === 0) return undefined;
  let next: number | undefined;
  for (const row of rows) {
    const atMs = availableAtMs(world, row, minReadySeconds);
    if (Number.isFinite(atMs) && atMs > nowMs && (next === undefined || atMs < next)) next = atMs;
  }
  return next;
}
