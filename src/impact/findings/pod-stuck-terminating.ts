import { isDisrupted } from '../run/loss.ts';
import type { FindingType } from './finding.ts';

/** Pods whose node no longer answers: they are deleted but never gone, and their StatefulSet does not replace them. */
export const podStuckTerminating: FindingType = {
  code: 'POD_STUCK_TERMINATING',
  title: 'A pod stays terminating and is not replaced',
  *find(run) {
    for (const life of run.lives) {
      const { key, owner, node, terminating, deleted } = life;
      if (!terminating || deleted || !owner?.startsWith('StatefulSet/') || !isDisrupted(run, life)) continue;
      // A pod that is only slow to go is not stuck.
      if (terminating.timeMs + terminating.graceSeconds * 1000 > run.endMs && !run.settled) continue;
      yield {
        severity: 'warning',
        objects: [key],
        message: `${key} stays terminating: its node ${node} does not confirm that it has stopped, and ${owner} makes no second pod of that name. It comes back when the node returns, is deleted, or gets the taint node.kubernetes.io/out-of-service.`,
        evidence: [terminating.sequence],
      };
    }
  },
};
