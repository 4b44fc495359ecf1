import {
  type ActionRecord,
  type ChangeRecord,
  decidedChanges,
  type FieldChange,
  type ObjectRef,
  type Recording,
} from '../history/index.ts';
import { isObject, type KubeObject } from '../kubernetes/index.ts';

/** One recorded change of an object, with who made it. */
export interface Step {
  readonly change: ChangeRecord;
  /** When it was made: the request's time where one is known, else the record's. */
  readonly timeMs: number;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
  /** What somebody decided; empty for reports of the status. */
  readonly fields: readonly FieldChange[];
  /** The request that made it, as far as the recording tells. */
  readonly action: ActionRecord | undefined;
}

/** Every recorded change of an object, oldest first, each with the state before and after it. */
export function stepsOf(recording: Recording, ref: ObjectRef): Step[] {
  const actions = recording.actions.actions({ ref }).filter(isWrite);
  const steps: Step[] = [];
  let before: KubeObject | undefined;
  let beforeMs = Number.NEGATIVE_INFINITY;
  for (const change of recording.objects.changesOf(ref)) {
    const body = change.isStateKnown ? recording.objects.bodyOf(change) : undefined;
    const isGone = change.operation === 'DELETED';
    const after = isGone ? undefined : (body ?? before);
    const fields = isGone || !body ? [] : decidedChanges(before, body);
    const said = change.actionId === undefined ? undefined : recording.actions.action(change.actionId);
    const action = makerOf(said, fields, actions, beforeMs, change.timeMs);
    const timeMs = action && action !== said ? Math.min(action.timeMs, change.timeMs) : change.timeMs;
    steps.push({ change, timeMs, before, after, fields, action });
    before = after;
    beforeMs = change.timeMs;
  }
  return steps;
}

function isWrite({ status, verb }: ActionRecord): boolean {
  return status < 400 && verb !== 'get' && verb !== 'list' && verb !== 'watch';
}

/**
 * The request that made a change. A report of the status shows what others decided before it; then it is the newest
 * request since the state before that can have made it.
 */
function makerOf(
  said: ActionRecord | undefined,
  fields: readonly FieldChange[],
  actions: readonly ActionRecord[],
  fromMs: number,
  toMs: number,
): ActionRecord | undefined {
  if (fields.length === 0 || (said && said.subresource !== 'status')) return said;
  return actions.findLast(
    (action) =>
      action.timeMs > fromMs &&
      action.timeMs <= toMs &&
      action.subresource !== 'status' &&
      (action.subresource !== 'scale' || fields.some((field) => isScaledTo(action, field))),
  );
}

function isScaledTo(action: ActionRecord, { path, after }: FieldChange): boolean {
  return path === 'spec.replicas' && (scaledTo(action) ?? after) === after;
}

/** How many replicas a request asks for; undefined for other requests, and where the recording does not hold it. */
export function scaledTo({ subresource, request }: ActionRecord): number | undefined {
  if (subresource !== 'scale') return undefined;
  if (Array.isArray(request)) {
    const operation: unknown = request.find(
      (each: unknown) => isObject(each) && each.path === '/spec/replicas',
    );
    return isObject(operation) && typeof operation.value === 'number' ? operation.value : undefined;
  }
  const spec = isObject(request) ? request.spec : undefined;
  return isObject(spec) && typeof spec.replicas === 'number' ? spec.replicas : undefined;
}
