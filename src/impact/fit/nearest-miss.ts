import type { NodeMiss } from '../documents.ts';
import type { PodLife } from '../run/pod-life.ts';
import type { RunView } from '../run/run-view.ts';
import { cordonOf } from '../stages/describe-change.ts';

/** The node that comes nearest to taking a pending pod; a node that the commands emptied is no answer. */
export function nearestMiss(run: RunView, { row }: PodLife): NodeMiss | undefined {
  const misses = run.fits.get(row)?.misses ?? [];
  const closed = new Set(
    run.objects.moments.filter((moment) => cordonOf(moment) === 'cordoned').map(({ key }) => key),
  );
  return misses.find(({ node }) => !closed.has(node)) ?? misses[0];
}

/** `worker-3, short by 70m cpu`, or the node with the reason in the scheduler's words. */
export function missText({ node, reasons, missing }: NodeMiss): string {
  if (!missing || missing.length === 0) return `${node}, ${reasons.join(', ')}`;
  return `${node}, short by ${missing.map((each) => `${each.missing} ${each.resource}`).join(' and ')}`;
}
