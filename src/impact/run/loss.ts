import type { PodLife } from './pod-life.ts';
import type { RunView } from './run-view.ts';

/** How a pod was lost. */
export type LossType =
  /** Through the eviction API, which budgets guard. */
  | 'evicted'
  /** By a command, with no budget asked. */
  | 'deleted'
  /** For a pod of higher priority. */
  | 'preempted'
  /** By the taint manager. */
  | 'tainted'
  /** With its node. */
  | 'collected'
  /** By the kubelet. */
  | 'stopped'
  /** By its own controller: fewer replicas, or a new revision. */
  | 'removed';

const BY_REASON: Readonly<Record<string, LossType>> = {
  EvictionByEvictionAPI: 'evicted',
  PreemptionByScheduler: 'preempted',
  DeletionByTaintManager: 'tainted',
  DeletionByPodGC: 'collected',
  TerminationByKubelet: 'stopped',
};

/** How a pod was lost, or undefined when it was not. */
export function lossOf({ commands }: Pick<RunView, 'commands'>, life: PodLife): LossType | undefined {
  if (!life.terminating) return undefined;
  if (life.disruption) return BY_REASON[life.disruption.reason] ?? 'evicted';
  return commands.some(({ line }) => line === life.terminating?.by.name) ? 'deleted' : 'removed';
}

/** Whether the pod was lost through no doing of its own controller. */
export function isDisrupted(run: Pick<RunView, 'commands'>, life: PodLife): boolean {
  const loss = lossOf(run, life);
  return loss !== undefined && loss !== 'removed';
}

/** Index of the command in whose time something happened: the last one that had begun. */
export function commandAt({ commands }: Pick<RunView, 'commands'>, timeMs: number): number {
  return Math.max(
    0,
    commands.findLastIndex(({ startMs }) => startMs <= timeMs),
  );
}
