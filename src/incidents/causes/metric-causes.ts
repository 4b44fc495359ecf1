import { type ObjectRef, refId } from '../../history/index.ts';
import type { MetricChange } from '../metrics/metric-changes.ts';
import { DEPLOYMENT } from '../scene/kinds.ts';
import { type Failure, podsOf } from '../signals/failure.ts';
import type { CauseContext } from './context.ts';
import { type Cause, named } from './happening.ts';
import { timeFactor } from './time-factor.ts';
import { guardingChanges, ownChanges, tiedChanges } from './workload-changes.ts';

const CALLABLE = [DEPLOYMENT, 'StatefulSet.apps', 'DaemonSet.apps', 'Rollout.argoproj.io'] as const;
/** Samples are taken now and then: what a metric shows may have begun this long before. */
const SAMPLING_MS = 60_000;
/** A trouble that ended this long before a metric changed is not why. */
const OVER_MS = 5 * 60_000;

/** What may have led to a change of a metric: trouble of the pods themselves, of what they call, or changes before. */
export function metricCauses(context: CauseContext, metric: MetricChange): Cause[] {
  const { workload, point } = metric;
  const slow = asFailure(context, metric);
  const changes = [ownChanges, tiedChanges, guardingChanges].flatMap((rule) => rule(context, slow));
  const troubles = troubleOf(context, workload, point.timeMs, `runs ${named(workload)}`, 0.95);
  return [...changes, ...troubles, ...saturationOf(context, metric), ...calleesOf(context, metric)];
}

/** A metric that changed is treated as pods that answer slowly. */
function asFailure(context: CauseContext, { workload, point }: MetricChange): Failure {
  const pods = podsOf(context.scene, workload)
    .filter(
      ({ createdMs, goneMs }) =>
        (createdMs ?? 0) <= point.timeMs && (goneMs ?? Number.POSITIVE_INFINITY) >= point.timeMs,
    )
    .sort((a, b) => (b.createdMs ?? 0) - (a.createdMs ?? 0));
  return {
    workload,
    class: 'probe',
    fromMs: point.timeMs,
    toMs: point.timeMs,
    count: 1,
    pods: pods.map(({ ref }) => ref),
    nodes: [],
    message: '',
    said: '',
    who: undefined,
    evidence: [],
    signals: [],
  };
}

/** What the pods of a workload suffered when a metric changed. */
function troubleOf(
  context: CauseContext,
  workload: ObjectRef,
  timeMs: number,
  relation: string,
  weight: number,
): Cause[] {
  const failure = context.failureBefore(workload, timeMs + SAMPLING_MS / 4);
  if (!failure || failure.class === 'removed' || timeMs - failure.toMs > OVER_MS) return [];
  return [
    {
      happening: { type: 'failure', failure },
      relation: relation.replace(/^runs/, 'pods of'),
      strength: weight * timeFactor(failure.fromMs, timeMs),
      via: [],
      reasons: [],
    },
  ];
}

/** A resource of the same workload that ran short before. */
function saturationOf(context: CauseContext, { workload, point, kind }: MetricChange): Cause[] {
  if (kind.family === 'saturation') return [];
  return context.metrics
    .changesOf(workload)
    .filter(
      (each) =>
        each.kind.family === 'saturation' &&
        each.point.direction === 'up' &&
        each.point.timeMs <= point.timeMs,
    )
    .map(
      (metric): Cause => ({
        happening: { type: 'metric', metric },
        relation: `of the same workload, ${named(workload)}`,
        strength: 0.85 * timeFactor(metric.point.timeMs, point.timeMs),
        via: [],
        reasons: [],
      }),
    );
}

/** What the workload calls: Services that lost their endpoints, pods in trouble, answers that became slow. */
function calleesOf(context: CauseContext, { workload, point }: MetricChange): Cause[] {
  return context.ties.callsOf(workload, point.timeMs).flatMap(({ service, words }): Cause[] => {
    const relation = `called by ${named(workload)} (${words})`;
    const outage = context.outages.findLast(
      ({ course, span }) =>
        refId(course.ref) === refId(service) &&
        span.fromMs <= point.timeMs &&
        (span.toMs ?? Number.POSITIVE_INFINITY) >= point.timeMs - OVER_MS,
    );
    const down: Cause[] = outage
      ? [{ happening: { type: 'outage', outage }, relation, strength: 0.95, via: [], reasons: [] }]
      : [];
    const behind = context.ties.workloadsBehind(service, CALLABLE, point.timeMs);
    const slow = behind
      .filter((callee) => refId(callee) !== refId(workload))
      .flatMap((callee) => [
        ...troubleOf(context, callee, point.timeMs, relation, 0.8),
        ...context.metrics
          .changesOf(callee)
          .filter((each) => each.kind.family !== 'saturation' && each.point.direction === 'up')
          .filter(
            (each) =>
              each.point.timeMs <= point.timeMs + 1 && point.timeMs - each.point.timeMs <= 10 * SAMPLING_MS,
          )
          .map(
            (metric): Cause => ({
              happening: { type: 'metric', metric },
              relation,
              strength: 0.97 * timeFactor(metric.point.timeMs, point.timeMs),
              via: [],
              reasons: [],
            }),
          ),
      ]);
    return [...down, ...slow];
  });
}
