import { selectorOfMap, selects } from '../../../../scheduler-model/index.ts';
import type { ReplicaSet } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import type { Status } from '../../api-server/api.ts';
import { availableAtMs } from '../machinery/availability.ts';
import { conditionOf, withCondition, withoutCondition } from '../machinery/conditions.ts';
import { timestampOf } from '../machinery/dates.ts';

export type ReplicaSetStatus = NonNullable<ReplicaSet['status']>;

/** From this minor version on a ReplicaSet's status counts its terminating pods. */
const TERMINATING_REPLICAS_SINCE = 35;

/** What was seen and done in one piece of work on a ReplicaSet. */
export interface Outcome {
  readonly active: readonly number[];
  readonly terminatingCount: number;
  readonly refused: Status | undefined;
}

/**
 * The status that a ReplicaSet should have.
 *
 * @source pkg/controller/replicaset/replica_set_utils.go → calculateStatus (v1.36.3)
 */
export function replicaSetStatus(
  world: WorldView,
  set: ReplicaSet,
  { active, terminatingCount, refused }: Outcome,
  nowMs: number,
  countsTerminating: boolean,
): ReplicaSetStatus {
  const { pods } = world;
  const minReadySeconds = set.spec?.minReadySeconds ?? 0;
  const labels = selectorOfMap(set.spec?.template?.metadata?.labels ?? {});
  let fullyLabeledReplicas = 0;
  let readyReplicas = 0;
  let availableReplicas = 0;
  for (const row of active) {
    if (selects(labels, pods.template(row).make.labels)) fullyLabeledReplicas++;
    if (!pods.isReady(row)) continue;
    readyReplicas++;
    if (availableAtMs(world, row, minReadySeconds) <= nowMs) availableReplicas++;
  }
  const conditions = conditionsAfter(set, active.length, refused, nowMs);
  const countTerminating = countsTerminating && world.version.minor >= TERMINATING_REPLICAS_SINCE;
  return {
    replicas: active.length,
    ...(fullyLabeledReplicas > 0 ? { fullyLabeledReplicas } : {}),
    ...(readyReplicas > 0 ? { readyReplicas } : {}),
    ...(availableReplicas > 0 ? { availableReplicas } : {}),
    ...(countTerminating ? { terminatingReplicas: terminatingCount } : {}),
    ...(conditions.length > 0 ? { conditions } : {}),
    ...(set.metadata.generation === undefined ? {} : { observedGeneration: set.metadata.generation }),
  };
}

function conditionsAfter(set: ReplicaSet, active: number, refused: Status | undefined, nowMs: number) {
  const { conditions = [] } = set.status ?? {};
  if (!refused) return withoutCondition(conditions, 'ReplicaFailure') ?? [];
  if (conditionOf(conditions, 'ReplicaFailure')) return conditions;
  return withCondition(conditions, {
    type: 'ReplicaFailure',
    status: 'True',
    reason: active < (set.spec?.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete',
    message: refused.message,
    lastTransitionTime: timestampOf(nowMs),
  });
}
