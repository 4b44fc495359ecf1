import type { DaemonSet } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { availableAtMs } from '../machinery/availability.ts';
import { HASH_LABEL, targetNodeName } from './daemon-template.ts';
import { type NodeFitness, nodeFitness } from './node-fitness.ts';

/** One node as a DaemonSet sees it. */
export interface DaemonNode extends NodeFitness {
  /** Rows of the DaemonSet's pods on the node or meant for it, oldest first, without those that ended and are going. */
  readonly rows: readonly number[];
}

/** What one node adds to the status of a DaemonSet. */
export interface Counts {
  readonly desired: number;
  readonly current: number;
  readonly misscheduled: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
}

export const NO_COUNTS: Counts = {
  desired: 0,
  current: 0,
  misscheduled: 0,
  ready: 0,
  updated: 0,
  available: 0,
};

const WITHOUT_NODE: NodeFitness = { shouldRun: false, mayStay: false };

/** The row of the node that a DaemonSet's pod is on or meant for, or -1. */
export function daemonNodeRow(world: WorldView, row: number): number {
  const nodeRow = world.pods.nodeRow(row);
  if (nodeRow >= 0) return nodeRow;
  const target = targetNodeName(world.pods.template(row).make.spec);
  return target === undefined ? -1 : world.nodes.row(target);
}

/** A node with the DaemonSet's pods among `rows`. */
export function daemonNode(
  world: WorldView,
  set: DaemonSet,
  nodeRow: number,
  rows: readonly number[],
): DaemonNode {
  const { pods, nodes } = world;
  const node = nodes.object(nodeRow);
  const fitness = node ? nodeFitness(set.spec?.template, node) : WITHOUT_NODE;
  const kept = rows.filter((row) => !(pods.isTerminating(row) && pods.isTerminal(row)));
  kept.sort((a, b) => olderFirst(world, a, b));
  return { ...fitness, rows: kept };
}

/**
 * Scheduled before not scheduled, then the older, then by name.
 *
 * @source pkg/controller/daemon/daemon_controller.go → podByCreationTimestampAndPhase.Less (v1.36.3)
 */
function olderFirst({ pods }: WorldView, a: number, b: number): number {
  const [boundA, boundB] = [pods.nodeRow(a) >= 0, pods.nodeRow(b) >= 0];
  if (boundA !== boundB) return boundA ? -1 : 1;
  return pods.createdMs(a) - pods.createdMs(b) || (pods.name(a) < pods.name(b) ? -1 : 1);
}

/** Whether a pod has the DaemonSet's present template. */
export function isUpdated({ pods }: WorldView, row: number, hash: string): boolean {
  return pods.template(row).make.labels[HASH_LABEL] === hash;
}

export function isAvailable(world: WorldView, set: DaemonSet, row: number, nowMs: number): boolean {
  return availableAtMs(world, row, set.spec?.minReadySeconds ?? 0) <= nowMs;
}

/** @source pkg/controller/daemon/daemon_controller.go → updateDaemonSetStatus (v1.36.3) */
export function countsOf(
  world: WorldView,
  set: DaemonSet,
  { shouldRun, rows }: DaemonNode,
  hash: string,
  nowMs: number,
): Counts {
  const first = rows[0];
  if (!shouldRun) return first === undefined ? NO_COUNTS : { ...NO_COUNTS, misscheduled: 1 };
  if (first === undefined) return { ...NO_COUNTS, desired: 1 };
  const ready = world.pods.isReady(first);
  return {
    desired: 1,
    current: 1,
    misscheduled: 0,
    ready: ready ? 1 : 0,
    updated: isUpdated(world, first, hash) ? 1 : 0,
    available: ready && isAvailable(world, set, first, nowMs) ? 1 : 0,
  };
}

export function plus(a: Counts, b: Counts, sign: 1 | -1 = 1): Counts {
  return {
    desired: a.desired + sign * b.desired,
    current: a.current + sign * b.current,
    misscheduled: a.misscheduled + sign * b.misscheduled,
    ready: a.ready + sign * b.ready,
    updated: a.updated + sign * b.updated,
    available: a.available + sign * b.available,
  };
}
