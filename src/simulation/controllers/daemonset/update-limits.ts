import type { DaemonSet } from '../../../kubernetes/index.ts';
import { type IntOrPercent, scaledValue } from '../machinery/int-or-percent.ts';

export function isRollingUpdate({ spec }: DaemonSet): boolean {
  return (spec?.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
}

/** How many of `desired` nodes may have a second pod during an update; percentages round up. */
export function surgeCount(set: DaemonSet, desired: number): number {
  if (!isRollingUpdate(set)) return 0;
  const { maxSurge } = set.spec?.updateStrategy?.rollingUpdate ?? {};
  return scaledValue(maxSurge as IntOrPercent | undefined, desired, 'up');
}

/**
 * How many of `desired` nodes may be without an available pod during an update; percentages round up.
 *
 * @source pkg/controller/daemon/update.go → updatedDesiredNodeCounts (v1.36.3)
 */
export function unavailableCount(set: DaemonSet, desired: number): number {
  const { maxUnavailable = 1 } = set.spec?.updateStrategy?.rollingUpdate ?? {};
  const count = scaledValue(maxUnavailable as IntOrPercent, desired, 'up');
  return desired > 0 && count === 0 && surgeCount(set, desired) === 0 ? 1 : count;
}
