import { type ObjectRef, refId } from '../../history/index.ts';
import type { Service } from '../../kubernetes/index.ts';

import type { Failure } from '../signals/failure.ts';
import type { SignalClass } from '../signals/signal.ts';
import { type CauseContext, SKEW_MS } from './context.ts';
import { type Cause, named, type Outage } from './happening.ts';
import { timeFactor } from './time-factor.ts';

/** Endpoints follow a change of a Service or of labels within this time. */
const FOLLOWS_MS = 2 * 60_000;

/** What may have left a Service without ready endpoints: its own change, its pods' labels, or the trouble of its pods. */
export function outageCauses(context: CauseContext, outage: Outage): Cause[] {
  const { course, span } = outage;
  const pods = [...course.pods].map(
    (name): ObjectRef => ({ kind: 'Pod', namespace: course.ref.namespace, name }),
  );
  const stillReady = pods.filter((ref) => isReadyAt(context, ref, span.fromMs));
  return [
    ...serviceChanges(context, outage, stillReady.length > 0),
    ...labelChanges(context, outage, pods),
    ...podTroubles(context, outage, pods),
  ];
}

function serviceChanges(context: CauseContext, { course, span }: Outage, arePodsReady: boolean): Cause[] {
  return context.changesBefore(course.ref, span.fromMs + SKEW_MS).flatMap((change): Cause[] => {
    const isDecisive = ['selector', 'deleted', 'unknown', 'ports'].some((aspect) =>
      change.aspects.has(aspect as 'selector'),
    );
    if (!isDecisive) return [];
    const isFollowed = span.fromMs - change.timeMs <= FOLLOWS_MS;
    const weight = isFollowed ? (arePodsReady ? 1 : 0.5) : 0.1;
    return [
      {
        happening: { type: 'change', change },
        relation: `the Service itself`,
        strength: (change.aspects.has('ports') ? 0.6 : 1) * weight,
        via: [],
        reasons: arePodsReady ? ['its pods stayed ready'] : [],
      },
    ];
  });
}

/** Pods that somebody relabelled, so that the Service does not select them any more. */
function labelChanges(context: CauseContext, { course, span }: Outage, pods: readonly ObjectRef[]): Cause[] {
  const service = context.scene.states.lastKnown(course.ref, span.fromMs) as Service | undefined;
  const selected = Object.keys(service?.spec?.selector ?? {}).map((key) => `metadata.labels.${key}`);
  return pods.flatMap((ref) =>
    context
      .changesBefore(ref, span.fromMs + SKEW_MS)
      .filter(({ isAutomatic, timeMs }) => !isAutomatic && span.fromMs - timeMs <= FOLLOWS_MS)
      .filter(({ fields }) => fields.some(({ path }) => selected.includes(path)))
      .map(
        (change): Cause => ({
          happening: { type: 'change', change },
          relation: `was selected by ${named(course.ref)}`,
          strength: 0.9,
          via: [],
          reasons: [],
        }),
      ),
  );
}

function podTroubles(context: CauseContext, { course, span }: Outage, pods: readonly ObjectRef[]): Cause[] {
  const workloads = new Map<string, { readonly workload: ObjectRef; count: number }>();
  for (const pod of pods) {
    const workload = context.scene.ownership.workloadOf(pod);
    const entry = workloads.get(refId(workload));
    if (entry) entry.count++;
    else workloads.set(refId(workload), { workload, count: 1 });
  }
  return [...workloads.values()].flatMap(({ workload }): Cause[] => {
    const failure = context.failureBefore(workload, span.fromMs);
    if (!failure) return [];
    const isVoluntary = VOLUNTARY.has(failure.class);
    const untilMs = span.toMs ?? context.scene.span.toMs;
    const blocking = isVoluntary ? context.blockingAfter(failure, span.fromMs, untilMs) : undefined;
    const lossWeight =
      blocking === undefined
        ? failure.class === 'removed'
          ? 0.9
          : 1
        : outweighs(failure, blocking)
          ? 1
          : 0.4;
    const relation = `selected by ${named(course.ref)}`;
    const cause = (each: Failure, weight: number): Cause => ({
      happening: { type: 'failure', failure: each },
      relation,
      strength: weight * timeFactor(each.toMs, span.fromMs),
      via: [],
      reasons: [],
    });
    return [
      cause(failure, lossWeight),
      ...(blocking ? [cause(blocking, outweighs(failure, blocking) ? 0.85 : 1)] : []),
    ];
  });
}

/** Losses after which new pods come up at once, unless something keeps them from it. */
const VOLUNTARY: ReadonlySet<SignalClass> = new Set<SignalClass>([
  'removed',
  'evicted',
  'deleted',
  'preempted',
  'tainted',
  'nodePressure',
]);

/** Whether the loss says more than what kept the new pods away: that no room is left is often its own consequence. */
function outweighs(loss: Failure, blocking: Failure): boolean {
  return (
    loss.class !== 'removed' &&
    (blocking.class === 'pending' || blocking.class === 'unready' || blocking.class === 'probe')
  );
}

function isReadyAt(context: CauseContext, ref: ObjectRef, timeMs: number): boolean {
  const course = context.scene.pods.get(refId(ref));
  if (course) {
    if (course.goneMs !== undefined && course.goneMs <= timeMs) return false;
    return course.readiness.findLast((point) => point.timeMs <= timeMs)?.ready ?? false;
  }
  return context.scene.states.at(ref, timeMs) !== undefined;
}
