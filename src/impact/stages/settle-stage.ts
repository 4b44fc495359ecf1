import type { Stage } from '../documents.ts';
import type { RunView } from '../run/run-view.ts';
import { seconds } from '../run/seconds.ts';
import { duration } from './duration.ts';
import { makeStage } from './stage-builder.ts';

/** How it ends: at rest, or still under way when the clock was stopped. */
export function settleStage(run: RunView): Stage {
  const at = duration(seconds(run.endMs));
  const running = run.commands.find(({ endMs }) => endMs === undefined);
  const summary = running
    ? `still waiting at t+${at}: ${running.line}`
    : run.settled
      ? `nothing more happens after t+${at}`
      : `things still happen when the clock stopped at t+${at}`;
  return makeStage({
    name: 'settle',
    fromMs: run.endMs,
    toMs: run.endMs,
    open: !run.settled,
    summary,
    entries: [],
  });
}
