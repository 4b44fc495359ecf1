import type { ImpactReport, PodTimelineEntry } from '../impact/index.ts';
import type { SimulatedValue } from './documents.ts';

/**
 * What a run of one command says of a value.
 *
 * @param atRest the same cluster left alone: what happens there has nothing to do with the command.
 */
export function simulatedValue(report: ImpactReport, atRest: ImpactReport): SimulatedValue {
  const { summary, commands, pending, services, findings, assumptions, snapshot } = report;
  const { landings, placedAnyway } = landingsOf(report, atRest);
  return {
    command: commands.map(({ command }) => command).join('; '),
    verdict: summary.verdict,
    reason: summary.reason,
    takenAt: snapshot.takenAt,
    landings,
    placedAnyway,
    removed: summary.removed,
    evicted: summary.evicted,
    pending: pending.filter(({ before }) => before !== true).map(({ pod, message }) => ({ pod, message })),
    services: services
      .filter(({ before, lowest, after }) => before !== lowest || before !== after)
      .map(({ service, before, lowest, after }) => ({ service, before, lowest, after })),
    // What happens anyway is left out of the counts already.
    findings: findings
      .filter(({ code }) => code !== 'NOT_AT_REST')
      .map(({ severity, code, message }) => ({ severity, code, message })),
    assumptions: assumptions
      .filter(({ key }) => key === 'pod-ready' || key === 'pod-termination')
      .map(({ key, value, source, detail }) => `${key} ${value}s (${source}: ${detail})`),
    weakenedBy: summary.weakenedBy,
  };
}

/** Of each owner's pods as many are left out as find a node without the command as well. */
function landingsOf(
  report: ImpactReport,
  atRest: ImpactReport,
): Pick<SimulatedValue, 'landings' | 'placedAnyway'> {
  const left = new Map<string, number>();
  for (const { owner } of placements(atRest)) left.set(owner, (left.get(owner) ?? 0) + 1);
  let placedAnyway = 0;
  const landings = placements(report).flatMap(({ owner, pod, node, t }) => {
    const remaining = left.get(owner) ?? 0;
    if (remaining === 0) return [{ pod, node, t }];
    left.set(owner, remaining - 1);
    placedAnyway++;
    return [];
  });
  return { landings, placedAnyway };
}

interface Placement {
  readonly owner: string;
  readonly pod: string;
  readonly node: string;
  readonly t: number;
}

function placements({ timeline }: ImpactReport): Placement[] {
  const events = timeline.filter((entry): entry is PodTimelineEntry => 'pod' in entry);
  const owners = new Map(
    events.flatMap(({ event, pod, owner }) =>
      event === 'created' && owner !== undefined ? [[pod, owner] as const] : [],
    ),
  );
  return events.flatMap(({ event, pod, node, t }) =>
    event === 'scheduled' && node !== undefined ? [{ owner: owners.get(pod) ?? pod, pod, node, t }] : [],
  );
}
