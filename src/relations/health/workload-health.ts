import type {
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  KubeObject,
  ReplicaSet,
  StatefulSet,
} from '../../kubernetes/index.ts';
import { degraded, failing, type Health, ok, unknown } from './health-rule.ts';

const NO_STATUS = 'the snapshot has no status of it';

/** A Deployment by its available replicas, and by the conditions that say why there are not more. */
export function deploymentHealth(object: KubeObject): Health {
  const { spec, status } = object as Deployment;
  const wanted = spec?.replicas ?? 1;
  const found = replicasHealth(wanted, status && (status.availableReplicas ?? 0), 'available');
  const conditions = status?.conditions ?? [];
  const stalled = conditions.find(
    ({ type, status: is, reason }) =>
      type === 'Progressing' && is === 'False' && reason === 'ProgressDeadlineExceeded',
  );
  const refused = conditions.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True');
  const why = [stalled && 'its rollout makes no progress', refused && `pods are refused: ${refused.message}`];
  const reasons = why.filter((each) => each !== undefined);
  if (reasons.length === 0) return found;
  const reason = [found.reason, ...reasons].join(', ');
  return found.status === 'failing' ? failing(reason) : degraded(reason);
}

/** A ReplicaSet, or a ReplicationController, by its ready replicas. */
export function replicaSetHealth(object: KubeObject): Health {
  const { spec, status } = object as ReplicaSet;
  const wanted = spec?.replicas ?? 1;
  const found = replicasHealth(wanted, status && (status.readyReplicas ?? 0), 'ready');
  const refused = status?.conditions?.find(
    ({ type, status: is }) => type === 'ReplicaFailure' && is === 'True',
  );
  return refused && found.status !== 'ok'
    ? { status: found.status, reason: `${found.reason}, pods are refused: ${refused.message}` }
    : found;
}

/** A StatefulSet by its ready replicas. */
export function statefulSetHealth(object: KubeObject): Health {
  const { spec, status } = object as StatefulSet;
  return replicasHealth(spec?.replicas ?? 1, status && (status.readyReplicas ?? 0), 'ready');
}

/** A DaemonSet by the nodes on which its pod is ready. */
export function daemonSetHealth(object: KubeObject): Health {
  const { status } = object as DaemonSet;
  if (!status) return unknown(NO_STATUS);
  const found = replicasHealth(status.desiredNumberScheduled, status.numberReady, 'ready');
  return status.numberMisscheduled > 0 && found.status === 'ok'
    ? degraded(`${found.reason}, ${status.numberMisscheduled} on nodes where it must not run`)
    : found;
}

/** A Job by the condition in which it ended, or by what is still to do. */
export function jobHealth(object: KubeObject): Health {
  const { spec, status } = object as Job;
  if (!status) return unknown(NO_STATUS);
  const ended = status.conditions?.find(
    ({ type, status: is }) => (type === 'Failed' || type === 'Complete') && is === 'True',
  );
  const done = `${status.succeeded ?? 0}/${spec?.completions ?? 1} completed`;
  if (ended?.type === 'Failed')
    return failing(`failed: ${ended.reason ?? ''} ${ended.message ?? ''}`.trimEnd());
  if (ended) return ok(done);
  if (spec?.suspend) return ok('suspended');
  const failed = status.failed ?? 0;
  return failed > 0 ? degraded(`${done}, ${failed} failed`) : ok(`${done}, ${status.active ?? 0} active`);
}

/** A CronJob by its last success. */
export function cronJobHealth(object: KubeObject): Health {
  const { spec, status } = object as CronJob;
  if (spec?.suspend) return ok('suspended');
  const { lastScheduleTime: started, lastSuccessfulTime: succeeded, active = [] } = status ?? {};
  if (!started) return ok('not started yet');
  if (active.length === 0 && (!succeeded || Date.parse(succeeded) < Date.parse(started)))
    return degraded(`no success since it last started at ${started}`);
  return ok(`last started at ${started}`);
}

function replicasHealth(wanted: number, there: number | undefined, word: string): Health {
  if (there === undefined) return unknown(NO_STATUS);
  const reason = `${there}/${wanted} ${word}`;
  if (wanted === 0) return ok('scaled to 0');
  if (there >= wanted) return ok(reason);
  return there === 0 ? failing(reason) : degraded(reason);
}
