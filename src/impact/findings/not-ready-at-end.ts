import { isAlive, type PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { counted } from '../stages/duration.ts';
import { absentFor } from './configuration-missing.ts';
import type { FindingType } from './finding.ts';

/** Pods that have a node and are not Ready when the run ends. */
export const notReadyAtEnd: FindingType = {
  code: 'NOT_READY_AT_END',
  title: 'A pod has a node and does not get Ready',
  *find(run) {
    const waiting = run.lives.filter(
      (life) =>
        isAlive(life) &&
        !life.isOld &&
        life.node !== undefined &&
        !life.ready &&
        absentFor(run, life).length === 0,
    );
    for (const [owner, lives] of Map.groupBy(waiting, ({ owner, key }) => owner ?? key)) {
      const isNothingNew = lives.every((life) => wasBroken(run, run.replaced.get(life)));
      yield {
        severity: isNothingNew ? 'info' : 'warning',
        objects: lives.map(({ key }) => key),
        message: `${counted(lives.length, 'new pod')} of ${owner} ${lives.length === 1 ? 'has' : 'have'} a node and ${lives.length === 1 ? 'is' : 'are'} not Ready at the end${isNothingNew ? ', as the lost ones were not' : ''}.`,
        evidence: lives.map(({ created }) => created!.sequence),
      };
    }
  },
};

/** Whether a pod was not Ready when the run began. */
function wasBroken({ world }: RunView, lost: PodLife | undefined): boolean {
  return lost?.isOld === true && !world.pods.isReady(lost.row);
}
