import { isUnknownKind } from '../completeness.ts';
import type { PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType } from './finding.ts';

/** Pods that could have come to stand on another node: what decides between equal nodes is in no snapshot. */
export const schedulerStartUnknown: FindingType = {
  code: 'SCHEDULER_START_UNKNOWN',
  title: 'The choice among nodes is left to chance',
  *find(run) {
    // Without nodes there is no choice to be open, and none is shown.
    if (isUnknownKind(run, 'Node')) return;
    const placed = run.lives.filter(({ scheduled }) => scheduled);
    const open = placed.filter(({ row }) => run.openChoices.has(row));
    if (open.length === 0) return;
    yield {
      severity: 'info',
      objects: open.map(({ key }) => key),
      subject: 'kube-scheduler',
      message: `${open.length} of ${counted(placed.length, 'placed pod')} could have got another node: ${reasonOf(run, open)}. The nodes shown are one possible outcome; --runs 50 shows which outcomes are certain.`,
      evidence: open.map(({ scheduled }) => scheduled!.sequence),
    };
  },
};

/**
 * How kube-scheduler comes to its choice for these pods. With fewer than 100 nodes it visits them all, so that only the order in
 * which its workers report counts.
 *
 * @source pkg/scheduler/schedule_one.go → findNodesThatPassFilters, numFeasibleNodesToFind (v1.36.3)
 * @source pkg/scheduler/framework/preemption/preemption.go → DryRunPreemption, pickOneNodeForPreemption (v1.36.3)
 */
function reasonOf({ world, openChoices }: RunView, open: readonly PodLife[]): string {
  const why = new Set(open.map(({ row }) => openChoices.get(row)));
  const reasons: string[] = [];
  if (why.has('preemption'))
    reasons.push('the pods of several nodes could have been preempted, and the scheduler draws which');
  if (why.has('sample'))
    reasons.push('the scheduler looks at part of the nodes, and where its search begins is in no snapshot');
  else if (why.has('tie'))
    reasons.push(
      world.version.minor < 35
        ? 'several nodes were equally good, and the scheduler draws one of them at random'
        : 'several nodes were equally good, and the scheduler takes one by the order in which its parallel workers report them',
    );
  return reasons.join('; ');
}
