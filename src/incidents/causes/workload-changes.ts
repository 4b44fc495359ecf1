import { type ObjectRef, refId, refKey } from '../../history/index.ts';
import type { Aspect } from '../changes/aspects.ts';
import type { DecidedChange } from '../changes/decided-change.ts';
import { HPA } from '../scene/kinds.ts';
import type { Tie } from '../scene/ties.ts';
import { type Failure, podsOf } from '../signals/failure.ts';
import { spanWords } from '../words.ts';
import { affinity } from './affinity.ts';
import type { CauseContext } from './context.ts';
import { type Cause, named } from './happening.ts';
import { timeFactor } from './time-factor.ts';

/** Aspects that give a workload new pods. */
const IN_TEMPLATE: readonly Aspect[] = [
  'image',
  'command',
  'environment',
  'references',
  'memoryLowered',
  'cpuLowered',
  'requestsRaised',
  'resources',
  'probe',
  'security',
  'placement',
  'priority',
  'ports',
  'restart',
  'templateLabels',
  'other',
  'unknown',
];
/** What speaks against a change that the failing pods cannot have seen. */
const NOT_CARRIED = 0.05;
/** Something new counts as such for this long. */
const SETTLED_MS = 5 * 60_000;
/** What speaks against the beginning of a workload that has worked. */
const WORKED = 0.1;
/** What speaks against a change under which the pods had become ready and that was not the last before they failed. */
const HEALTHY_AFTER = 0.25;

/** Changes of a workload itself that may explain what its pods suffer. */
export function ownChanges(context: CauseContext, failure: Failure): Cause[] {
  const { workload } = failure;
  const changes = context.changesBefore(workload, failure.fromMs);
  return changes.flatMap((change, index): Cause[] => {
    const weight = affinity(failure.class, change, true);
    if (weight === 0) return [];
    const { factor, reasons } = carriedByTemplate(context, failure, change, changes.slice(index + 1));
    const created = startOf(context, failure);
    const gap = timeFactor(
      isTemplateChange(change) && created > change.timeMs ? created : change.timeMs,
      failure.fromMs,
    );
    const autoscaling = change.isAutomatic ? autoscalerBehind(context, workload, change) : undefined;
    const relation = relationTo(failure, change);
    const own: Cause = {
      happening: { type: 'change', change },
      relation,
      strength: weight * factor * gap * settled(change, failure.fromMs) * (change.isAutomatic ? 0.5 : 1),
      via: [],
      reasons,
    };
    if (!autoscaling) return [own];
    return [
      {
        happening: { type: 'change', change: autoscaling },
        relation: `scales ${named(workload)}`,
        strength: Math.max(weight, affinity(failure.class, autoscaling, false)) * gap * 0.97,
        via: [{ change, relation }],
        reasons: [`it scaled ${named(workload)} ${spanWords(change.timeMs - autoscaling.timeMs)} later`],
      },
    ];
  });
}

/** Changes of what a workload reads, mounts or uses. */
export function tiedChanges(context: CauseContext, failure: Failure): Cause[] {
  const { workload } = failure;
  const causes: Cause[] = [];
  const seen = new Set<string>();
  const before = failure.fromMs - context.lookbackMs;
  for (const tie of [
    ...context.ties.tiesOf(workload, failure.fromMs),
    ...context.ties.tiesOf(workload, before),
  ]) {
    if (seen.has(refId(tie.ref))) continue;
    seen.add(refId(tie.ref));
    for (const change of context.changesBefore(tie.ref, failure.fromMs)) {
      const cause = tiedChange(context, failure, tie, change);
      if (cause) causes.push(cause);
    }
  }
  return causes;
}

/** Changes of autoscalers and network policies over a workload, and of policies over what it calls. */
export function guardingChanges(context: CauseContext, failure: Failure): Cause[] {
  const { workload, fromMs } = failure;
  const guards = [
    ...context.ties
      .autoscalersOf(workload, fromMs)
      .map((ref) => ({ ref, relation: `scales ${named(workload)}` })),
    ...context.ties
      .policiesOf(workload, fromMs)
      .map((ref) => ({ ref, relation: `guards the pods of ${named(workload)}` })),
  ];
  for (const { service } of context.ties.callsOf(workload, fromMs)) {
    const kinds = ['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps'];
    for (const callee of context.ties.workloadsBehind(service, kinds, fromMs)) {
      for (const ref of context.ties.policiesOf(callee, fromMs)) {
        guards.push({ ref, relation: `guards ${named(callee)}, which ${named(workload)} calls` });
      }
    }
    guards.push({ ref: service, relation: `called by ${named(workload)}` });
  }
  const seen = new Set<string>();
  return guards.flatMap(({ ref, relation }) => {
    if (seen.has(refId(ref))) return [];
    seen.add(refId(ref));
    return context.changesBefore(ref, fromMs).flatMap((change): Cause[] => {
      // A fall in the number of pods is told by the workload's own change, with the autoscaler behind it.
      const weight =
        ref.kind === HPA && failure.class === 'removed' ? 0 : affinity(failure.class, change, false);
      if (weight === 0) return [];
      const strength = weight * timeFactor(change.timeMs, fromMs) * settled(change, fromMs);
      // What an autoscaler did not act upon explains little.
      const isIdle =
        ref.kind === HPA &&
        !context.changesOf(workload).some((each) => each.isAutomatic && each.timeMs >= change.timeMs);
      return [
        {
          happening: { type: 'change', change },
          relation,
          strength: strength * (isIdle ? 1 : ref.kind === HPA ? 0.5 : 1),
          via: [],
          reasons: [],
        },
      ];
    });
  });
}

function tiedChange(
  context: CauseContext,
  failure: Failure,
  tie: Tie,
  change: DecidedChange,
): Cause | undefined {
  const weight = affinity(failure.class, change, false);
  if (weight === 0 || !readsWhatChanged(tie, change)) return undefined;
  const { workload } = failure;
  const start = startOf(context, failure);
  const isSeen = start >= change.notBeforeMs || !tie.isReadAtStart;
  const carrier = carrierOf(context, workload, change, Math.min(start, failure.fromMs));
  const reasons = isSeen
    ? carrier
      ? [`read by the pods that started after ${carrier.words.replace(/^restarted\b/, 'the restart')}`]
      : []
    : ['no pod that failed had started since'];
  return {
    happening: { type: 'change', change },
    relation: `${RELATION[tie.type] ?? 'used by'} ${named(workload)}`,
    strength:
      Math.min(1, weight) *
      settled(change, failure.fromMs) *
      (isSeen ? 1 : NOT_CARRIED) *
      timeFactor(carrier ? start : change.timeMs, failure.fromMs),
    via: carrier ? [{ change: carrier, relation: relationTo(failure, carrier) }] : [],
    reasons,
  };
}

const RELATION: Readonly<Record<string, string>> = {
  reads: 'read by',
  mounts: 'mounted by',
  usesAccount: 'account of',
  uses: 'used by',
};

/** The change of the workload that gave it the pods which read the change: the last one before they started. */
function carrierOf(
  context: CauseContext,
  workload: ObjectRef,
  change: DecidedChange,
  startMs: number,
): DecidedChange | undefined {
  return context
    .changesOf(workload)
    .findLast(
      (each) =>
        each.timeMs >= change.notBeforeMs &&
        each.timeMs <= startMs &&
        (isTemplateChange(each) || each.aspects.has('replicasRaised') || each.aspects.has('created')),
    );
}

/** Keys that no container reads change nothing for it. */
function readsWhatChanged({ keys }: Tie, change: DecidedChange): boolean {
  if (keys === undefined || keys.length === 0 || change.operation !== 'changed') return true;
  return change.fields.some(({ path }) => {
    const key = /^(?:data|binaryData|stringData)\.(.+)$/.exec(path)?.[1];
    return key === undefined || keys.includes(key);
  });
}

/** Whether the failing pods are those that a change of the template made. */
function carriedByTemplate(
  context: CauseContext,
  failure: Failure,
  change: DecidedChange,
  later: readonly DecidedChange[],
): { readonly factor: number; readonly reasons: string[] } {
  if (
    change.operation === 'created' &&
    becameReady(context, failure.workload, change.timeMs, failure.fromMs)
  ) {
    return { factor: WORKED, reasons: ['its pods had become ready'] };
  }
  if (!isTemplateChange(change) || failure.class === 'removed' || failure.class === 'refused')
    return { factor: 1, reasons: [] };
  const courses = podsOf(context.scene, failure.workload);
  const failing = courses.filter(({ ref }) => failure.pods.some((pod) => refId(pod) === refId(ref)));
  const isNew = (createdMs: number | undefined) => createdMs !== undefined && createdMs >= change.notBeforeMs;
  const isBefore = change.timeMs < context.scene.span.fromMs;
  const share =
    failing.length === 0
      ? 1
      : failing.filter(({ createdMs }) => isBefore || isNew(createdMs)).length / failing.length;
  if (share < 0.5) return { factor: NOT_CARRIED, reasons: ['the pods that failed had been made before it'] };
  const next = later.find((each) => isTemplateChange(each) && each.timeMs <= startOf(context, failure));
  if (next && becameReady(context, failure.workload, change.timeMs, next.timeMs)) {
    return { factor: HEALTHY_AFTER, reasons: ['pods were ready after it, before the next change'] };
  }
  return { factor: 1, reasons: share === 1 && failing.length > 0 ? ['only pods that it made failed'] : [] };
}

/** Whether a pod of a workload became ready in a stretch of time, whenever it was made. */
export function wasReadyAfter(
  context: CauseContext,
  workload: ObjectRef,
  fromMs: number,
  toMs: number,
): boolean {
  return podsOf(context.scene, workload).some(({ readiness }) =>
    readiness.some(({ ready, timeMs }) => ready && timeMs >= fromMs && timeMs <= toMs),
  );
}

/** Whether a pod of a workload that was made in a stretch of time became ready within it. */
function becameReady(context: CauseContext, workload: ObjectRef, fromMs: number, toMs: number): boolean {
  return podsOf(context.scene, workload).some(
    ({ createdMs, readiness }) =>
      createdMs !== undefined &&
      createdMs >= fromMs &&
      readiness.some(({ ready, timeMs }) => ready && timeMs >= fromMs && timeMs <= toMs),
  );
}

/** When the first pod that failed was made, or its container last started; the trouble's own time where nothing tells. */
function startOf(context: CauseContext, failure: Failure): number {
  const first = failure.pods[0];
  const course = first && context.scene.pods.get(refId(first));
  if (!course) return failure.fromMs;
  const created = course.createdMs ?? Date.parse(course.pod.metadata.creationTimestamp ?? '');
  return Number.isNaN(created) ? failure.fromMs : created;
}

function isTemplateChange({ aspects }: DecidedChange): boolean {
  return IN_TEMPLATE.some((aspect) => aspects.has(aspect));
}

/** The last change of an autoscaler before it scaled the workload. */
function autoscalerBehind(
  context: CauseContext,
  workload: ObjectRef,
  scaled: DecidedChange,
): DecidedChange | undefined {
  if (!scaled.aspects.has('replicasLowered') && !scaled.aspects.has('replicasRaised')) return undefined;
  return context.ties
    .autoscalersOf(workload, scaled.timeMs)
    .flatMap((ref) => context.changesBefore(ref, scaled.timeMs))
    .filter(
      ({ aspects }) =>
        aspects.has('boundsLowered') ||
        aspects.has('boundsRaised') ||
        aspects.has('policy') ||
        aspects.has('created'),
    )
    .at(-1);
}

/** Something new that stood for a while without harm is not why something fails now. */
export function settled({ operation, timeMs }: DecidedChange, troubleMs: number): number {
  return operation === 'created' && troubleMs - timeMs > SETTLED_MS ? 0.2 : 1;
}

function relationTo(failure: Failure, change: DecidedChange): string {
  if (failure.class === 'refused') return 'owner of the pods that were refused';
  const isMaker =
    failure.class !== 'removed' && (isTemplateChange(change) || change.aspects.has('replicasRaised'));
  return `${isMaker ? 'made' : 'owner of'} ${podWords(failure)}`;
}

function podWords({ pods }: Failure): string {
  const [first] = pods;
  if (!first) return 'its pods';
  return pods.length === 1 ? refKey(first) : `${refKey(first)} and ${pods.length - 1} more`;
}
