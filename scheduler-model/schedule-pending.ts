import type { Cluster } from './cluster/cluster.ts';
import { NONE } from './cluster/none.ts';
import { FastScheduler } from './fast/fast-scheduler.ts';
import type { SchedulablePod } from './framework/cycle.ts';
import type { CycleOptions, CycleResult } from './framework/cycle-result.ts';
import { compareBytes } from './framework/fit-error.ts';
import type { Profile } from './framework/profile.ts';
import type { Random, TieBreak } from './framework/select-host.ts';
import { statusMessage } from './framework/status.ts';
import { compareQueued } from './plugins/PrioritySort/priority-sort.ts';

/** A pod that waits for a node. */
export interface PendingPod extends SchedulablePod {
  readonly schedulerName: string;
  /** Creation time in milliseconds since 1970. */
  readonly createdMs: number;
}

export interface SchedulePendingOptions {
  readonly tieBreak: TieBreak;
  readonly random?: Random;
  /** Says of every node why it is not feasible, or how it scores. */
  readonly explain: boolean;
  /** `namespace/name` of a pod on a node: for victims. */
  readonly podKey: (podId: number) => string;
}

/** One node's answer for one pod. */
export interface NodeReport {
  readonly feasible: boolean;
  readonly plugin?: string;
  readonly code?: string;
  readonly reasons?: readonly string[];
  /** Weighted, by plugin. */
  readonly scores?: Readonly<Record<string, number>>;
  readonly totalScore?: number;
}

/** One pod's scheduling cycle as `schedule -o json` tells it. */
export interface PodReport {
  readonly pod: string;
  readonly gated?: string;
  readonly preFilter?: string;
  readonly nodes?: Readonly<Record<string, NodeReport>>;
  readonly best?: readonly string[];
  readonly chosen?: string;
  readonly message?: string;
  readonly nominated?: string;
  readonly victims?: readonly string[];
  readonly error?: string;
}

/**
 * Gives every pending pod one scheduling cycle, in queue order. A chosen pod is placed before the next pod's turn;
 * a pod that would preempt changes nothing. Every node is examined unless the profile sets a percentage.
 *
 * @param profiles - by scheduler name; pods of other schedulers are left out, as nobody here would schedule them.
 * @param pods - in the order of the file, which breaks ties of the queue order.
 */
export function* schedulePending(
  cluster: Cluster,
  profiles: ReadonlyMap<string, Profile>,
  pods: readonly PendingPod[],
  options: SchedulePendingOptions,
): Generator<PodReport> {
  let startIndex = 0;
  const evicted = new Set<number>();
  const fastSchedulers = new Map<Profile, FastScheduler>();
  const fastSchedulerOf = (profile: Profile): FastScheduler => {
    const fast = fastSchedulers.get(profile) ?? new FastScheduler(cluster, profile);
    fastSchedulers.set(profile, fast);
    return fast;
  };
  const queue = pods
    .filter(({ schedulerName }) => profiles.has(schedulerName))
    .map((pod) => ({ pod, priority: cluster.podClass(pod.classId).priority, queuedAtMs: pod.createdMs }))
    .sort(compareQueued);
  for (const { pod } of queue) {
    const profile = profiles.get(pod.schedulerName)!;
    const { namespace } = cluster.podClass(pod.classId);
    const key = `${namespace}/${pod.name}`;
    const gated = gateMessage(cluster, profile, pod);
    if (gated !== undefined) {
      yield { pod: key, gated };
      continue;
    }
    const cycle: CycleOptions = {
      tieBreak: options.tieBreak,
      ...(options.random && { random: options.random }),
      everyNode: true,
      percentageOfNodesToScore: profile.percentageOfNodesToScore || 100,
      startIndex,
    };
    const fast = fastSchedulerOf(profile);
    const decision = options.explain ? undefined : fast.schedule(pod, cycle);
    const result = decision ? decision.failure : fast.explain(pod, cycle);
    const { chosen, nextStartIndex } = decision ?? result!;
    startIndex = nextStartIndex;
    yield result
      ? reportOf(cluster, key, result, options, evicted)
      : { pod: key, ...choiceOf(cluster, chosen, decision!.best()) };
    if (chosen !== NONE) cluster.addPod(pod.podId, pod.classId, chosen);
  }
}

function gateMessage(cluster: Cluster, profile: Profile, { classId }: PendingPod): string | undefined {
  for (const plugin of profile.preEnqueue) {
    const status = plugin.preEnqueue!(cluster, cluster.podClass(classId));
    if (status.code !== 'Success') return statusMessage(status);
  }
  return undefined;
}

function reportOf(
  cluster: Cluster,
  pod: string,
  result: CycleResult,
  { explain, podKey }: SchedulePendingOptions,
  evicted: Set<number>,
): PodReport {
  const { chosen, best, nomination } = result;
  // A pod is evicted once: where several preemptors want its room, the first one's report names it.
  const victims = nomination?.victims.filter((podId) => !evicted.has(podId)) ?? [];
  for (const podId of victims) evicted.add(podId);
  return {
    pod,
    ...(result.preFilterMessage !== '' && { preFilter: result.preFilterMessage }),
    ...(explain && { nodes: nodeReports(cluster, result) }),
    ...choiceOf(cluster, chosen, best),
    ...(result.message !== '' && { message: result.message }),
    ...(nomination && {
      nominated: cluster.nodeName(nomination.nodeIndex),
      victims: victims.map(podKey).sort(compareBytes),
    }),
    ...(result.error !== '' && { error: result.error }),
  };
}

function choiceOf(cluster: Cluster, chosen: number, best: readonly number[]): Partial<PodReport> {
  return {
    ...(best.length > 0 && { best: best.map((nodeIndex) => cluster.nodeName(nodeIndex)).sort(compareBytes) }),
    ...(chosen !== NONE && { chosen: cluster.nodeName(chosen) }),
  };
}

function nodeReports(cluster: Cluster, result: CycleResult): Record<string, NodeReport> {
  const reports: Record<string, NodeReport> = {};
  for (const [nodeIndex, { plugin, code, reasons }] of result.rejections) {
    reports[cluster.nodeName(nodeIndex)] = { feasible: false, plugin, code, reasons };
  }
  for (const nodeIndex of result.feasible) {
    const score = result.scoreOf(nodeIndex);
    // Without a score the cycle ended in an error before any node was chosen.
    if (!score) continue;
    reports[cluster.nodeName(nodeIndex)] = {
      feasible: true,
      scores: Object.fromEntries(score.parts.map((part) => [part.plugin, part.score])),
      totalScore: score.total,
    };
  }
  return reports;
}
