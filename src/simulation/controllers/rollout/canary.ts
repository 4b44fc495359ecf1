import { countsFor, nextSizes } from './canary-counts.ts';
import {
  availableOf,
  type Canary,
  type CanaryStep,
  hashOf,
  replicasOf,
  secondsOf,
} from './rollout-object.ts';
import type { RolloutWork } from './rollout-work.ts';

/**
 * One step of a canary: sizes follow the weight, the next step begins when all pods of this one are available.
 *
 * @source argoproj/argo-rollouts/rollout/canary.go → rolloutCanary (v1.8)
 */
export function stepCanary(work: RolloutWork, canary: Canary): void {
  const { rollout, fresh, stable } = work;
  const replicas = replicasOf(rollout);
  work.point(canary.stableService, stable ?? fresh);
  work.point(canary.canaryService, fresh);
  for (const set of work.others) work.scale(set, 0);
  if (!stable) {
    work.scale(fresh, replicas);
    finish(work, availableOf(fresh) >= replicas);
    return;
  }
  const { steps = [] } = canary;
  const isAborted = work.status.abort === true;
  const index = work.status.promoteFull
    ? steps.length
    : Math.min(work.status.currentStepIndex ?? 0, steps.length);
  const weight = isAborted ? 0 : weightAt(steps, index);
  const counts = scaleAt(work, canary, steps, index, weight);
  const now = {
    canary: fresh?.spec?.replicas ?? 0,
    stable: stable.spec?.replicas ?? 0,
    available: availableOf(fresh),
    stableAvailable: availableOf(stable),
  };
  const next = nextSizes(rollout, canary, now, counts);
  const isSized = [work.scale(fresh, next.canary), work.scale(stable, next.stable)].every(Boolean);
  const hasArrived =
    isSized &&
    next.canary === counts.canary &&
    next.stable === counts.stable &&
    now.available >= counts.canary;
  if (isAborted) {
    work.status = { ...work.status, phase: 'Degraded', message: 'RolloutAborted', currentStepIndex: 0 };
    return;
  }
  work.status = { ...work.status, phase: 'Progressing', message: 'more replicas need to be updated' };
  if (!hasArrived) return;
  if (index >= steps.length) {
    if (fresh) work.status = { ...work.status, stableRS: hashOf(fresh) ?? '' };
    finish(work, true);
  } else if (isOver(work, steps[index]!)) {
    work.status = { ...work.status, currentStepIndex: index + 1, pauseConditions: [] };
    work.event('Normal', 'RolloutStepCompleted', `Rollout step ${index + 1}/${steps.length} completed`);
  }
}

function finish(work: RolloutWork, isDone: boolean): void {
  work.status = isDone
    ? { ...work.status, phase: 'Healthy', message: '', pauseConditions: [], promoteFull: false }
    : { ...work.status, phase: 'Progressing', message: 'more replicas need to be updated' };
}

/** The weight that holds at a step: that of the last step which set one. */
function weightAt(steps: readonly CanaryStep[], index: number): number {
  if (index >= steps.length) return 100;
  return steps.slice(0, index + 1).findLast(({ setWeight }) => setWeight !== undefined)?.setWeight ?? 0;
}

function scaleAt(
  work: RolloutWork,
  canary: Canary,
  steps: readonly CanaryStep[],
  index: number,
  weight: number,
) {
  const counts = countsFor(work.rollout, canary, weight);
  if (canary.trafficRouting === undefined || work.status.abort || index >= steps.length) return counts;
  const scale = steps.slice(0, index + 1).findLast(({ setCanaryScale }) => setCanaryScale)?.setCanaryScale;
  if (!scale || scale.matchTrafficWeight) return counts;
  const asked = scale.replicas ?? Math.ceil((replicasOf(work.rollout) * (scale.weight ?? weight)) / 100);
  return { ...counts, canary: asked };
}

/** Whether a step is done once its pods are there. */
function isOver(work: RolloutWork, { pause, analysis, experiment, plugin }: CanaryStep): boolean {
  if (pause) {
    const { duration } = pause;
    return work.paused('CanaryPauseStep', duration === undefined ? undefined : secondsOf(duration));
  }
  if (analysis === undefined && experiment === undefined && plugin === undefined) return true;
  const hasBegun = (work.status.pauseConditions ?? []).length > 0;
  if (!hasBegun) {
    const message = 'how an analysis ends is unknown: the rollout is taken to wait at this step';
    work.event('Warning', 'AnalysisUnknown', message);
  }
  return work.paused('UnknownAnalysis', undefined);
}
