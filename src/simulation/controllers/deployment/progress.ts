import type { Deployment, ReplicaSet } from '../../../kubernetes/index.ts';
import { conditionOf } from '../../../kubernetes/index.ts';
import type { ControllerContext } from '../controller.ts';
import { withCondition, withoutCondition } from '../machinery/conditions.ts';
import { dateMs, parseTimestamp, timestamp } from '../machinery/dates.ts';
import { progressDeadlineSeconds } from './limits.ts';
import { type DeploymentCondition, type DeploymentStatus, isComplete, newCondition } from './status.ts';

const DONE = 'NewReplicaSetAvailable';
const TIMED_OUT = 'ProgressDeadlineExceeded';

/** Whether a rollout has come to its end: no deadline runs for it. */
export function isDone(status: Deployment['status']): boolean {
  return conditionOf(status?.conditions, 'Progressing')?.reason === DONE;
}

/**
 * The status with its conditions Progressing and ReplicaFailure brought up to date.
 *
 * @source pkg/controller/deployment/progress.go → syncRolloutStatus (v1.36.3)
 */
export function withProgress(
  context: ControllerContext,
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
  status: DeploymentStatus,
): DeploymentStatus {
  const conditions = progressing(context, deployment, newest, status);
  const failure = replicaFailure(all, newest);
  return {
    ...status,
    conditions: failure
      ? withCondition(conditions, failure)
      : (withoutCondition(conditions, 'ReplicaFailure') ?? []),
  };
}

function progressing(
  context: ControllerContext,
  deployment: Deployment,
  newest: ReplicaSet | undefined,
  status: DeploymentStatus,
): readonly DeploymentCondition[] {
  const { conditions = [] } = status;
  const deadlineSeconds = progressDeadlineSeconds(deployment);
  if (deadlineSeconds === undefined) return withoutCondition(conditions, 'Progressing') ?? [];
  const current = conditionOf(deployment.status?.conditions, 'Progressing');
  if (current?.reason === DONE && (status.replicas ?? 0) === (status.updatedReplicas ?? 0)) return conditions;
  const who = newest ? `ReplicaSet "${newest.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const now = timestamp(context);
  if (isComplete(deployment, status)) {
    const message = `${who} has successfully progressed.`;
    return withCondition(conditions, newCondition('Progressing', 'True', DONE, message, now));
  }
  if (madeProgress(deployment.status ?? {}, status)) {
    const condition = newCondition('Progressing', 'True', 'ReplicaSetUpdated', `${who} is progressing.`, now);
    const since = current?.status === 'True' ? current.lastTransitionTime : undefined;
    const others = withoutCondition(conditions, 'Progressing') ?? [];
    return [...others, since === undefined ? condition : { ...condition, lastTransitionTime: since }];
  }
  if (!timedOut(conditionOf(conditions, 'Progressing'), deadlineSeconds, dateMs(context))) return conditions;
  const message = `${who} has timed out progressing.`;
  return withCondition(conditions, newCondition('Progressing', 'False', TIMED_OUT, message, now));
}

/** @source pkg/controller/deployment/util/deployment_util.go → DeploymentProgressing (v1.36.3) */
function madeProgress(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas;
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

/** @source pkg/controller/deployment/util/deployment_util.go → DeploymentTimedOut (v1.36.3) */
function timedOut(
  condition: DeploymentCondition | undefined,
  deadlineSeconds: number,
  nowMs: number,
): boolean {
  if (!condition || condition.reason === DONE) return false;
  if (condition.reason === TIMED_OUT) return true;
  return parseTimestamp(condition.lastUpdateTime) + deadlineSeconds * 1000 < nowMs;
}

/**
 * When a rollout that shows no progress has to be looked at again, milliseconds from now; undefined when it is complete,
 * has timed out or has no deadline.
 *
 * @source pkg/controller/deployment/progress.go → requeueStuckDeployment (v1.36.3)
 * @deviation a Deployment that was complete and lost pods is looked at again without end there, to no effect.
 */
export function progressCheckDelayMs(
  context: ControllerContext,
  deployment: Deployment,
  status: DeploymentStatus,
): number | undefined {
  const deadlineSeconds = progressDeadlineSeconds(deployment);
  const current = conditionOf(deployment.status?.conditions, 'Progressing');
  if (deadlineSeconds === undefined || !current) return undefined;
  if (isComplete(deployment, status) || [TIMED_OUT, DONE].includes(current.reason ?? '')) return undefined;
  const leftMs = parseTimestamp(current.lastUpdateTime) + deadlineSeconds * 1000 - dateMs(context);
  return Math.max(0, leftMs) + 1000;
}

/** @source pkg/controller/deployment/progress.go → getReplicaFailures (v1.36.3) */
function replicaFailure(
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
): DeploymentCondition | undefined {
  for (const set of newest ? [newest, ...all] : all) {
    const failure = conditionOf(set.status?.conditions, 'ReplicaFailure');
    const since = failure?.lastTransitionTime;
    if (failure) return since === undefined ? failure : { ...failure, lastUpdateTime: since };
  }
  return undefined;
}
