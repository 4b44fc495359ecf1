import type { Plugin } from '../../framework/plugin.ts';

/** What the queue order looks at. */
export interface QueuedPod {
  readonly priority: number;
  /** When the pod last entered the queue, in milliseconds. */
  readonly queuedAtMs: number;
}

/**
 * Orders the queue; its place in a profile is the queue's, it has no part in a scheduling cycle.
 *
 * @source pkg/scheduler/framework/plugins/queuesort/priority_sort.go → PrioritySort (v1.36.3)
 */
export class PrioritySort implements Plugin {
  readonly name = 'PrioritySort';
}

/** Higher priority first, then the pod that has waited longer. */
export function compareQueued(a: QueuedPod, b: QueuedPod): number {
  return b.priority - a.priority || a.queuedAtMs - b.queuedAtMs;
}
