import { type ObjectRef, refId, type Sample, type Series, type Span } from '../../history/index.ts';

import type { Scene } from '../scene/read-scene.ts';
import type { Ties } from '../scene/ties.ts';
import { type ChangePoint, changePoint } from './change-point.ts';
import { type MetricFamily, type MetricKind, metricKind, ratesOf, valueWords } from './families.ts';

/** A metric of a workload that left its usual level. */
export interface MetricChange {
  readonly workload: ObjectRef;
  /** What the metric is about: the Service that its labels name, or the workload. */
  readonly ref: ObjectRef;
  readonly kind: MetricKind;
  readonly point: ChangePoint;
  /** `http_request_duration_p95_seconds{namespace="default",service="api"}` */
  readonly series: string;
}

/** Labels that name what a metric is about, the most telling first. */
const NAMES = [
  'pod',
  'pod_name',
  'service',
  'deployment',
  'statefulset',
  'daemonset',
  'workload',
  'app',
  'job',
  'container',
] as const;
const NAMESPACES = ['namespace', 'kubernetes_namespace', 'exported_namespace', 'pod_namespace'] as const;

interface Joined {
  readonly kind: MetricKind;
  readonly ref: ObjectRef;
  readonly series: string;
  /** By time, the worst of its pods. */
  readonly values: Map<number, number>;
}

/** The metrics of a scene by workload: series of several pods are joined into their worst, counters read as rates. */
export class MetricIndex {
  readonly #scene: Scene;
  readonly #ties: Ties;
  #series: ReadonlyMap<string, readonly Series[]> | undefined;
  readonly #changes = new Map<string, readonly MetricChange[]>();
  readonly #sampleCounts = new Map<string, number>();

  constructor(scene: Scene, ties: Ties) {
    this.#scene = scene;
    this.#ties = ties;
  }

  /** What changed about a workload, oldest first. */
  changesOf(workload: ObjectRef): readonly MetricChange[] {
    const id = refId(workload);
    let changes = this.#changes.get(id);
    if (!changes) {
      changes = this.#find(workload);
      this.#changes.set(id, changes);
    }
    return changes;
  }

  /** How many samples of a family there are of a workload within the scene. */
  sampleCount(workload: ObjectRef, family: MetricFamily): number {
    this.changesOf(workload);
    return this.#sampleCounts.get(`${refId(workload)} ${family}`) ?? 0;
  }

  #find(workload: ObjectRef): MetricChange[] {
    const changes: MetricChange[] = [];
    for (const { kind, ref, series, values } of this.#joined(workload)) {
      const samples = [...values]
        .map(([timeMs, value]): Sample => ({ timeMs, value }))
        .sort((a, b) => a.timeMs - b.timeMs);
      const key = `${refId(workload)} ${kind.family}`;
      this.#sampleCounts.set(key, Math.max(this.#sampleCounts.get(key) ?? 0, samples.length));
      const point = changePoint(samples);
      if (point) changes.push({ workload, ref, kind, point, series });
    }
    return changes.sort((a, b) => a.point.timeMs - b.point.timeMs || (a.series < b.series ? -1 : 1));
  }

  #joined(workload: ObjectRef): Joined[] {
    const joined = new Map<string, Joined>();
    for (const series of this.#seriesOf(workload)) {
      const kind = metricKind(series);
      if (!kind) continue;
      const samples = this.#samples(series, kind);
      const { text, ref } = subjectOf(series, workload);
      const key = `${kind.family} ${text}`;
      const entry = joined.get(key) ?? { kind, ref, series: text, values: new Map<number, number>() };
      for (const { timeMs, value } of samples) {
        entry.values.set(timeMs, Math.max(entry.values.get(timeMs) ?? Number.NEGATIVE_INFINITY, value));
      }
      joined.set(key, entry);
    }
    return [...joined.values()];
  }

  #samples(series: Series, kind: MetricKind): Sample[] {
    const span: Span = this.#scene.span;
    const samples = this.#scene.recording.metrics
      .samples(series.id, span)
      .filter(({ value }) => Number.isFinite(value));
    return kind.isCounter ? ratesOf(samples) : samples;
  }

  /** The series whose labels name the workload, one of its pods, or a Service in front of it. */
  #seriesOf(workload: ObjectRef): readonly Series[] {
    const { span } = this.#scene;
    const services = this.#ties.servicesOf(workload, span.toMs);
    const names = new Set([workload.name, ...services.map(({ name }) => name)]);
    const isOurs = (name: string) => {
      if (names.has(name)) return true;
      const ref = { kind: 'Pod', namespace: workload.namespace, name };
      return (
        name.startsWith(`${workload.name}-`) &&
        refId(this.#scene.ownership.workloadOf(ref)) === refId(workload)
      );
    };
    return (this.#byNamespace().get(workload.namespace) ?? []).filter(({ labels }) => {
      const named = NAMES.map((label) => labels[label]).find((name) => name !== undefined);
      return named !== undefined && isOurs(named);
    });
  }

  #byNamespace(): ReadonlyMap<string, readonly Series[]> {
    this.#series ??= Map.groupBy(
      this.#scene.recording.metrics.series().filter((series) => metricKind(series) !== undefined),
      ({ labels }) =>
        NAMESPACES.map((label) => labels[label]).find((name) => name !== undefined) ?? 'default',
    );
    return this.#series;
  }
}

/** What a series is about, and its text without the name of a pod. */
function subjectOf(
  { name, labels }: Series,
  workload: ObjectRef,
): { readonly text: string; readonly ref: ObjectRef } {
  const kept = Object.entries(labels).filter(
    ([label]) => label !== 'pod' && label !== 'pod_name' && label !== 'instance',
  );
  const text = `${name}{${kept.map(([label, value]) => `${label}="${value}"`).join(',')}}`;
  const { service } = labels;
  const isService = service !== undefined && labels.pod === undefined;
  return {
    text,
    ref: isService ? { kind: 'Service', namespace: workload.namespace, name: service } : workload,
  };
}

/** `p95 latency 43 ms → 290 ms (from 08:12:44.758, 10 deviations)` */
export function metricWords({ kind, point }: MetricChange): string {
  return `${kind.words} ${valueWords(point.before, kind.unit)} → ${valueWords(point.after, kind.unit)}`;
}

/** Where it stands, with the figures behind it. */
export function metricEvidence({ series, point }: MetricChange): string[] {
  const chance = point.p < 0.0001 ? 'p < 0.0001' : `p ${Number(point.p.toPrecision(2))}`;
  return [
    `${series}: ${point.deviations} deviations from the median of ${point.baselineCount} samples, ${chance}`,
  ];
}
