import type { NodeMiss } from '../documents.ts';
import { oncePerRun } from '../run/once-per-run.ts';
import type { PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { cordonOf } from '../stages/describe-change.ts';

/** The nodes that a run cordons. */
const cordonedIn = oncePerRun(
  ({ objects }) =>
    new Set(objects.moments.filter((moment) => cordonOf(moment) === 'cordoned').map(({ key }) => key)),
);

/** The node that comes nearest to taking a pending pod; a node that the commands emptied is no answer. */
export function nearestMiss(run: RunView, { row }: PodLife): NodeMiss | undefined {
  const misses = run.fits.get(row)?.misses ?? [];
  const closed = cordonedIn(run);
  return misses.find(({ node }) => !closed.has(node)) ?? misses[0];
}

/** `worker-3, short by 70m cpu`, or the node with the reason in the scheduler's words; and what else is against it. */
export function missText({ node, reasons, missing = [], also = [] }: NodeMiss): string {
  const first =
    missing.length === 0
      ? reasons.join(', ')
      : `short by ${missing.map(({ missing, resource, capacity }) => `${missing} ${resource}${capacity === undefined ? '' : ` (it has ${capacity} in all)`}`).join(' and ')}`;
  return [`${node}, ${first}`, ...also].join('; ');
}
