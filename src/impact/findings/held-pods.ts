import type { PodLife } from '../run/pod-life.ts';
import type { Refusal } from '../run/refusals.ts';
import type { RunView } from '../run/run-view.ts';
import { lifeOfSnapshot } from '../stages/evict-stages.ts';

/** A pod whose eviction was refused. */
export interface HeldPod {
  readonly life: PodLife;
  readonly refusal: Refusal;
}

/** The pods whose eviction was refused until the end: they never left. */
export function heldPods(run: RunView): HeldPod[] {
  return refusedPods(run).filter(({ life }) => !life.terminating);
}

/** The pods whose eviction was refused at least once. */
export function refusedPods(run: RunView): HeldPod[] {
  const held = new Map<string, HeldPod>();
  for (const refusal of run.refusals) {
    const life =
      run.lives.find(({ key, isOld }) => isOld && key === refusal.pod) ?? lifeOfSnapshot(run, refusal.pod);
    if (life) held.set(life.key, { life, refusal });
  }
  return [...held.values()];
}
