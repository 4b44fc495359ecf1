import { type CycleOptions, FastScheduler, type SchedulablePod } from '../scheduler-model/index.ts';
import { type Timing, timed } from './measure.ts';
import type { ModelCluster } from './model-cluster.ts';
import type { Placement } from './scheduling.ts';

export interface PlacingResult extends Timing {
  readonly podCount: number;
  readonly placements: readonly Placement[];
  /** How many pods found no node, and how many of them could make others give way. */
  readonly unplacedCount: number;
  readonly preemptingCount: number;
  /** Processor time of a pod in the later half: what pods of a kind share has mostly been built by then. */
  readonly laterMicros: number;
}

/**
 * Places pending pods one after another, each before the next one's turn, as the version breaks ties and from the first
 * node on. A pod that would preempt changes nothing.
 */
export function placePods(
  { cluster, profile, pending, podKey }: ModelCluster,
  { everyNode, limit }: { readonly everyNode: boolean; readonly limit: number },
): PlacingResult {
  const scheduler = new FastScheduler(cluster, profile);
  const pods = pending.slice(0, limit);
  const placed: { podId: number; nodeIndex: number; score: number }[] = [];
  let preemptingCount = 0;
  let startIndex = 0;
  const place = (some: readonly SchedulablePod[]) => {
    for (const pod of some) {
      const options: CycleOptions = {
        tieBreak: 'kubernetes',
        startIndex,
        everyNode: false,
        percentageOfNodesToScore: everyNode ? 100 : 0,
      };
      const { chosen, score, nextStartIndex, failure } = scheduler.schedule(pod, options);
      startIndex = nextStartIndex;
      placed.push({ podId: pod.podId, nodeIndex: chosen, score });
      if (chosen >= 0) cluster.addPod(pod.podId, pod.classId, chosen);
      if (failure?.nomination) preemptingCount++;
    }
  };
  const half = pods.length >> 1;
  const first = timed(() => place(pods.slice(0, half)));
  const later = timed(() => place(pods.slice(half)));
  const placements = placed.map(({ podId, nodeIndex, score }) => ({
    pod: podKey(podId),
    node: nodeIndex < 0 ? '' : cluster.nodeName(nodeIndex),
    score,
  }));
  const unplacedCount = placements.filter(({ node }) => node === '').length;
  return {
    wallMs: first.wallMs + later.wallMs,
    cpuMs: first.cpuMs + later.cpuMs,
    podCount: pods.length,
    placements,
    unplacedCount,
    preemptingCount,
    laterMicros: (later.cpuMs * 1000) / Math.max(1, pods.length - half),
  };
}
