import { isDisrupted } from '../run/loss.ts';
import { plainKey } from '../run/replacements.ts';
import type { RunView } from '../run/run-view.ts';
import { counted } from '../stages/duration.ts';
import type { FindingType, Proposal } from './finding.ts';
import { linesOf } from './proposals.ts';

/** The two-drains trap: pods that leave one node, land on the next one to be drained, and move again. */
export const movedTwice: FindingType = {
  code: 'MOVED_TWICE',
  title: 'Pods move onto the next node to be drained',
  *find(run) {
    const again = run.lives.filter((life) => isDisrupted(run, life) && run.replaced.has(life));
    for (const [node, lives] of Map.groupBy(again, ({ node }) => node ?? '')) {
      if (node === '') continue;
      yield {
        severity: 'warning',
        objects: lives.map(plainKey),
        message: `${counted(lives.length, 'pod')} ${lives.length === 1 ? 'moves' : 'move'} onto ${node}, which is emptied afterwards, and ${lives.length === 1 ? 'has' : 'have'} to move again.`,
        evidence: lives.flatMap(({ created, terminating }) => [created!.sequence, terminating!.sequence]),
        ...cordonAllFirst(run),
      };
    }
  },
};

/** The same drains after all of their nodes were cordoned. */
function cordonAllFirst(run: RunView): { readonly proposals?: readonly Proposal[] } {
  const lines = linesOf(run);
  const nodes = lines.flatMap((line) => /^kubectl drain ([a-z0-9][-a-z0-9.]*)(?: |$)/.exec(line)?.[1] ?? []);
  if (nodes.length < 2) return {};
  const moves = movesOf(run);
  return {
    proposals: [
      {
        lines: [`kubectl cordon ${nodes.join(' ')}`, ...lines],
        judge: (tried) =>
          movesOf(tried) < moves ? `${movesOf(tried)} pods move twice instead of ${moves}` : undefined,
      },
    ],
  };
}

function movesOf(run: RunView): number {
  return run.lives.filter((life) => isDisrupted(run, life) && run.replaced.has(life)).length;
}
