import { changeWords, decidedChanges, type FieldChange, type ObjectRef } from '../../history/index.ts';
import { isObject, type KubeObject } from '../../kubernetes/index.ts';
import { HIDDEN } from '../../snapshot/index.ts';
import type { ObjectStates, ObjectStep } from '../scene/object-states.ts';
import { type Aspect, aspectsOf } from './aspects.ts';

/** How an object was changed. `evicted` stands for all evictions of one drain, `touched` for a change nobody shows. */
export type ChangeOperation = 'created' | 'changed' | 'deleted' | 'evicted' | 'touched';

/** Something that somebody decided: the wanted state of an object is another one from then on. */
export interface DecidedChange {
  readonly ref: ObjectRef;
  readonly timeMs: number;
  /** When it can have happened at the earliest; before `timeMs` where only lists show it. */
  readonly notBeforeMs: number;
  readonly operation: ChangeOperation;
  readonly fields: readonly FieldChange[];
  readonly aspects: ReadonlySet<Aspect>;
  /** The user of the request; undefined where no audit log tells. */
  readonly who: string | undefined;
  /** Made by a controller on its own, not by a person or a pipeline. */
  readonly isAutomatic: boolean;
  /** `CACHE_SIZE 256Mi → unlimited` */
  readonly words: string;
  readonly evidence: readonly string[];
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

/** The HTTP status of a request that made something. */
const CREATED = 201;
const OWN_TAINT = /node\.kubernetes\.io\/|node\.cloudprovider\.kubernetes\.io\//;
/** A creation is one only when the object is as young as that. */
const CREATION_MS = 10_000;

/** What was decided about an object within a stretch of time, oldest first. */
export function changesOf(
  states: ObjectStates,
  ref: ObjectRef,
  fromMs: number,
  toMs: number,
): DecidedChange[] {
  const changes: DecidedChange[] = [];
  let untold: ObjectStep | undefined;
  let gone: KubeObject | undefined;
  for (const step of states.steps(ref, fromMs, toMs)) {
    const change = changeOf(states, ref, step, untold);
    if (step.record.operation === 'DELETED') gone = step.before;
    else if (change?.operation === 'created' && gone !== undefined) {
      changes.push(createdAnew(change, gone));
      gone = undefined;
      continue;
    }
    if (step.record.operation === 'TOUCHED') {
      if (untold) changes.push(touched(states, ref, untold));
      untold = isStatusOnly(states, step) ? undefined : step;
      continue;
    }
    if (change) changes.push(change);
    else if (untold && (step.after === undefined || step.record.operation === 'SEEN'))
      changes.push(touched(states, ref, untold));
    untold = undefined;
  }
  if (untold) changes.push(touched(states, ref, untold));
  return changes;
}

/** A request of which only the fact is known, and perhaps the state that a later record shows. */
function changeOf(
  states: ObjectStates,
  ref: ObjectRef,
  { record, before, after }: ObjectStep,
  untold: ObjectStep | undefined,
): DecidedChange | undefined {
  const source = untold?.record ?? record;
  const action = states.actionOf(source);
  const isListed = source.timeBasis === 'listing';
  const common = {
    ref,
    timeMs: source.timeMs,
    notBeforeMs: isListed ? (states.previousTime(ref, source) ?? source.timeMs) : source.timeMs,
    who: action?.actor.user || undefined,
    isAutomatic: action === undefined ? isOnItsOwn(before, after) : action.actor.role !== 'person',
    evidence: [...new Set([...(action ? [action.evidence] : []), source.evidence, record.evidence])],
    before,
    after,
  };
  if (record.operation === 'DELETED') {
    return make(common, 'deleted', [], 'deleted');
  }
  if (before === undefined) {
    return isCreation(after, source.timeMs, action?.verb)
      ? make(common, 'created', [], 'created')
      : undefined;
  }
  if (after === undefined) return undefined;
  if (
    before.metadata.uid !== undefined &&
    before.metadata.uid !== after.metadata.uid &&
    after.metadata.uid !== undefined
  ) {
    return make(common, 'created', decidedChanges(before, after), 'deleted and created anew');
  }
  if (after.metadata.deletionTimestamp !== undefined && before.metadata.deletionTimestamp === undefined) {
    return make(common, 'deleted', [], 'deleted');
  }
  const fields = decidedChanges(before, after);
  if (fields.length > 0) return make(common, 'changed', fields, wordsOf(ref, fields));
  const hidden = hiddenValues(before, after, action?.request);
  return hidden.length === 0
    ? undefined
    : make(
        common,
        'changed',
        hidden,
        `new value of ${hidden.map(({ path }) => path.slice('data.'.length)).join(', ')}`,
      );
}

/** What its author said of a change stands behind it. */
const CHANGE_CAUSE = 'metadata.annotations.kubernetes.io/change-cause';

/** A cordon by its name; everything else by its fields. */
function wordsOf({ kind }: ObjectRef, all: readonly FieldChange[]): string {
  const fields = all.length > 1 ? all.filter(({ path }) => path !== CHANGE_CAUSE) : all;
  const cause = fields.length < all.length ? all.find(({ path }) => path === CHANGE_CAUSE)?.after : undefined;
  const words = fieldWords(kind, fields);
  return typeof cause === 'string' ? `${words} (${JSON.stringify(cause)})` : words;
}

function fieldWords(kind: string, fields: readonly FieldChange[]): string {
  const cordon = kind === 'Node' ? fields.find(({ path }) => path === 'spec.unschedulable') : undefined;
  if (!cordon) return changeWords(kind, fields);
  const word = cordon.after === true ? 'cordoned' : 'uncordoned';
  const rest = fields.filter((field) => field !== cordon && field.path !== 'spec.taints');
  return rest.length === 0 ? word : `${word}, ${changeWords(kind, rest)}`;
}

/** What a recording never keeps may have changed all the same: the values that were sent, or else all that are hidden. */
function hiddenValues(before: KubeObject, after: KubeObject, request: unknown): FieldChange[] {
  if (before.metadata.resourceVersion === after.metadata.resourceVersion) return [];
  const data = (after.data ?? {}) as Readonly<Record<string, unknown>>;
  const hidden = Object.keys(data).filter((key) => data[key] === HIDDEN);
  const sent = isObject(request) && isObject(request.data) ? Object.keys(request.data) : undefined;
  return hidden
    .filter((key) => sent === undefined || sent.includes(key))
    .sort()
    .map((key) => ({ path: `data.${key}`, before: HIDDEN, after: HIDDEN }));
}

/** What was deleted and made again with other content was changed. */
function createdAnew(change: DecidedChange, gone: KubeObject): DecidedChange {
  const fields = decidedChanges(gone, change.after);
  if (fields.length === 0) return change;
  const { operation: _operation, fields: _fields, aspects: _aspects, words: _words, ...common } = change;
  return make({ ...common, before: gone }, 'changed', fields, `made anew: ${wordsOf(change.ref, fields)}`);
}

type Common = Omit<DecidedChange, 'operation' | 'fields' | 'aspects' | 'words'>;

function make(
  common: Common,
  operation: ChangeOperation,
  fields: readonly FieldChange[],
  words: string,
): DecidedChange {
  return { ...common, operation, fields, aspects: aspectsOf(common.ref.kind, operation, fields), words };
}

/** What has a controller is changed by it, as long as nobody says otherwise; so are the taints of Kubernetes' own. */
function isOnItsOwn(before: KubeObject | undefined, after: KubeObject | undefined): boolean {
  const object = after ?? before;
  if (object?.metadata.ownerReferences?.some(({ controller }) => controller === true)) return true;
  if (object?.kind !== 'Node') return false;
  const fields = decidedChanges(before, after);
  return (
    fields.length > 0 &&
    fields.every(
      ({ path, before: old, after: now }) =>
        /^(spec\.taints|spec\.podCIDR|spec\.providerID)/.test(path) &&
        OWN_TAINT.test(JSON.stringify([old, now])),
    )
  );
}

function touched(states: ObjectStates, ref: ObjectRef, { record, before }: ObjectStep): DecidedChange {
  const action = states.actionOf(record);
  const isNew = action?.status === CREATED;
  return make(
    {
      ref,
      timeMs: record.timeMs,
      notBeforeMs: record.timeMs,
      who: action?.actor.user || undefined,
      isAutomatic: action !== undefined && action.actor.role !== 'person',
      evidence: [action?.evidence ?? record.evidence],
      before,
      after: undefined,
    },
    isNew ? 'created' : 'touched',
    [],
    isNew ? 'created' : 'changed; the recording does not show how',
  );
}

function isStatusOnly(states: ObjectStates, { record }: ObjectStep): boolean {
  return states.actionOf(record)?.subresource === 'status';
}

function isCreation(after: KubeObject | undefined, timeMs: number, verb: string | undefined): boolean {
  if (verb === 'create') return true;
  const created = Date.parse(after?.metadata.creationTimestamp ?? '');
  return Math.abs(timeMs - created) <= CREATION_MS;
}
