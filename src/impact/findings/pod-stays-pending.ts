import type { NodeMiss } from '../documents.ts';
import { missText, nearestMiss } from '../fit/nearest-miss.ts';
import { isPending, type PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { type Workload, workloadName, workloadOf } from '../run/workload.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType, Proposal } from './finding.ts';
import { nothingPending, requestedLess, uncordonedFirst, withOneMoreNode } from './proposals.ts';

/** Pods that the run leaves without a node, by workload, with the nearest miss. */
export const podStaysPending: FindingType = {
  code: 'POD_STAYS_PENDING',
  title: 'A pod stays pending',
  *find(run) {
    const pending = run.lives.filter((life) => isPending(life) && !isOldTrouble(life));
    const groups = Map.groupBy(pending, (life) => {
      const workload = workloadOf(run, life);
      return `${workload ? workloadName(workload) : life.key} ${life.isOld} ${messageOf(run, life)}`;
    });
    for (const lives of groups.values()) {
      const first = lives[0]!;
      const workload = workloadOf(run, first);
      const nearest = nearestMiss(run, first);
      const subject = workload ? workloadName(workload) : first.key;
      const isNew = !first.isOld;
      const pods = workload
        ? `${counted(lives.length, 'pod')} of ${subject} ${lives.length === 1 ? 'stays' : 'stay'}`
        : `${subject} stays`;
      yield {
        severity: isNew ? 'critical' : 'info',
        subject,
        objects: lives.map(({ key }) => key),
        message: `${pods} pending${isNew ? '' : ' as before'}: ${messageOf(run, first)}${nearest ? ` Nearest: ${missText(nearest)}.` : ''}`,
        evidence: lives
          .map((life) => life.unschedulable.at(-1)?.sequence ?? life.created?.sequence ?? -1)
          .filter((sequence) => sequence >= 0),
        restsOn: ['Node', 'PersistentVolume', 'PersistentVolumeClaim', 'StorageClass.storage.k8s.io'],
        proposals: workload && isNew ? remedies(run, first, workload, nearest) : [],
      };
    }
  },
};

function remedies(
  run: RunView,
  life: PodLife,
  workload: Workload,
  nearest: NodeMiss | undefined,
): Proposal[] {
  const judge = nothingPending(workload);
  return [
    ...uncordonedFirst(run, run.fits.get(life.row)?.misses ?? [], judge),
    ...requestedLess(run, workload, nearest, judge),
    ...withOneMoreNode(run, nearest, judge),
  ];
}

/** Whether a pod was pending in the snapshot already and nothing new was said of it. */
function isOldTrouble({ isOld, unschedulable }: PodLife): boolean {
  return isOld && unschedulable.length < 2;
}

function messageOf(run: RunView, life: PodLife): string {
  return (
    life.unschedulable.at(-1)?.message ??
    run.fits.get(life.row)?.message ??
    'the scheduler has not tried it yet.'
  );
}
