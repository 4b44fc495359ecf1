import type { WorldView } from '../../world/index.ts';
import { workloadOf } from './workload.ts';

type PodColumns = WorldView['snapshot']['pods'];

/** A start or a run that took longer is no start any more: the pod lost its readiness later. */
const LONGEST_START_MS = 30 * 60_000;
const LONGEST_RUN_MS = 24 * 3_600_000;

/** Medians by workload, and how many pods they rest on. Milliseconds. */
export interface Observed {
  readonly byWorkload: ReadonlyMap<string, number>;
  /** The median of the workloads' medians; undefined without any. */
  readonly medianMs: number | undefined;
  readonly podCount: number;
}

/** How long pods took from scheduled to Ready, from the timestamps of those that never restarted. */
export function observeReady(pods: PodColumns): Observed {
  return observe(pods, (row) => {
    if (pods.restartCount.get(row) > 0 || (pods.flags.get(row) & 1) === 0) return Number.NaN;
    const readyMs = pods.readyChangedMs.get(row);
    const startMs = readyMs - pods.startedMs.get(row);
    // A kubelet that reports start and readiness at once tells nothing; the creation is the next best beginning.
    const takenMs = startMs > 0 ? startMs : readyMs - pods.createdMs.get(row);
    return takenMs > 0 && takenMs <= LONGEST_START_MS ? takenMs : Number.NaN;
  });
}

/** How long the containers of succeeded pods of Jobs ran. */
export function observeJobs(pods: PodColumns): Observed {
  return observe(pods, (row) => {
    if (pods.phase.get(row) !== 2) return Number.NaN;
    let longestMs = Number.NaN;
    for (const { state } of pods.statuses.get(row)?.containerStatuses ?? []) {
      const { startedAt, finishedAt } = state?.terminated ?? {};
      if (!startedAt || !finishedAt) continue;
      const takenMs = Date.parse(finishedAt) - Date.parse(startedAt);
      if (!(takenMs <= longestMs)) longestMs = takenMs;
    }
    return longestMs >= 0 && longestMs <= LONGEST_RUN_MS ? longestMs : Number.NaN;
  });
}

/** One pass over the snapshot; `sample` gives NaN for a pod that tells nothing. */
function observe(pods: PodColumns, sample: (row: number) => number): Observed {
  const samples = new Map<string, number[]>();
  const workloads = new Map<number, string | undefined>();
  let podCount = 0;
  for (let row = 0; row < pods.count; row++) {
    const takenMs = sample(row);
    if (Number.isNaN(takenMs)) continue;
    const namespaceId = pods.namespaceId.get(row);
    const pair = pods.makeId.get(row) * pods.namespaces.size + namespaceId;
    if (!workloads.has(pair)) {
      const make = pods.makes.get(pods.makeId.get(row));
      workloads.set(pair, workloadOf(pods.namespaces.get(namespaceId), make));
    }
    const workload = workloads.get(pair);
    if (workload === undefined) continue;
    podCount++;
    const known = samples.get(workload);
    if (known) known.push(takenMs);
    else samples.set(workload, [takenMs]);
  }
  const byWorkload = new Map([...samples].map(([workload, all]) => [workload, median(all)]));
  return { byWorkload, podCount, medianMs: byWorkload.size ? median([...byWorkload.values()]) : undefined };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1]!;
}
