import type { WorldView } from '../../world/index.ts';
import { newQueuedPod, type QueuedPod } from './queued-pod.ts';
import type { SchedulingModel } from './scheduling-model.ts';

const NONE = -1;

/** The pending pods of a snapshot as the scheduler would hold them. Computed once for a world. */
export interface SchedulerBaseline {
  /** Rows of the pods to be tried. */
  readonly fresh: readonly number[];
  /** Rows of the pods that wait for an event, with the plugins that reject them. */
  readonly waiting: readonly { readonly row: number; readonly rejectors: readonly string[] }[];
  /** Rows of the pods that ask for a scheduler that is not modelled: nobody places them. */
  readonly unhandled: readonly number[];
}

/**
 * Sorts the pending pods. What rejected a pod lives in the scheduler's memory only, so a pod that its condition calls
 * unschedulable is tried once on paper; if it fits after all it is to be tried.
 */
export function schedulerBaselineOf(world: WorldView, model: SchedulingModel): SchedulerBaseline {
  const { pods } = world;
  const [fresh, waiting, unhandled]: [number[], { row: number; rejectors: readonly string[] }[], number[]] = [
    [],
    [],
    [],
  ];
  for (let row = 0; row < pods.rowCount; row++) {
    if (pods.nodeRow(row) !== NONE || !pods.exists(row) || pods.isTerminal(row)) continue;
    const pod = queuedPodOf(world, model, row);
    if (!pod) {
      unhandled.push(row);
      continue;
    }
    const gate = model.gate(pod);
    const outcome = gate === undefined && pods.isUnschedulable(row) ? model.attempt(pod) : undefined;
    if (outcome?.type === 'rejected') waiting.push({ row, rejectors: outcome.rejectors });
    else fresh.push(row);
  }
  return { fresh, waiting, unhandled };
}

/** The pod for the queue, or undefined when no profile is responsible for it. */
export function queuedPodOf(world: WorldView, model: SchedulingModel, row: number): QueuedPod | undefined {
  const { spec } = world.pods.template(row).make;
  const profile = model.profiles.get(spec.schedulerName || 'default-scheduler');
  if (!profile) return undefined;
  const classId = world.scheduling.classOf(row);
  return newQueuedPod(row, profile, classId, spec.priority ?? 0);
}
