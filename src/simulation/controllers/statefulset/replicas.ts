import type { StatefulSet } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { availableAtMs } from '../machinery/availability.ts';
import type { Revision } from '../machinery/revisions.ts';
import { parentAndOrdinal, REVISION_LABEL, replicaCount, startOrdinal } from './identity.ts';
import type { SetRevisions } from './set-revisions.ts';

const NONE = -1;

/** A place in a StatefulSet: the pod that is there, or the one that should be made. */
export interface Replica {
  readonly ordinal: number;
  /** Row of the pod, -1 while there is none. */
  readonly row: number;
  /** The revision of the pod, or the one that it would be made with. */
  readonly revision: string;
  /** Not Ready for minReadySeconds, terminating or not there. */
  readonly isUnavailable: boolean;
}

/** The pods of a StatefulSet, sorted into their places. */
export interface Replicas {
  /** One for each ordinal that should be there, ascending. */
  readonly wanted: readonly Replica[];
  /** Pods beyond spec.replicas, highest ordinal first. */
  readonly condemned: readonly Replica[];
  /** The lowest that is unavailable, wanted ones before condemned ones. */
  readonly firstUnavailable: Replica | undefined;
}

/** @source pkg/controller/statefulset/stateful_set_control.go → updateStatefulSet (v1.36.3) */
export function sortReplicas(
  world: WorldView,
  set: StatefulSet,
  rows: readonly number[],
  { current, update }: SetRevisions,
  nowMs: number,
): Replicas {
  const { pods } = world;
  const start = startOrdinal(set);
  const wanted: Replica[] = Array.from({ length: replicaCount(set) }, (_, index) => ({
    ordinal: start + index,
    row: NONE,
    revision: revisionForNew(set, start + index, current, update).name,
    isUnavailable: true,
  }));
  const condemned: Replica[] = [];
  for (const row of rows) {
    const ordinal = parentAndOrdinal(pods.name(row))?.ordinal;
    if (ordinal === undefined) continue;
    const revision = pods.template(row).make.labels[REVISION_LABEL] ?? '';
    const isUnavailable =
      pods.isTerminating(row) || availableAtMs(world, row, set.spec?.minReadySeconds ?? 0) > nowMs;
    const replica = { ordinal, row, revision, isUnavailable };
    if (wanted[ordinal - start]) wanted[ordinal - start] = replica;
    else condemned.push(replica);
  }
  condemned.sort((a, b) => b.ordinal - a.ordinal);
  const firstUnavailable =
    wanted.find(({ isUnavailable }) => isUnavailable) ??
    condemned.findLast(({ isUnavailable }) => isUnavailable);
  return { wanted, condemned, firstUnavailable };
}

/**
 * The revision that a pod is made with: below the partition the current one.
 *
 * @source pkg/controller/statefulset/stateful_set_utils.go → newVersionedStatefulSetPod (v1.36.3)
 */
export function revisionForNew(
  set: StatefulSet,
  ordinal: number,
  current: Revision,
  update: Revision,
): Revision {
  const { type = 'RollingUpdate', rollingUpdate } = set.spec?.updateStrategy ?? {};
  const kept = rollingUpdate ? (rollingUpdate.partition ?? 0) : undefined;
  const isBelow =
    kept === undefined
      ? type === 'RollingUpdate' && ordinal < startOrdinal(set) + (set.status?.currentReplicas ?? 0)
      : ordinal < startOrdinal(set) + kept;
  return isBelow ? current : update;
}
