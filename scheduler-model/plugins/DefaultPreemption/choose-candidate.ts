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
 * The node where the loss is smallest; of equal ones the last given.
 *
 * @source pkg/scheduler/framework/preemption/preemption.go → pickOneNodeForPreemption (v1.36.3)
 * @deviation upstream takes any of the equal ones: its candidates stand in no order.
 */
export function chooseCandidate(cluster: Cluster, candidates: readonly Candidate[]): Candidate | undefined {
  let best = candidates;
  for (const criterion of CRITERIA) {
    if (best.length <= 1) break;
    const losses = best.map((candidate) => criterion(cluster, candidate));
    const least = losses.reduce((one, other) => Math.min(one, other));
    best = best.filter((_candidate, index) => losses[index] === least);
  }
  return best.at(-1);
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
