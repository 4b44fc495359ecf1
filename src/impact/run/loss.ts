import { hadEnded, type PodLife } from './pod-life.ts';
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

/** Owners whose pods belong to one node: when it goes there is nothing to make again. */
const OF_ONE_NODE = ['DaemonSet/', 'Node/'];

/**
 * Whether a pod left and nobody makes it again. One that its node keeps terminating is not lost as long as it has a
 * controller: that one waits for it.
 */
export function isLostForGood(run: Pick<RunView, 'commands' | 'replacements'>, life: PodLife): boolean {
  const { owner, deleted } = life;
  if (!isDisrupted(run, life) || hadEnded(life) || run.replacements.has(life)) return false;
  if (owner === undefined) return true;
  return deleted !== undefined && !OF_ONE_NODE.some((kind) => owner.startsWith(kind));
}

/** Index of the command in whose time something happened: the last one that had begun. */
export function commandAt({ commands }: Pick<RunView, 'commands'>, timeMs: number): number {
  return Math.max(
    0,
    commands.findLastIndex(({ startMs }) => startMs <= timeMs),
  );
}
