import { type ObjectRef, type Recording, refKey, type Sample, type Series } from '../../history/index.ts';
import { type KubeObject, type PodSpec, podAmounts } from '../../kubernetes/index.ts';
import { numberOf } from '../forecasts/amounts.ts';
import type { Outlook, OutlookContext } from '../forecasts/outlook.ts';
import { containerRestarts } from '../symptoms/container-restarts.ts';
import { type ForecastEntry, type ForecastReport, forecastEntry } from './forecast-report.ts';

/** What a pod uses, asked for and may use; absent where it is not known or not set. */
export interface Usage {
  readonly used?: number;
  readonly request?: number;
  readonly limit?: number;
}

/** One pod of the table. */
export interface TopPod {
  readonly pod: string;
  readonly node?: string;
  readonly phase: string;
  readonly ready: boolean;
  /** Cores. */
  readonly cpu: Usage;
  /** Bytes. */
  readonly memory: Usage;
  readonly restarts: number;
  readonly restartsLastDay?: number;
  /** What of it runs out first, within the horizon. */
  readonly runsOut?: ForecastEntry;
}

/** A namespace as it is now, and what runs out in it. */
export interface TopReport extends Omit<ForecastReport, 'kind'> {
  readonly kind: 'TopReport';
  readonly namespace: string;
  readonly pods: readonly TopPod[];
}

const DAY_MS = 86_400_000;
/** What is older is not what is used now; a rate of CPU is taken over this long. */
const RECENT_MS = 2 * 3_600_000;

interface PodState {
  readonly spec?: PodSpec;
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly restartCount?: number }[];
  };
}

/** @param pods the pods of the namespace, in any order. */
export function topReport(
  context: OutlookContext & { readonly namespace: string },
  pods: readonly KubeObject[],
  outlooks: readonly Outlook[],
  report: ForecastReport,
): TopReport {
  const { recording, nowMs, namespace } = context;
  const cpu = seriesByPod(recording, 'container_cpu_usage_seconds_total', namespace);
  const memory = seriesByPod(recording, 'container_memory_working_set_bytes', namespace);
  const restarts = recording ? restartsByPod(recording, namespace, nowMs) : undefined;
  const rows = pods.map((pod): TopPod => {
    const name = pod.metadata.name ?? '';
    const { spec, status } = pod as PodState;
    const ref: ObjectRef = { kind: 'Pod', namespace, name };
    const first = outlooks.find(({ object }) => refKey(object) === refKey(ref));
    const lastDay = restarts?.get(name) ?? (restarts ? 0 : undefined);
    return {
      pod: name,
      ...(spec?.nodeName === undefined ? {} : { node: spec.nodeName }),
      phase: status?.phase ?? 'Unknown',
      ready: status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false,
      cpu: { ...recently(recording, cpu.get(name), nowMs, rateOf), ...amounts(spec, 'cpu') },
      memory: {
        ...recently(recording, memory.get(name), nowMs, (samples) => samples.at(-1)?.value),
        ...amounts(spec, 'memory'),
      },
      restarts: (status?.containerStatuses ?? []).reduce(
        (sum, { restartCount = 0 }) => sum + restartCount,
        0,
      ),
      ...(lastDay === undefined ? {} : { restartsLastDay: lastDay }),
      ...(first ? { runsOut: forecastEntry(first) } : {}),
    };
  });
  rows.sort((a, b) => (b.memory.used ?? 0) - (a.memory.used ?? 0) || (a.pod < b.pod ? -1 : 1));
  return { ...report, kind: 'TopReport', namespace, pods: rows };
}

function amounts(
  spec: PodSpec | undefined,
  resource: 'cpu' | 'memory',
): { readonly request?: number; readonly limit?: number } {
  if (!spec) return {};
  const of = (which: 'requests' | 'limits') =>
    numberOf(podAmounts(spec, which, false).get(resource)?.toString());
  const request = of('requests');
  const limit = isLimited(spec, resource) ? of('limits') : undefined;
  return { ...(request === undefined ? {} : { request }), ...(limit === undefined ? {} : { limit }) };
}

/** Whether the pod as a whole is limited: a container without a limit may use what its node has. */
function isLimited({ containers, initContainers = [], resources }: PodSpec, resource: string): boolean {
  if (resources?.limits?.[resource] !== undefined) return true;
  const running = [
    ...containers,
    ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  return running.every((container) => container.resources?.limits?.[resource] !== undefined);
}

/** The series of a metric of containers, by the pod. */
function seriesByPod(
  recording: Recording | undefined,
  metric: string,
  namespace: string,
): Map<string, Series[]> {
  const own = (recording?.metrics.series(metric) ?? []).filter(
    ({ labels }) => labels.namespace === namespace && labels.container !== '' && labels.container !== 'POD',
  );
  return Map.groupBy(own, ({ labels }) => labels.pod ?? '');
}

/** What the series of a pod give over the last two hours, added up; undefined when none gives anything. */
function recently(
  recording: Recording | undefined,
  series: readonly Series[] | undefined,
  nowMs: number,
  amountIn: (samples: readonly Sample[]) => number | undefined,
): { readonly used?: number } {
  let total: number | undefined;
  for (const { id } of series ?? []) {
    const value = amountIn(recording?.metrics.samples(id, { fromMs: nowMs - RECENT_MS, toMs: nowMs }) ?? []);
    if (value !== undefined) total = (total ?? 0) + value;
  }
  return total === undefined ? {} : { used: Number(total.toPrecision(4)) };
}

/** By how much a counter rose a second. */
function rateOf(samples: readonly Sample[]): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.timeMs === first.timeMs || last.value < first.value) return undefined;
  return (last.value - first.value) / ((last.timeMs - first.timeMs) / 1000);
}

/** Restarts of the last day by the pod's name. */
function restartsByPod(recording: Recording, namespace: string, nowMs: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { pod, timeMs } of containerRestarts(recording, namespace)) {
    if (timeMs > nowMs - DAY_MS && timeMs <= nowMs) counts.set(pod.name, (counts.get(pod.name) ?? 0) + 1);
  }
  return counts;
}
