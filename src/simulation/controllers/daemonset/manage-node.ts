import type { DaemonSet } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { type DaemonNode, isAvailable, isUpdated } from './daemon-nodes.ts';
import { surgeCount } from './update-limits.ts';

/** What is to be done on one node. */
export interface NodeWork {
  readonly create: boolean;
  /** Rows of pods that have to go. */
  readonly surplus: readonly number[];
  /** Rows of pods that ended; they go as well, failed ones only so often. */
  readonly ended: readonly number[];
}

const NOTHING: NodeWork = { create: false, surplus: [], ended: [] };

/**
 * Whether a node lacks its pod, and which pods on it have to go.
 *
 * @source pkg/controller/daemon/daemon_controller.go → podsShouldBeOnNode, getUnscheduledPodsWithoutNode (v1.36.3)
 */
export function nodeWork(
  world: WorldView,
  set: DaemonSet,
  node: DaemonNode,
  exists: boolean,
  hash: string,
  nowMs: number,
): NodeWork {
  const { pods } = world;
  const { shouldRun, mayStay, rows } = node;
  if (!exists) return { ...NOTHING, surplus: rows.filter((row) => pods.nodeRow(row) < 0) };
  if (shouldRun && rows.length === 0) return { ...NOTHING, create: true };
  const staying = rows.filter((row) => !pods.isTerminating(row));
  if (!mayStay) return { ...NOTHING, surplus: staying };
  const ended = staying.filter((row) => pods.isTerminal(row));
  const running = staying.filter((row) => !pods.isTerminal(row));
  if (surgeCount(set, 1) === 0) return { create: false, surplus: running.slice(1), ended };
  if (running.length === 0) return { create: shouldRun, surplus: [], ended };
  return { create: false, surplus: surplusOfSurge(world, set, running, hash, nowMs), ended };
}

/** Where updates surge, an old pod that is Ready may stay beside a new one until that is available. */
function surplusOfSurge(
  world: WorldView,
  set: DaemonSet,
  running: readonly number[],
  hash: string,
  nowMs: number,
): number[] {
  if (running.length <= 1) return [];
  const [fresh, ...otherFresh] = running.filter((row) => isUpdated(world, row, hash));
  const [old, ...otherOld] = running.filter((row) => !isUpdated(world, row, hash));
  const surplus = [...otherFresh, ...otherOld];
  if (fresh === undefined || old === undefined) return surplus;
  const isReplaced = !world.pods.isReady(old) || isAvailable(world, set, fresh, nowMs);
  return isReplaced ? [...surplus, old] : surplus;
}
