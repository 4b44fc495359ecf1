import type { Labels } from '../kubernetes/meta.ts';
import type { Pod } from '../kubernetes/pod.ts';

/**
 * Pods that the scheduler cannot tell apart: everything it can read about a pod except name, uid, node and times.
 *
 * Where a pod's name or uid can be read (ephemeral volumes, resource claims) it is part of the class.
 */
export interface PodClass {
  readonly classId: number;
  /** The fields that the scheduler reads, in v1 form. */
  readonly pod: Pod;
  readonly namespace: string;
  readonly labels: Labels;
  readonly priority: number;
}
