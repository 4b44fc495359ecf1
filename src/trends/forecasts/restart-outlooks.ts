import { type ObjectRef, refId, type Sample } from '../../history/index.ts';
import { containerRestarts } from '../symptoms/container-restarts.ts';
import { Owners } from '../symptoms/owners.ts';
import { forecastSeries } from './forecast-series.ts';
import { DAY_MS, sorted } from './grown-outlook.ts';
import type { NotForecast, Outlook, OutlookContext, Outlooks } from './outlook.ts';

/** Fewer restarts in all are no trend. */
const MIN_RESTARTS = 20;

/** Workloads whose containers start again more often from day to day. */
export function restartOutlooks(context: OutlookContext): Outlooks {
  const { recording, namespace } = context;
  if (!recording) return { outlooks: [], refused: [] };
  const owners = Owners.of(recording);
  const workloads = new Map<string, Restarted>();
  let fromMs = context.nowMs;
  const all = containerRestarts(recording, namespace, (pod, state, timeMs) => {
    fromMs = Math.min(fromMs, timeMs);
    if (state) owners.add(pod, state);
  });
  for (const { pod, timeMs } of all) {
    const subject = owners.topOf(pod);
    const known = workloads.get(refId(subject)) ?? { subject, times: [] };
    workloads.set(refId(subject), known);
    if (timeMs <= context.nowMs) known.times.push(timeMs);
  }
  const watchedFromMs = Math.max(fromMs, recording.span.fromMs);
  return sorted(
    [...workloads.entries()]
      .filter(([, { times }]) => times.length >= MIN_RESTARTS)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, restarted]) => ofWorkload(restarted, watchedFromMs, context)),
  );
}

interface Restarted {
  readonly subject: ObjectRef;
  readonly times: number[];
}

function ofWorkload(
  { subject, times }: Restarted,
  fromMs: number,
  context: OutlookContext,
): Outlook | NotForecast {
  const counts = perDay(times, fromMs, context.nowMs);
  const points = counts.map(({ timeMs, value }) => ({ x: timeMs / DAY_MS, y: value }));
  const said = { kind: 'restarts', object: subject, what: 'restarts' } as const;
  const forecast = forecastSeries({ points, limit: Number.POSITIVE_INFINITY }, context.rules);
  if (forecast.type === 'refused') return { ...said, reason: forecast.reason, detail: forecast.detail };
  const name = `${subject.kind.split('.', 1)[0]!.toLowerCase()}/${subject.name}`;
  return {
    ...said,
    unit: 'restarts a day',
    state: 'grows',
    now: Math.max(0, forecast.now),
    atHorizon: Math.max(0, forecast.now + forecast.perDay * (context.horizonMs / DAY_MS)),
    growth: forecast,
    evidence: `${times.length} restarts of its containers`,
    fix: {
      command: `kubectl logs ${name} -n ${subject.namespace} --previous`,
      effect: `what the last container said; since when, and what changed: kubectl smart debug ${name} -n ${subject.namespace} --timeline`,
    },
  };
}

/** Counts of whole days, back from now. */
function perDay(times: readonly number[], fromMs: number, nowMs: number): Sample[] {
  const days = Math.floor((nowMs - fromMs) / DAY_MS);
  const counts = new Array<number>(Math.max(0, days)).fill(0);
  for (const time of times) {
    const day = days - 1 - Math.floor((nowMs - time) / DAY_MS);
    if (day >= 0 && day < days) counts[day]!++;
  }
  return counts.map((value, day) => ({ timeMs: nowMs - (days - day - 0.5) * DAY_MS, value }));
}
