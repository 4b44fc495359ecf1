import type { StatefulSet } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { availableAtMs } from '../machinery/availability.ts';
import { REVISION_LABEL, replicaCount } from './identity.ts';
import type { SetRevisions } from './set-revisions.ts';

export type StatefulSetStatus = NonNullable<StatefulSet['status']>;

/**
 * The counts of a set's pods as they are before a piece of work.
 *
 * @source pkg/controller/statefulset/stateful_set_control.go → computeReplicaStatus (v1.36.3)
 */
export function statefulSetStatus(
  world: WorldView,
  set: StatefulSet,
  rows: readonly number[],
  { current, update, collisionCount }: SetRevisions,
  nowMs: number,
): StatefulSetStatus {
  const { pods } = world;
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  const counts = { readyReplicas: 0, availableReplicas: 0, currentReplicas: 0, updatedReplicas: 0 };
  for (const row of rows) {
    if (pods.phase(row) === 'Running' && pods.isReady(row)) {
      counts.readyReplicas++;
      if (availableAtMs(world, row, minReadySeconds) <= nowMs) counts.availableReplicas++;
    }
    if (pods.isTerminating(row)) continue;
    const revision = pods.template(row).make.labels[REVISION_LABEL];
    if (revision === current.name) counts.currentReplicas++;
    if (revision === update.name) counts.updatedReplicas++;
  }
  return {
    ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
    replicas: rows.length,
    ...counts,
    currentRevision: current.name,
    updateRevision: update.name,
    collisionCount,
  };
}

/**
 * A set whose pods all have the new revision and are Ready has no other revision any more.
 *
 * @source pkg/controller/statefulset/stateful_set_utils.go → completeRollingUpdate (v1.36.3)
 */
export function completed(set: StatefulSet, status: StatefulSetStatus): StatefulSetStatus {
  const wanted = replicaCount(set);
  const isComplete =
    (set.spec?.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate' &&
    status.updatedReplicas === wanted &&
    status.readyReplicas === wanted &&
    status.replicas === wanted;
  if (!isComplete) return status;
  const { updatedReplicas = 0, updateRevision = '' } = status;
  return { ...status, currentReplicas: updatedReplicas, currentRevision: updateRevision };
}
