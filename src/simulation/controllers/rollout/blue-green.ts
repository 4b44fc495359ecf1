import { availableOf, type BlueGreen, hashOf, replicasOf } from './rollout-object.ts';
import type { RolloutWork } from './rollout-work.ts';

const SCALE_DOWN_DELAY_SECONDS = 30;

/**
 * One step of a blue-green rollout: the new pods come beside the old ones, the active Service is switched when all are
 * available, and the old pods go a while later.
 *
 * @source argoproj/argo-rollouts/rollout/bluegreen.go → rolloutBlueGreen (v1.8)
 */
export function stepBlueGreen(work: RolloutWork, blueGreen: BlueGreen): void {
  const { rollout, fresh, stable } = work;
  const replicas = replicasOf(rollout);
  if (!stable) {
    work.point(blueGreen.previewService, fresh);
    work.point(blueGreen.activeService, fresh);
    work.scale(fresh, replicas);
    const isDone = availableOf(fresh) >= replicas;
    work.status = {
      ...work.status,
      phase: isDone ? 'Healthy' : 'Progressing',
      message: isDone ? '' : 'active service cutover pending',
    };
    retire(work, blueGreen);
    return;
  }
  if (work.status.abort) {
    work.point(blueGreen.activeService, stable);
    work.scale(stable, replicas);
    work.scale(fresh, 0);
    work.status = { ...work.status, phase: 'Degraded', message: 'RolloutAborted' };
    return;
  }
  work.point(blueGreen.previewService, fresh);
  work.scale(stable, replicas);
  const isPromoting = work.status.promoteFull === true;
  const wanted = isPromoting ? replicas : (blueGreen.previewReplicaCount ?? replicas);
  const isSized = work.scale(fresh, Math.max(wanted, fresh?.spec?.replicas ?? 0));
  work.status = { ...work.status, phase: 'Progressing', message: 'waiting for rollout to finish' };
  if (!isSized || availableOf(fresh) < Math.min(wanted, fresh?.spec?.replicas ?? 0)) return;
  const isAutomatic = blueGreen.autoPromotionEnabled ?? true;
  const { autoPromotionSeconds } = blueGreen;
  const waits = !isPromoting && (!isAutomatic || autoPromotionSeconds !== undefined);
  if (waits && !work.paused('BlueGreenPause', autoPromotionSeconds)) return;
  if (availableOf(fresh) < replicas) {
    work.scale(fresh, replicas);
    return;
  }
  work.point(blueGreen.activeService, fresh);
  if (fresh) work.status = { ...work.status, stableRS: hashOf(fresh) ?? '', phase: 'Healthy', message: '' };
  work.status = { ...work.status, pauseConditions: [], promoteFull: false };
}

/** Takes the old pods away some time after the switch. */
function retire(work: RolloutWork, { scaleDownDelaySeconds = SCALE_DOWN_DELAY_SECONDS }: BlueGreen): void {
  const old = work.others.filter(({ spec }) => (spec?.replicas ?? 0) > 0);
  if (old.length === 0) return;
  const status = work.status;
  const isOver = work.paused('ScaleDownDelay', scaleDownDelaySeconds);
  const { pauseConditions } = work.status;
  work.status = { ...status, ...(pauseConditions ? { pauseConditions } : {}) };
  if (isOver) for (const set of old) work.scale(set, 0);
}
