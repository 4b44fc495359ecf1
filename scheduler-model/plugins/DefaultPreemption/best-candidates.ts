import type { Cluster } from '../../cluster/cluster.ts';
import type { Candidate } from './candidate.ts';
import { priorityOf } from './importance.ts';

/** Makes every priority, which is an int32, positive. */
const PRIORITY_SHIFT = 2 ** 31;

type Criterion = (cluster: Cluster, candidate: Candidate) => number;

/** What a candidate is judged by, one after the other; the lowest number is best. */
const CRITERIA: readonly Criterion[] = [
  (_cluster, { violationCount }) => violationCount,
  (cluster, { victims }) => priorityOf(cluster, victims[0]!),
  (cluster, { victims }) =>
    victims.reduce((sum, podId) => sum + priorityOf(cluster, podId) + PRIORITY_SHIFT, 0),
  (_cluster, { victims }) => victims.length,
  (cluster, candidate) => -earliestStartTimeMs(cluster, candidate),
];

/**
 * The candidates where the loss is smallest, of which any will do, in the given order.
 *
 * @source pkg/scheduler/framework/preemption/preemption.go → pickOneNodeForPreemption (v1.36.3)
 */
export function bestCandidates(cluster: Cluster, candidates: readonly Candidate[]): readonly Candidate[] {
  let best = candidates;
  for (const criterion of CRITERIA) {
    if (best.length <= 1) break;
    const losses = best.map((candidate) => criterion(cluster, candidate));
    const least = losses.reduce((one, other) => Math.min(one, other));
    best = best.filter((_candidate, index) => losses[index] === least);
  }
  return best;
}

/** @source pkg/scheduler/util/utils.go → GetEarliestPodStartTime (v1.36.3) */
function earliestStartTimeMs(cluster: Cluster, { victims }: Candidate): number {
  const highest = priorityOf(cluster, victims[0]!);
  const startTimeMs = cluster.pods.startTimeMs.values;
  const starts = victims
    .filter((podId) => priorityOf(cluster, podId) === highest)
    .map((podId) => startTimeMs[podId]!);
  return starts.reduce((one, other) => Math.min(one, other));
}
