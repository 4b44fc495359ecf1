import type { RunView } from '../run/run-view.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Pods that a controller took although another was their equal in everything that it looks at. */
export const orderLeftToChance: FindingType = {
  code: 'ORDER_LEFT_TO_CHANCE',
  title: 'Which of equal pods goes first is left to chance',
  *find(run: RunView) {
    const leaving = run.lives.filter(({ terminating }) => terminating);
    const drawn = leaving.filter(({ row }) => run.drawnPods.has(row));
    if (drawn.length === 0) return;
    yield {
      severity: 'info',
      objects: drawn.map(({ key }) => key),
      subject: 'kube-controller-manager',
      message: `${drawn.length} of ${counted(leaving.length, 'pod')} that leave could have been another, or have left at another time: their controller had equal ones to choose from. The order shown is one possible outcome; --runs 50 shows which outcomes are certain.`,
      evidence: drawn.map(({ terminating }) => terminating!.sequence),
    };
  },
};
