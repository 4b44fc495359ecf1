import type { KubeObject, Pod } from '../../kubernetes/index.ts';
import { degraded, failing, type Health, ok, unknown } from './health-rule.ts';

type ContainerStatus = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];

/** Waiting reasons that pass by themselves. */
const STARTING = new Set(['ContainerCreating', 'PodInitializing']);

/** A pod by its phase, its containers' states and its conditions. */
export function podHealth(object: KubeObject): Health {
  const pod = object as Pod;
  const { status, metadata } = pod;
  if (metadata.deletionTimestamp !== undefined) return degraded('is terminating');
  switch (status?.phase) {
    case 'Succeeded':
      return ok('completed');
    case 'Failed':
      return failing(status.reason ? `failed: ${status.reason}` : `failed${exitOf(pod)}`);
    case 'Unknown':
      return unknown('its node does not report');
    case 'Running':
      return runningHealth(pod);
    default:
      return pendingHealth(pod);
  }
}

/** What a container that does not run says: `CrashLoopBackOff, exit 137 OOMKilled`; undefined when nothing is wrong. */
function troubleOf({ name, state, lastState }: ContainerStatus): string | undefined {
  const { waiting, terminated } = state ?? {};
  if (waiting?.reason && !STARTING.has(waiting.reason)) {
    const last = lastState?.terminated;
    return `${name} ${waiting.reason}${last ? `, last exit ${last.exitCode} ${last.reason ?? ''}`.trimEnd() : ''}`;
  }
  if (terminated && terminated.exitCode !== 0)
    return `${name} ended with exit ${terminated.exitCode} ${terminated.reason ?? ''}`.trimEnd();
  return undefined;
}

function runningHealth({ status }: Pod): Health {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const trouble = containers.map(troubleOf).find((each) => each !== undefined);
  if (trouble !== undefined) return failing(trouble);
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const restarts = (status?.containerStatuses ?? []).reduce(
    (sum, { restartCount }) => sum + (restartCount ?? 0),
    0,
  );
  if (ready?.status === 'True') {
    const last = (status?.containerStatuses ?? []).find(({ lastState }) => lastState?.terminated)?.lastState
      ?.terminated;
    if (restarts === 0) return ok('ready');
    const why = last ? `, last exit ${last.exitCode} ${last.reason ?? ''}`.trimEnd() : '';
    return last && last.exitCode !== 0
      ? degraded(`ready, restarted ${times(restarts)}${why}`)
      : ok(`ready, restarted ${times(restarts)}`);
  }
  if (ready?.status === 'Unknown') return unknown('its node does not report');
  const again = restarts > 0 ? `, restarted ${times(restarts)}` : '';
  return degraded(`running, not ready${again}`);
}

function pendingHealth({ status, spec }: Pod): Health {
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False')
    return failing(`pending: ${scheduled.message || scheduled.reason || 'no node'}`);
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const trouble = containers.map(troubleOf).find((each) => each !== undefined);
  if (trouble !== undefined) return failing(trouble);
  return degraded(spec?.nodeName ? 'pending: its containers start' : 'pending: no node yet');
}

function exitOf({ status }: Pod): string {
  const ended = (status?.containerStatuses ?? []).find(
    ({ state }) => (state?.terminated?.exitCode ?? 0) !== 0,
  );
  const { exitCode, reason = '' } = ended?.state?.terminated ?? {};
  return exitCode === undefined ? '' : `: ${ended?.name} exit ${exitCode} ${reason}`.trimEnd();
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
