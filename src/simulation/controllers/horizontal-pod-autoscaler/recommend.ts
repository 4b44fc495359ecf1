import { Quantity } from '../../../../scheduler-model/index.ts';
import type { HorizontalPodAutoscaler, KubeObject } from '../../../kubernetes/index.ts';
import type { WorldView } from '../../../world/index.ts';
import { isFeatureOn, managerFlags } from '../machinery/manager-flags.ts';
import { replicasOf } from './scale-target.ts';

const METRICS = 'PodMetrics.metrics.k8s.io';
const CPU_INITIALIZATION_MS = 300_000;
const READINESS_DELAY_MS = 30_000;

type Spec = NonNullable<HorizontalPodAutoscaler['spec']>;
type Metric = NonNullable<Spec['metrics']>[number];

/** How many replicas the metrics ask for. */
export type Recommendation =
  | { readonly type: 'known'; readonly replicas: number; readonly reason: string }
  /** The controller would give up as well. */
  | { readonly type: 'invalid'; readonly why: string }
  | { readonly type: 'unknown'; readonly why: string };

interface PodMetrics extends KubeObject {
  readonly timestamp?: string;
  readonly window?: string;
  readonly containers?: readonly {
    readonly name: string;
    readonly usage: Readonly<Record<string, string>>;
  }[];
}

/**
 * The largest of what the metrics ask for. Only resource metrics can be read, from the PodMetrics of a snapshot; what a
 * pod used then it goes on using.
 *
 * @source pkg/controller/podautoscaler/horizontal.go → computeReplicasForMetrics (v1.36.3)
 * @deviation one metric that cannot be read makes the whole unknown; there it blocks scaling down alone.
 */
export function recommend(
  world: WorldView,
  autoscaler: HorizontalPodAutoscaler,
  target: KubeObject,
  nowMs: number,
): Recommendation {
  const metrics = autoscaler.spec?.metrics ?? [];
  if (world.objects.count(METRICS) === 0) return { type: 'unknown', why: 'the snapshot holds no metrics' };
  let best: Extract<Recommendation, { type: 'known' }> | undefined;
  for (const metric of metrics) {
    const outcome = forMetric(world, autoscaler, target, metric, nowMs);
    if (outcome.type !== 'known') return outcome;
    if (!best || outcome.replicas > best.replicas) best = outcome;
  }
  return best ?? { type: 'unknown', why: 'it has no metrics' };
}

/** A pod's part in a metric: what it uses and what it asked for, in millis. */
interface Sample {
  readonly row: number;
  readonly usage: number | undefined;
  readonly request: number;
  readonly isUnready: boolean;
}

function forMetric(
  world: WorldView,
  autoscaler: HorizontalPodAutoscaler,
  target: KubeObject,
  metric: Metric,
  nowMs: number,
): Recommendation {
  const source = metric.resource ?? metric.containerResource;
  if (!source) return { type: 'unknown', why: `metrics of type ${metric.type} are not in a snapshot` };
  const container = metric.containerResource?.container;
  const { averageUtilization, averageValue } = source.target;
  const samples: Sample[] = [];
  for (const row of podsOf(world, target)) {
    const sample = sampleOf(world, row, source.name, container, nowMs);
    if (typeof sample === 'string') {
      if (averageUtilization !== undefined) return { type: 'invalid', why: sample };
    } else samples.push(sample);
  }
  const isUtilization = averageUtilization !== undefined;
  const goal = isUtilization ? averageUtilization / 100 : milliOf(averageValue ?? '0');
  const replicas = replicasFor(
    samples,
    goal,
    isUtilization,
    replicasOf(target),
    toleranceOf(world, autoscaler),
  );
  if (replicas === undefined)
    return { type: 'invalid', why: 'no metrics returned from resource metrics API' };
  const direction = replicas > replicasOf(target) ? 'above' : 'below';
  const what = isUtilization ? 'resource utilization (percentage of request)' : 'resource';
  return { type: 'known', replicas, reason: `${source.name} ${what} ${direction} target` };
}

/**
 * How many replicas bring the usage to the goal.
 *
 * @source pkg/controller/podautoscaler/replica_calculator.go → GetResourceReplicas, calcPlainMetricReplicas (v1.36.3)
 */
export function replicasFor(
  samples: readonly Sample[],
  goal: number,
  isUtilization: boolean,
  current: number,
  tolerance: { readonly up: number; readonly down: number },
): number | undefined {
  const measured = samples.filter(({ usage, isUnready }) => usage !== undefined && !isUnready);
  const missing = samples.filter(({ usage, isUnready }) => usage === undefined && !isUnready);
  const unready = samples.filter(({ isUnready }) => isUnready);
  if (measured.length === 0) return undefined;
  const ratioOf = (parts: readonly { readonly usage: number; readonly request: number }[]) => {
    const usage = parts.reduce((sum, part) => sum + part.usage, 0);
    const asked = isUtilization ? parts.reduce((sum, part) => sum + part.request, 0) : parts.length;
    return usage / (asked * goal);
  };
  const isWithin = (ratio: number) => 1 - tolerance.down <= ratio && ratio <= 1 + tolerance.up;
  const known = measured.map(({ usage = 0, request }) => ({ usage, request }));
  const ratio = ratioOf(known);
  const isUp = ratio > 1;
  if (missing.length === 0 && (unready.length === 0 || !isUp))
    return isWithin(ratio) ? current : Math.ceil(rounded(ratio * measured.length));
  const parts = [...known];
  for (const { request } of missing) {
    const assumed = isUp ? 0 : isUtilization ? request * Math.max(1, goal) : goal;
    parts.push({ usage: assumed, request });
  }
  if (isUp) for (const { request } of unready) parts.push({ usage: 0, request });
  const again = ratioOf(parts);
  if (isWithin(again) || again > 1 !== isUp) return current;
  const replicas = Math.ceil(rounded(again * parts.length));
  return (isUp && replicas < current) || (!isUp && replicas > current) ? current : replicas;
}

/** Takes away what binary fractions add. */
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

/**
 * A pod's sample; a text says that the metric cannot be computed, undefined usage that there is none of this pod.
 *
 * @source pkg/controller/podautoscaler/replica_calculator.go → groupPods (v1.36.3)
 */
function sampleOf(
  world: WorldView,
  row: number,
  resource: string,
  container: string | undefined,
  nowMs: number,
): Sample | string {
  const { pods } = world;
  const { containers } = pods.template(row).make.spec;
  const chosen = containers.filter(({ name }) => container === undefined || name === container);
  let request = 0;
  for (const { name, resources } of chosen) {
    const asked = resources?.requests?.[resource];
    if (asked === undefined)
      return `missing request for ${resource} in container ${name} of Pod ${pods.name(row)}`;
    request += milliOf(asked);
  }
  const found = world.objects.get(METRICS, pods.namespace(row), pods.name(row)) as PodMetrics | undefined;
  const usage = found?.containers
    ?.filter(({ name }) => container === undefined || name === container)
    .reduce((sum, each) => sum + milliOf(each.usage[resource] ?? '0'), 0);
  return { row, usage, request, isUnready: isUnready(world, row, resource, nowMs) };
}

function isUnready({ pods }: WorldView, row: number, resource: string, nowMs: number): boolean {
  if (pods.phase(row) === 'Pending') return true;
  if (resource !== 'cpu') return false;
  const startedMs = pods.startedMs(row);
  if (Number.isNaN(startedMs)) return true;
  if (startedMs + CPU_INITIALIZATION_MS > nowMs) return !pods.isReady(row);
  return !pods.isReady(row) && pods.readyChangedMs(row) < startedMs + READINESS_DELAY_MS;
}

/** Pods that the target's selector selects, without those that failed or are being deleted. */
function podsOf({ pods, templates, selections }: WorldView, target: KubeObject): number[] {
  const kind = target.kind === 'ReplicationController' ? 'ReplicationController' : 'Deployment.apps';
  const selector = selections.selectorOf(kind, target);
  return templates
    .selected(target.metadata.namespace ?? 'default', selector)
    .flatMap((id) => [...pods.ofTemplate(id)])
    .filter((row) => !pods.isTerminating(row) && pods.phase(row) !== 'Failed');
}

/** From this minor version on an autoscaler may set its own tolerance. */
const OWN_TOLERANCE_SINCE = 35;

function toleranceOf(world: WorldView, { spec }: HorizontalPodAutoscaler): { up: number; down: number } {
  const common = Number(managerFlags(world).get('horizontal-pod-autoscaler-tolerance') ?? 0.1);
  const isOwn = isFeatureOn(world, 'HPAConfigurableTolerance', world.version.minor >= OWN_TOLERANCE_SINCE);
  const own = (rules: unknown) => {
    const { tolerance } = (rules ?? {}) as { readonly tolerance?: string };
    return isOwn && tolerance !== undefined ? milliOf(tolerance) / 1000 : common;
  };
  return { up: own(spec?.behavior?.scaleUp), down: own(spec?.behavior?.scaleDown) };
}

function milliOf(text: string): number {
  return Number(Quantity.parse(text).milliValue);
}
