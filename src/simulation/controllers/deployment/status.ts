import type { Deployment, ReplicaSet } from '../../../kubernetes/index.ts';
import { withCondition } from '../machinery/conditions.ts';
import { maxUnavailable, replicasOf, totalReplicas } from './limits.ts';

export type DeploymentStatus = NonNullable<Deployment['status']>;
export type DeploymentCondition = NonNullable<DeploymentStatus['conditions']>[number];

const TERMINATING_REPLICAS_SINCE = 35;

/** A condition that begins at `now`, a timestamp. */
export function newCondition(
  type: string,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  now: string,
): DeploymentCondition {
  return { type, status, reason, message, lastUpdateTime: now, lastTransitionTime: now };
}

/**
 * The counts of a Deployment's status and its condition Available; the other conditions stay.
 *
 * @source pkg/controller/deployment/sync.go → calculateStatus (v1.36.3)
 */
export function deploymentStatus(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  minor: number,
  now: string,
): DeploymentStatus {
  let [replicas, readyReplicas, availableReplicas] = [0, 0, 0];
  for (const { status } of all) {
    replicas += status?.replicas ?? 0;
    readyReplicas += status?.readyReplicas ?? 0;
    availableReplicas += status?.availableReplicas ?? 0;
  }
  const isAvailable = availableReplicas >= replicasOf(deployment) - maxUnavailable(deployment);
  const available = isAvailable
    ? newCondition(
        'Available',
        'True',
        'MinimumReplicasAvailable',
        'Deployment has minimum availability.',
        now,
      )
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        now,
      );
  const terminatingReplicas = minor >= TERMINATING_REPLICAS_SINCE ? terminating(all) : undefined;
  const { generation } = deployment.metadata;
  const { collisionCount, conditions } = deployment.status ?? {};
  const status: { -readonly [Field in keyof DeploymentStatus]: DeploymentStatus[Field] } = {};
  if (generation !== undefined) status.observedGeneration = generation;
  status.replicas = replicas;
  status.updatedReplicas = newest?.status?.replicas ?? 0;
  status.readyReplicas = readyReplicas;
  status.availableReplicas = availableReplicas;
  status.unavailableReplicas = Math.max(0, totalReplicas(all) - availableReplicas);
  if (terminatingReplicas !== undefined) status.terminatingReplicas = terminatingReplicas;
  if (collisionCount !== undefined) status.collisionCount = collisionCount;
  status.conditions = withCondition(conditions, available);
  return status;
}

/** The terminating pods of all ReplicaSets; unknown while one that has been seen does not tell. */
function terminating(all: readonly ReplicaSet[]): number | undefined {
  let total = 0;
  for (const { status } of all) {
    if (status?.terminatingReplicas !== undefined) total += status.terminatingReplicas;
    else if (status?.observedGeneration) return undefined;
  }
  return total;
}

/** @source pkg/controller/deployment/util/deployment_util.go → DeploymentComplete (v1.36.3) */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = replicasOf(deployment);
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}
