import type { DaemonSet } from '../../../kubernetes/index.ts';
import type { Counts } from './daemon-nodes.ts';

/** The status that a DaemonSet should have. */
export function daemonSetStatus(
  { metadata, status }: DaemonSet,
  counts: Counts,
): NonNullable<DaemonSet['status']> {
  return {
    currentNumberScheduled: counts.current,
    desiredNumberScheduled: counts.desired,
    numberAvailable: counts.available,
    numberMisscheduled: counts.misscheduled,
    numberReady: counts.ready,
    numberUnavailable: counts.desired - counts.available,
    updatedNumberScheduled: counts.updated,
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
    ...(status?.collisionCount === undefined ? {} : { collisionCount: status.collisionCount }),
    ...(status?.conditions === undefined ? {} : { conditions: status.conditions }),
  };
}
