import type { FindingType } from './finding.ts';

/** From v1.35 on the choice among equal nodes follows the scheduler's place in its node list, which no snapshot holds. */
export const schedulerStartUnknown: FindingType = {
  code: 'SCHEDULER_START_UNKNOWN',
  title: 'The choice among equal nodes depends on the scheduler’s memory',
  *find(run) {
    const placed = run.lives.filter(({ scheduled }) => scheduled);
    if (placed.length === 0) return;
    const isDrawn = run.world.version.minor < 35;
    yield {
      severity: 'info',
      objects: [],
      message: isDrawn
        ? 'Where several nodes are equally good, kube-scheduler draws one at random: the nodes shown are one possible outcome. --runs 50 shows which outcomes are certain.'
        : 'Where several nodes are equally good, kube-scheduler takes the first in its visiting order, and no snapshot holds where that begins: the nodes shown are one possible outcome. --runs 50 shows which outcomes are certain.',
      evidence: [],
    };
  },
};
