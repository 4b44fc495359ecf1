import type { Observation } from '../control-plane/watch-stream.ts';
import type { MetricLine } from '../scenario/incident.ts';

const STEP_SECONDS = 5;
/** Values of one metric differ a little between its series and from sample to sample, as measured ones do. */
const SPREAD = 0.02;

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly fromMs: number;
  readonly toMs: number;
}

/** An OpenMetrics text of what could be measured meanwhile: one series a pod while it runs, or one for the service. */
export function metricsText(
  lines: readonly MetricLine[],
  observations: readonly Observation[],
  startMs: number,
  endMs: number,
): string {
  const families = Map.groupBy(lines, ({ name }) => name);
  const parts = [...families].map(([name, members]) => {
    const { help, unit } = members[0]!;
    const samples = members.flatMap((line) =>
      seriesOf(line, observations, startMs, endMs).flatMap((series) => samplesOf(line, series, startMs)),
    );
    return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `# UNIT ${name} ${unit}`, ...samples].join(
      '\n',
    );
  });
  return `${parts.join('\n')}\n# EOF\n`;
}

function seriesOf(
  { pods, service, namespace }: MetricLine,
  observations: readonly Observation[],
  startMs: number,
  endMs: number,
): Series[] {
  if (pods === undefined)
    return [{ labels: { namespace, service: service ?? '' }, fromMs: startMs, toMs: endMs }];
  const lives = new Map<string, { fromMs: number; toMs: number }>();
  for (const { at, type, object } of observations) {
    const labels = object.metadata.labels as Record<string, string> | undefined;
    if (object.kind !== 'Pod' || object.metadata.namespace !== namespace || labels?.app !== pods) continue;
    const name = object.metadata.name;
    const known = lives.get(name);
    if (type === 'DELETED') {
      if (known !== undefined) known.toMs = at;
    } else if (known === undefined && (object.status as { phase?: string }).phase === 'Running')
      lives.set(name, { fromMs: Math.max(at, startMs), toMs: endMs });
  }
  return [...lives]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, { toMs }]) => toMs > startMs)
    .map(([pod, life]) => ({ labels: { namespace, pod, container: 'main' }, ...life }));
}

function samplesOf(
  { name, points, unit }: MetricLine,
  { labels, fromMs, toMs }: Series,
  startMs: number,
): string[] {
  const text = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  const samples: string[] = [];
  for (let at = startMs; at <= toMs; at += STEP_SECONDS * 1000) {
    if (at < fromMs) continue;
    const seconds = (at - startMs) / 1000;
    const value = points.findLast(([from]) => from <= seconds)?.[1];
    if (value === undefined) continue;
    const shaken = value * (1 + SPREAD * Math.sin(seconds + text.join().length));
    const shown = unit === 'bytes' ? String(Math.round(shaken)) : shaken.toFixed(4);
    samples.push(`${name}{${text.join(',')}} ${shown} ${(at / 1000).toFixed(3)}`);
  }
  return samples;
}
