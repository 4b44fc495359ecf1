/** Below this number of nodes all are examined, and never fewer feasible ones are looked for. */
const MIN_FEASIBLE_NODES = 100;
const MIN_PERCENTAGE = 5;

/**
 * How many feasible nodes are enough.
 *
 * @param percentage - percentageOfNodesToScore; 0 adapts it to the size of the cluster.
 * @source pkg/scheduler/schedule_one.go → numFeasibleNodesToFind (v1.36.3)
 */
export function feasibleNodesToFind(nodeCount: number, percentage: number): number {
  if (nodeCount < MIN_FEASIBLE_NODES) return nodeCount;
  const used = percentage || Math.max(50 - Math.trunc(nodeCount / 125), MIN_PERCENTAGE);
  return Math.max(Math.trunc((nodeCount * used) / 100), MIN_FEASIBLE_NODES);
}
