import { conditionOf, type ReplicaSet, timestampOf } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import type { Status } from '../../api-server/api.ts';
import { withCondition, withoutCondition } from '../machinery/conditions.ts';
import type { PodCounts } from './pod-counts.ts';

export type ReplicaSetStatus = NonNullable<ReplicaSet['status']>;

/** From this minor version on a ReplicaSet's status counts its terminating pods. */
const TERMINATING_REPLICAS_SINCE = 35;

/** What was seen and done in one piece of work on a ReplicaSet. */
export interface Outcome {
  readonly counts: PodCounts;
  readonly terminatingCount: number;
  readonly refused: Status | undefined;
}

/**
 * The status that a ReplicaSet should have.
 *
 * @source pkg/controller/replicaset/replica_set_utils.go → calculateStatus (v1.36.3)
 */
export function replicaSetStatus(
  { version }: Pick<WorldView, 'version'>,
  set: ReplicaSet,
  { counts, terminatingCount, refused }: Outcome,
  nowMs: number,
  countsTerminating: boolean,
): ReplicaSetStatus {
  const { active, fullyLabeled, ready, available } = counts;
  const { generation } = set.metadata;
  const conditions = conditionsAfter(set, active, refused, nowMs);
  const status: { -readonly [Field in keyof ReplicaSetStatus]: ReplicaSetStatus[Field] } = {
    replicas: active,
  };
  if (fullyLabeled > 0) status.fullyLabeledReplicas = fullyLabeled;
  if (ready > 0) status.readyReplicas = ready;
  if (available > 0) status.availableReplicas = available;
  if (countsTerminating && version.minor >= TERMINATING_REPLICAS_SINCE)
    status.terminatingReplicas = terminatingCount;
  if (conditions.length > 0) status.conditions = conditions;
  if (generation !== undefined) status.observedGeneration = generation;
  return status;
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
