import { isDisrupted } from '../run/loss.ts';
import { hadEnded } from '../run/pod-life.ts';
import type { FindingType } from './finding.ts';

/** Pods without a controller: once gone, nobody makes them again. */
export const barePodLost: FindingType = {
  code: 'BARE_POD_LOST',
  title: 'A pod without a controller is lost',
  *find(run) {
    for (const life of run.lives) {
      if (!isDisrupted(run, life) || life.make.ownerReferences.length > 0) continue;
      if (hadEnded(life)) continue;
      yield {
        severity: 'critical',
        objects: [life.key],
        message: `${life.key} has no controller: it is gone for good when it leaves ${life.node ?? 'the cluster'}.`,
        evidence: [life.terminating!.sequence],
      };
    }
  },
};
