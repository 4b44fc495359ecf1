import { Quantity } from '../../../scheduler-model/index.ts';
import type { WorldView } from '../../world/index.ts';

/** Rows of the pods on a node that would have to move: no DaemonSet, no static pod, not ended, not going. */
export function movablePods({ pods }: WorldView, nodeRow: number): number[] {
  return [...pods.onNode(nodeRow)].filter((row) => pods.isActive(row) && !staysWithNode(pods, row));
}

/** Whether a pod comes and goes with its node. */
export function staysWithNode(pods: WorldView['pods'], row: number): boolean {
  return pods.isMirror(row) || pods.template(row).controller?.kind === 'DaemonSet';
}

/**
 * The larger share of cpu and memory that the pods of a node ask for.
 *
 * @source cluster-autoscaler simulator/utilization/info.go → Calculate (1.36.1)
 */
export function utilization({ pods, nodes }: WorldView, nodeRow: number): number {
  const allocatable = nodes.object(nodeRow)?.status?.allocatable ?? {};
  let largest = 0;
  for (const resource of ['cpu', 'memory']) {
    let used = 0;
    for (const row of pods.onNode(nodeRow)) if (!pods.isTerminal(row)) used += requestOf(pods, row, resource);
    const total = amount(allocatable[resource]);
    if (total > 0) largest = Math.max(largest, used / total);
  }
  return largest;
}

/** What a pod's containers ask for: cores, bytes. */
export function requestOf(pods: WorldView['pods'], row: number, resource: string): number {
  const { containers } = pods.template(row).make.spec;
  return containers.reduce((sum, { resources }) => sum + amount(resources?.requests?.[resource]), 0);
}

/** A quantity as a number; 0 when there is none. */
export function amount(text: string | undefined): number {
  return text === undefined ? 0 : Number(Quantity.parse(text).milliValue) / 1000;
}
