import type { RunView } from '../run/run-view.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Pods that were taken although another was their equal in all that decides. */
export const orderLeftToChance: FindingType = {
  code: 'ORDER_LEFT_TO_CHANCE',
  title: 'Which of equal pods goes first is left to chance',
  *find(run: RunView) {
    const leaving = run.lives.filter(({ terminating }) => terminating);
    const drawn = leaving.filter(({ row }) => run.drawnPods.has(row));
    if (drawn.length === 0) return;
    const takers = new Set(drawn.map(({ row }) => run.drawnPods.get(row)));
    const reasons: string[] = [];
    if (takers.has('controller')) reasons.push('their controller had equal ones to choose from');
    if (takers.has('evictions'))
      reasons.push('kubectl asks for all evictions at once, and a budget lets go those that come first');
    yield {
      severity: 'info',
      objects: drawn.map(({ key }) => key),
      subject: takers.has('controller') ? 'kube-controller-manager' : 'kubectl',
      message: `${drawn.length} of ${counted(leaving.length, 'pod')} that leave could have been another, or have left at another time: ${reasons.join('; ')}. The order shown is one possible outcome; --runs 50 shows which outcomes are certain.`,
      evidence: drawn.map(({ terminating }) => terminating!.sequence),
    };
  },
};
