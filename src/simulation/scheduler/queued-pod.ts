import type { Profile } from '../../../scheduler-model/index.ts';

/** A pending pod as the scheduling queue knows it. @source pkg/scheduler/framework/types.go → QueuedPodInfo (v1.36.3) */
export interface QueuedPod {
  readonly row: number;
  readonly profile: Profile;
  /** What the scheduler reads of it; changes when the pod is updated. */
  classId: number;
  priority: number;
  place: 'active' | 'backoff' | 'error-backoff' | 'unschedulable' | 'none';
  /** When it last came into the queue, milliseconds since the epoch. */
  queuedMs: number;
  /** Order of coming, the last tie-break. */
  sequence: number;
  /** How often it was found to fit nowhere. */
  rejectedCount: number;
  /** How often in a row an attempt ended in an error. */
  errorCount: number;
  /** Plugins that rejected it in the last attempt, or gate it. */
  rejectors: readonly string[];
  /** The plugin that keeps it from being tried at all. */
  gatedBy: string | undefined;
  /** The node that room is kept for it on, or -1. */
  nominatedTo: number;
  /** Where it is in its heap. */
  heapIndex: number;
}

const NONE: readonly string[] = [];

export function newQueuedPod(row: number, profile: Profile, classId: number, priority: number): QueuedPod {
  return {
    row,
    profile,
    classId,
    priority,
    place: 'none',
    queuedMs: 0,
    sequence: 0,
    rejectedCount: 0,
    errorCount: 0,
    rejectors: NONE,
    gatedBy: undefined,
    nominatedTo: -1,
    heapIndex: -1,
  };
}
