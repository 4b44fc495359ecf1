import { refKey } from '../history/index.ts';
import { isoTime } from '../kubernetes/index.ts';
import type { CauseContext } from './causes/context.ts';
import type { Step } from './causes/explain.ts';
import type { Outage } from './causes/happening.ts';
import type { DecidedChange } from './changes/decided-change.ts';
import type { Recovery } from './documents.ts';

/** When the last of the outages was over; undefined when one was not. */
export function endOf(outages: readonly Outage[]): number | undefined {
  if (outages.length === 0 || outages.some(({ span }) => span.toMs === undefined)) return undefined;
  return Math.max(...outages.map(({ span }) => span.toMs!));
}

/** How long it took, and who or what ended it. */
export function recoveryOf(
  context: CauseContext,
  outages: readonly Outage[],
  steps: readonly Step[],
  fixes: readonly DecidedChange[],
): Recovery {
  const end = endOf(outages);
  if (end === undefined) {
    return { seconds: null, by: outages.length === 0 ? '' : 'not within the recording' };
  }
  const start = Math.min(...outages.map(({ span }) => span.fromMs));
  return {
    seconds: Math.round((end - start) / 10) / 100,
    by: fixes.length > 0 ? fixWords(fixes) : withoutHands(context, steps, end),
    from: isoTime(start),
    to: isoTime(end),
  };
}

/** `tom@example.com: CACHE_SIZE unlimited → 256Mi (ConfigMap/default/api-config), restarted (Deployment/default/api)` */
function fixWords(fixes: readonly DecidedChange[]): string {
  const byWho = Map.groupBy(fixes, ({ who }) => who ?? 'somebody (no audit log says who)');
  return [...byWho]
    .map(
      ([who, changes]) =>
        `${who}: ${changes.map(({ words, ref }) => `${words} (${refKey(ref)})`).join(', ')}`,
    )
    .join('; ');
}

/** What came back by itself before the end. */
function withoutHands(context: CauseContext, steps: readonly Step[], endMs: number): string {
  const names = new Set(
    steps.flatMap(({ happening }) =>
      happening.type === 'nodes' ? happening.lost.nodes.map(({ ref }) => ref.name) : [],
    ),
  );
  const back = context.scene.nodesDown.filter(
    ({ ref, toMs }) => names.has(ref.name) && toMs !== undefined && toMs <= endMs,
  );
  if (back.length > 0) {
    return `${back
      .map(({ ref }) => refKey(ref))
      .sort()
      .join(', ')} well again`;
  }
  return 'new pods became ready, nobody changed anything';
}
