import type { ObjectRef } from '../../history/index.ts';
import type { KubeObject } from '../../kubernetes/index.ts';
import type { DecidedChange } from '../changes/decided-change.ts';
import { ADMISSION_KINDS, NAMESPACE_LIMITS } from '../scene/kinds.ts';
import { type Failure, podsOf } from '../signals/failure.ts';
import { affinity } from './affinity.ts';
import { type CauseContext, SKEW_MS } from './context.ts';
import { type Cause, named } from './happening.ts';
import { timeFactor } from './time-factor.ts';
import { ownChanges } from './workload-changes.ts';

/** Which kind refuses with which words. */
const WORDS: readonly (readonly [RegExp, RegExp])[] = [
  [/exceeded quota|must specify|failed quota/, /^ResourceQuota$/],
  [
    /maximum .* usage per|minimum .* usage per|LimitRange|limit to request ratio|must be less than or equal to/,
    /^LimitRange$/,
  ],
  [/admission webhook|failed calling webhook/, /Webhook/],
  [/ValidatingAdmissionPolicy/, /AdmissionPolicy/],
  [/PodSecurity/, /^Namespace$/],
  [/PriorityClass/, /^PriorityClass/],
];

/** Who refuses the pods: quotas, limit ranges, webhooks, policies; and the Service of a webhook that does not answer. */
export function refusalCauses(context: CauseContext, failure: Failure): Cause[] {
  const { message, workload, fromMs } = failure;
  const kinds = WORDS.find(([words]) => words.test(message))?.[1];
  const refusers: ObjectRef[] = [
    ...NAMESPACE_LIMITS.flatMap((kind) => context.scene.states.refs(kind, workload.namespace)),
    ...ADMISSION_KINDS.flatMap((kind) => context.scene.states.refs(kind)),
    { kind: 'Namespace', namespace: '', name: workload.namespace },
    ...priorityClasses(context, message),
  ];
  const causes = refusers
    .filter(({ kind }) => kinds === undefined || kinds.test(kind))
    .filter((ref) => isNamed(context, ref, message, fromMs))
    .flatMap((ref) =>
      context.changesBefore(ref, fromMs + SKEW_MS).flatMap((change): Cause[] => {
        const weight = affinity('refused', change, false);
        if (weight === 0) return [];
        return [
          {
            happening: { type: 'change', change },
            relation: `refuses pods of ${named(workload)}`,
            strength: weight * timeFactor(Math.max(change.timeMs, triggerTime(context, failure)), fromMs),
            via: triggerOf(context, failure, change),
            reasons: kinds === undefined ? [] : [`the refusal names it: ${message}`],
          },
        ];
      }),
    );
  return [...causes, ...webhookOutages(context, failure)];
}

/** What made new pods necessary, which were then refused: a restart, a rollout, a scale-up. */
function triggerOf(context: CauseContext, failure: Failure, change: DecidedChange): Cause['via'] {
  const trigger = context
    .changesBefore(failure.workload, failure.fromMs)
    .findLast((each) => each.timeMs >= change.timeMs && each.fields.length > 0);
  return trigger ? [{ change: trigger, relation: `owner of the pods that were refused` }] : [];
}

function triggerTime(context: CauseContext, failure: Failure): number {
  const own = ownChanges(context, failure).flatMap(({ happening }) =>
    happening.type === 'change' ? [happening.change.timeMs] : [],
  );
  const gone = podsOf(context.scene, failure.workload).flatMap(({ goneMs }) => goneMs ?? []);
  return Math.max(0, ...[...own, ...gone].filter((timeMs) => timeMs <= failure.fromMs));
}

/** Whether the refusal says the name, where such refusals do. */
function isNamed(context: CauseContext, ref: ObjectRef, message: string, timeMs: number): boolean {
  if (ref.kind === 'ResourceQuota' && /exceeded quota: /.test(message)) {
    return new RegExp(`exceeded quota: ${escaped(ref.name)}\\b`).test(message);
  }
  if (!/Webhook|AdmissionPolicy/.test(ref.kind)) return true;
  const object = context.scene.states.lastKnown(ref, timeMs + SKEW_MS);
  const names = [ref.name, ...webhooksOf(object).map(({ name }) => name)];
  return names.some((name) => name !== '' && message.includes(name));
}

function priorityClasses(context: CauseContext, message: string): ObjectRef[] {
  return /PriorityClass/.test(message)
    ? [...context.scene.states.refs('PriorityClass.scheduling.k8s.io')]
    : [];
}

interface Webhook {
  readonly name: string;
  readonly clientConfig?: { readonly service?: { readonly namespace?: string; readonly name?: string } };
}

function webhooksOf(object: KubeObject | undefined): readonly Webhook[] {
  return (object?.webhooks as readonly Webhook[] | undefined) ?? [];
}

/** A webhook that cannot be reached because its own Service has nothing ready. */
function webhookOutages(context: CauseContext, failure: Failure): Cause[] {
  if (!/failed calling webhook/.test(failure.message)) return [];
  const services = ADMISSION_KINDS.flatMap((kind) => context.scene.states.refs(kind)).flatMap((ref) =>
    webhooksOf(context.scene.states.lastKnown(ref, failure.fromMs))
      .filter(({ name }) => failure.message.includes(name))
      .flatMap(({ clientConfig }) => clientConfig?.service ?? []),
  );
  return services.flatMap(({ namespace, name }): Cause[] => {
    const outage = context.outages.findLast(
      ({ course, span }) =>
        course.ref.namespace === namespace &&
        course.ref.name === name &&
        span.fromMs <= failure.fromMs + SKEW_MS,
    );
    if (!outage) return [];
    return [
      {
        happening: { type: 'outage', outage },
        relation: `asked before pods of ${named(failure.workload)} are made`,
        strength: 1,
        via: [],
        reasons: [],
      },
    ];
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
