import type { ObjectRef } from '../../history/index.ts';
import type { KubeObject, Pod, PodStatus } from '../../kubernetes/index.ts';
import { conditionOf } from '../../kubernetes/index.ts';
import type { Signal, SignalClass } from './signal.ts';

type ContainerStatus = NonNullable<PodStatus['containerStatuses']>[number];
type Found = { readonly class: SignalClass; readonly message: string };

const WAITING: Readonly<Record<string, SignalClass>> = {
  ErrImagePull: 'imagePull',
  ImagePullBackOff: 'imagePull',
  InvalidImageName: 'imagePull',
  ErrImageNeverPull: 'imagePull',
  CreateContainerConfigError: 'config',
  CreateContainerError: 'start',
  RunContainerError: 'start',
  CrashLoopBackOff: 'crash',
};

/** Reasons of the condition DisruptionTarget. @source pkg/apis/core/types.go → PodReason… (v1.36.3) */
const DISRUPTIONS: Readonly<Record<string, SignalClass>> = {
  PreemptionByScheduler: 'preempted',
  DeletionByTaintManager: 'tainted',
  EvictionByEvictionAPI: 'evicted',
  DeletionByPodGC: 'nodeLost',
  TerminationByKubelet: 'nodePressure',
};

/** Whether the pod counts as an endpoint. */
export function isReady(pod: KubeObject | undefined): boolean {
  const { status, metadata } = (pod ?? {}) as Partial<Pod>;
  return (
    conditionOf(status?.conditions, 'Ready')?.status === 'True' && metadata?.deletionTimestamp === undefined
  );
}

/**
 * What a change of a pod says about its health, signs of the same trouble that stood there before left out.
 *
 * @param after undefined when the pod is gone
 */
export function podSignals(
  ref: ObjectRef,
  timeMs: number,
  before: KubeObject | undefined,
  after: KubeObject | undefined,
  evidence: string,
): Signal[] {
  const old = before as Pod | undefined;
  const now = after as Pod | undefined;
  const node = (now ?? old)?.spec?.nodeName;
  return changesIn(old, now).map((found) => ({
    ...found,
    timeMs,
    ref,
    ...(node === undefined ? {} : { node }),
    evidence: [evidence],
  }));
}

function changesIn(old: Pod | undefined, now: Pod | undefined): Found[] {
  if (
    !now ||
    (now.metadata.deletionTimestamp !== undefined && old?.metadata.deletionTimestamp === undefined)
  ) {
    return goneSignals(old, now);
  }
  if (now.metadata.deletionTimestamp !== undefined) return [];
  const found = [...containerSignals(old, now), ...phaseSignals(old, now)];
  const wasReady = conditionOf(old?.status?.conditions, 'Ready')?.status === 'True';
  const readiness = conditionOf(now.status?.conditions, 'Ready');
  if (
    wasReady &&
    readiness !== undefined &&
    readiness.status !== 'True' &&
    found.length === 0 &&
    now.status?.phase === 'Running'
  ) {
    found.push({ class: 'unready', message: readiness.message ?? readiness.reason ?? '' });
  }
  return found;
}

/** A pod that was asked to go, or is gone without that having been seen. */
function goneSignals(old: Pod | undefined, now: Pod | undefined): Found[] {
  if (!old || (now === undefined && old.metadata.deletionTimestamp !== undefined)) return [];
  if (old.status?.phase === 'Succeeded' || old.status?.phase === 'Failed') return [];
  const disruption = conditionOf((now ?? old).status?.conditions, 'DisruptionTarget');
  const reason = disruption?.status === 'True' ? (disruption.reason ?? '') : '';
  return [{ class: DISRUPTIONS[reason] ?? 'removed', message: disruption?.message ?? '' }];
}

function phaseSignals(old: Pod | undefined, now: Pod): Found[] {
  const found: Found[] = [];
  const { phase, reason, message = '' } = now.status ?? {};
  if (phase === 'Failed' && old?.status?.phase !== 'Failed') {
    const disruption = DISRUPTIONS[conditionOf(now.status?.conditions, 'DisruptionTarget')?.reason ?? ''];
    const byNode = reason === 'Evicted' ? 'nodePressure' : reason === 'Preempting' ? 'preempted' : undefined;
    found.push({ class: byNode ?? disruption ?? 'crash', message: message || (reason ?? '') });
  }
  const scheduled = conditionOf(now.status?.conditions, 'PodScheduled');
  const before = conditionOf(old?.status?.conditions, 'PodScheduled');
  if (
    scheduled?.status === 'False' &&
    scheduled.reason === 'Unschedulable' &&
    before?.message !== scheduled.message
  ) {
    found.push({ class: 'pending', message: scheduled.message ?? '' });
  }
  return found;
}

function containerSignals(old: Pod | undefined, now: Pod): Found[] {
  const before = new Map(statusesOf(old).map((status) => [status.name, status]));
  return statusesOf(now).flatMap((status) => containerSignal(before.get(status.name), status) ?? []);
}

function containerSignal(old: ContainerStatus | undefined, now: ContainerStatus): Found | undefined {
  const ended = now.state?.terminated ?? now.lastState?.terminated;
  const endedBefore = old?.state?.terminated ?? old?.lastState?.terminated;
  const isNew =
    ended !== undefined &&
    (endedBefore === undefined ||
      now.restartCount > (old?.restartCount ?? 0) ||
      (now.state?.terminated !== undefined && old?.state?.terminated === undefined));
  if (ended !== undefined && isNew) {
    if (ended.reason === 'OOMKilled') return { class: 'oom', message: `container ${now.name} OOMKilled` };
    if (ended.exitCode !== 0) {
      const isStart = ended.reason === 'StartError' || ended.reason === 'ContainerCannotRun';
      const words = ended.message?.trim() ? `: ${ended.message.trim()}` : '';
      return {
        class: isStart ? 'start' : 'crash',
        message: `container ${now.name} ended with exit code ${ended.exitCode}${words}`,
      };
    }
  }
  const waiting = now.state?.waiting;
  const kind = WAITING[waiting?.reason ?? ''];
  if (kind === undefined || old?.state?.waiting?.reason === waiting?.reason) return undefined;
  if (kind === 'crash' && ended?.reason === 'OOMKilled')
    return { class: 'oom', message: `container ${now.name} OOMKilled` };
  return { class: kind, message: waiting?.message || (waiting?.reason ?? '') };
}

function statusesOf(pod: Pod | undefined): readonly ContainerStatus[] {
  return [...(pod?.status?.initContainerStatuses ?? []), ...(pod?.status?.containerStatuses ?? [])];
}
