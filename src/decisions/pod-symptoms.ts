import type { KubeObject, Pod, PodStatus } from '../kubernetes/index.ts';
import { conditionOf } from '../kubernetes/index.ts';

/** What can go wrong with a pod, as its own status tells it. */
export type SymptomType =
  | 'oomKilled'
  | 'restarted'
  | 'crashLoop'
  | 'imagePull'
  | 'cannotStart'
  | 'notReady'
  | 'ready'
  | 'unschedulable'
  | 'evicted'
  | 'failed';

/** Something that a pod's status shows to have happened. */
export interface Symptom {
  readonly type: SymptomType;
  readonly timeMs: number;
  readonly container?: string;
  /** How often, for restarts. */
  readonly count: number;
  /** `OOMKilled, exit 137`, `back-off 40s restarting failed container`, the scheduler's words. */
  readonly detail: string;
}

/** How a symptom reads in a line. */
export const SYMPTOM_WORDS: Readonly<Record<SymptomType, string>> = {
  oomKilled: 'OOM killed',
  restarted: 'restarted',
  crashLoop: 'waits in CrashLoopBackOff',
  imagePull: 'image not pulled',
  cannotStart: 'cannot start',
  notReady: 'not ready',
  ready: 'ready',
  unschedulable: 'no node fits',
  evicted: 'evicted',
  failed: 'ended with an error',
};

type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];

const IMAGE_REASONS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
]);
/** Waiting reasons that are part of every start. */
const STARTING = new Set(['ContainerCreating', 'PodInitializing']);

/**
 * What happened to a pod between two states of it; without an earlier state, what its newest one still shows, at the
 * times that it says itself.
 *
 * @param timeMs when the newer state was recorded; times in the status that are better known go before it.
 */
export function symptomsBetween(
  before: KubeObject | undefined,
  after: KubeObject,
  timeMs: number,
): Symptom[] {
  const was = before as Pod | undefined;
  const is = after as Pod;
  const symptoms = containersOf(is).flatMap((status) =>
    containerSymptoms(
      containersOf(was).find(({ name }) => name === status.name),
      status,
      timeMs,
    ),
  );
  return [...symptoms, ...podSymptoms(was, is, timeMs)].sort((a, b) => a.timeMs - b.timeMs);
}

function containersOf(pod: Pod | undefined): readonly ContainerStatus[] {
  return [...(pod?.status?.initContainerStatuses ?? []), ...(pod?.status?.containerStatuses ?? [])];
}

function containerSymptoms(
  before: ContainerStatus | undefined,
  after: ContainerStatus,
  timeMs: number,
): Symptom[] {
  const symptoms: Symptom[] = [];
  const container = after.name;
  const restarts = (after.restartCount ?? 0) - (before?.restartCount ?? 0);
  for (const ended of [after.lastState?.terminated, after.state?.terminated]) {
    if (
      !ended ||
      isSameEnd(ended, before, restarts) ||
      (ended.exitCode === 0 && ended.reason !== 'OOMKilled')
    )
      continue;
    const at = timeOf(ended.finishedAt) ?? timeMs;
    const detail = `${ended.reason ?? 'ended'}, exit ${ended.exitCode}`;
    if (ended.reason === 'OOMKilled')
      symptoms.push({ type: 'oomKilled', timeMs: at, container, count: 1, detail });
    else symptoms.push({ type: 'failed', timeMs: at, container, count: 1, detail });
  }
  if (restarts > 0) {
    const at = timeOf(after.state?.running?.startedAt) ?? timeMs;
    symptoms.push({
      type: 'restarted',
      timeMs: at,
      container,
      count: restarts,
      detail: `restart ${after.restartCount}`,
    });
  }
  const reason = after.state?.waiting?.reason;
  if (reason !== undefined && reason !== before?.state?.waiting?.reason && !STARTING.has(reason)) {
    const type =
      reason === 'CrashLoopBackOff' ? 'crashLoop' : IMAGE_REASONS.has(reason) ? 'imagePull' : 'cannotStart';
    const message = after.state?.waiting?.message;
    symptoms.push({ type, timeMs, container, count: 1, detail: message ? `${reason}: ${message}` : reason });
  }
  return symptoms;
}

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

/** Ends without a time are told apart by the restarts between them. Sources write what is not there in two ways. */
function isSameEnd(ended: Terminated, before: ContainerStatus | undefined, restarts: number): boolean {
  const identity = ({ finishedAt, exitCode, reason, containerID }: Terminated) =>
    [finishedAt ?? '', exitCode, reason ?? '', containerID ?? ''].join(' ');
  const isTimed = timeOf(ended.finishedAt) !== undefined;
  const last = isTimed || restarts === 0 ? before?.lastState?.terminated : undefined;
  return [last, before?.state?.terminated].some((known) => known && identity(known) === identity(ended));
}

function podSymptoms(before: Pod | undefined, after: Pod, timeMs: number): Symptom[] {
  const symptoms: Symptom[] = [];
  const conditions = after.status?.conditions;
  const conditionsBefore = before?.status?.conditions;
  const ready = conditionOf(conditions, 'Ready');
  const readyBefore = conditionOf(conditionsBefore, 'Ready');
  const wasReady = readyBefore?.status;
  const changed = newerTime(ready, readyBefore) ?? timeMs;
  if (ready && ready.status !== wasReady) {
    if (ready.status === 'True') symptoms.push({ type: 'ready', timeMs: changed, count: 1, detail: 'Ready' });
    else if (wasReady === 'True' || (before === undefined && after.status?.phase === 'Running'))
      symptoms.push({ type: 'notReady', timeMs: changed, count: 1, detail: ready.reason ?? 'not Ready' });
  }
  const scheduled = conditionOf(conditions, 'PodScheduled');
  const known = conditionOf(conditionsBefore, 'PodScheduled');
  if (scheduled?.reason === 'Unschedulable' && known?.reason !== 'Unschedulable') {
    const at = newerTime(scheduled, known) ?? timeMs;
    symptoms.push({
      type: 'unschedulable',
      timeMs: at,
      count: 1,
      detail: scheduled.message ?? 'Unschedulable',
    });
  }
  const disruption = conditionOf(conditions, 'DisruptionTarget');
  const disruptionBefore = conditionOf(conditionsBefore, 'DisruptionTarget');
  if (disruption?.status === 'True' && disruptionBefore?.status !== 'True') {
    const at = newerTime(disruption, disruptionBefore) ?? timeMs;
    const detail = [disruption.reason, disruption.message].filter(Boolean).join(': ');
    symptoms.push({ type: 'evicted', timeMs: at, count: 1, detail });
  } else if (after.status?.reason === 'Evicted' && before?.status?.reason !== 'Evicted') {
    symptoms.push({ type: 'evicted', timeMs, count: 1, detail: after.status.message ?? 'Evicted' });
  }
  return symptoms;
}

/** When a condition changed, as it says itself; a time that it had before the change is none. */
function newerTime(
  condition: { readonly lastTransitionTime?: string } | undefined,
  before: { readonly lastTransitionTime?: string } | undefined,
): number | undefined {
  const time = condition?.lastTransitionTime;
  return time === before?.lastTransitionTime ? undefined : timeOf(time);
}

function timeOf(text: string | null | undefined): number | undefined {
  const timeMs = Date.parse(text ?? '');
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
