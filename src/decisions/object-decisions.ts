import { type Decision, type ObjectRef, type Recording, refKey } from '../history/index.ts';
import type { FieldHistory, ReasonEntry } from './documents.ts';
import { isDecision, isReasonField, reasonsOf } from './reasons.ts';
import { autoscalersOf } from './related-objects.ts';
import { type Step, stepsOf } from './steps.ts';
import { type SpanContext, spansOf, type ValueSpan, valueEntry } from './value-history.ts';
import { type Who, whoOf } from './who.ts';

/** Everything that was decided about one object, in the form in which histories and answers are made from it. */
export interface ObjectDecisions extends SpanContext {
  readonly ref: ObjectRef;
  readonly key: string;
  readonly steps: readonly Step[];
  readonly reasons: ReadonlyMap<number, readonly ReasonEntry[]>;
}

/**
 * Reads what a recording holds of the decisions about an object, up to a time.
 *
 * @param notes what people left elsewhere.
 */
export function decisionsOf(
  recording: Recording,
  ref: ObjectRef,
  endMs: number,
  notes: readonly Decision[] = [],
): ObjectDecisions {
  const steps = stepsOf(recording, ref).filter(({ timeMs }) => timeMs <= endMs);
  const decisions = [...recording.decisions({ toMs: endMs }), ...notes].filter((decision) =>
    isAbout(decision.ref, ref),
  );
  const scalers = autoscalersOf(recording, ref);
  return {
    ref,
    key: refKey(ref),
    steps,
    reasons: reasonsOf(steps, decisions),
    endMs,
    whoMade: (step, path) => whoMade(step, path, scalers),
  };
}

/** Decisions that name no object may be about any. */
function isAbout(about: ObjectRef | undefined, ref: ObjectRef): boolean {
  return about === undefined || refKey(about) === refKey(ref);
}

/** The autoscaler's own name instead of that of the controller which acts for all of them. */
function whoMade({ action }: Step, path: string, scalers: readonly ObjectRef[]): Who | undefined {
  if (!action) return undefined;
  const who = whoOf(action.actor);
  const [scaler] = scalers;
  if (who.name === 'horizontal-pod-autoscaler' && path === 'spec.replicas' && scaler)
    return { ...who, name: refKey(scaler) };
  return who;
}

/** The paths of the fields that were ever decided anew, in the order in which they first were. */
export function decidedPaths(steps: readonly Step[]): string[] {
  const paths = new Set<string>();
  for (const step of steps) {
    if (!isDecision(step)) continue;
    for (const { path } of step.fields) if (!isReasonField(path) && !isBookkeeping(path)) paths.add(path);
  }
  return [...paths];
}

/** Fields that a workload's controller copies or keeps, and the mark of a restart, which is told as a change. */
function isBookkeeping(path: string): boolean {
  return /^(spec\.template\.metadata\.annotations(\.kubectl\.kubernetes\.io\/restartedAt)?$|metadata\.annotations\.(deployment\.kubernetes\.io|kubectl\.kubernetes\.io\/last-applied))/.test(
    path,
  );
}

/** Every value of one field. */
export function fieldHistory(decisions: ObjectDecisions, path: string): FieldHistory {
  return {
    object: decisions.key,
    path,
    values: spansOf(decisions.steps, path).map((span) => valueEntry(span, path, decisions)),
  };
}

/** The spans of a field with who brought each. */
export function spansWithWho(
  decisions: ObjectDecisions,
  path: string,
): readonly { readonly span: ValueSpan; readonly who: Who | undefined }[] {
  return spansOf(decisions.steps, path).map((span) => ({
    span,
    who: span.isBegun ? decisions.whoMade(decisions.steps[span.stepIndex]!, path) : undefined,
  }));
}
