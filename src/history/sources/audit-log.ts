import {
  type GroupKind,
  groupKindOf,
  groupKindOfPlural,
  isObject,
  type KubeObject,
} from '../../kubernetes/index.ts';
import { type RecordedRedaction, redactRecorded } from '../import/redact-recorded.ts';
import type { Effect, Staging } from '../import/staging.ts';
import type { ObjectRef, Operation } from '../records.ts';
import { BUILT_IN_KINDS } from './built-in-kinds.ts';
import { takeEvent } from './cluster-event.ts';

const WRITES = new Set(['create', 'update', 'patch', 'delete', 'deletecollection']);
/** Requests that ask a question in the form of an object; nothing is kept of them. */
const QUESTIONS =
  /^(subjectaccessreviews|selfsubject\w+|localsubjectaccessreviews|tokenreviews|selfsubjectrulesreviews)$/;

const CREATED = 201;
/** Programs of the control plane carry its version. */
const CONTROL_PLANE = /^kube-(?:apiserver|controller-manager|scheduler)\/(v1\.\d+\.\d+)/;

type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is one event of an audit log. */
export function isAuditEvent(value: unknown): value is Fields {
  return (
    isObject(value) &&
    value.kind === 'Event' &&
    typeof value.apiVersion === 'string' &&
    value.apiVersion.startsWith('audit.k8s.io/')
  );
}

/**
 * Takes in one event of an audit log: who asked for what, and, as far as its level shows it, what became of the object.
 *
 * @source staging/src/k8s.io/apiserver/pkg/apis/audit/v1/types.go → Event (v1.36.3)
 */
export function takeAuditEvent(
  event: Fields,
  staging: Staging,
  redaction: RecordedRedaction,
  line: number,
): void {
  const stage = event.stage;
  if (stage !== undefined && stage !== 'ResponseComplete' && stage !== 'Panic') return;
  const verb = text(event.verb);
  const reference = isObject(event.objectRef) ? event.objectRef : {};
  const resource = text(reference.resource);
  if (QUESTIONS.test(resource)) return;
  const timeMs = Date.parse(text(event.requestReceivedTimestamp) || text(event.stageTimestamp));
  if (Number.isNaN(timeMs)) {
    staging.note('lines without a time were left out');
    return;
  }
  staging.heard(timeMs);
  const response = isObject(event.responseObject) ? event.responseObject : undefined;
  const request = event.requestObject;
  const status = isObject(event.responseStatus) ? event.responseStatus : {};
  const code = typeof status.code === 'number' ? status.code : 0;
  const subresource = text(reference.subresource);
  const ref = refOfRequest(reference, response, request);
  const isRefused = code >= 400;
  if (ref?.kind === 'Event' || ref?.kind === 'Event.events.k8s.io') {
    if (!isRefused && response && WRITES.has(verb)) takeEvent(response, staging, line, timeMs);
    return;
  }
  const { user, agent, isSystem } = actorOf(event);
  const version = CONTROL_PLANE.exec(agent)?.[1];
  if (version !== undefined) staging.fact('kubernetes', version);
  const isWrite = WRITES.has(verb);
  // What programs read is noise; what people look at tells how they work.
  if (!isWrite && (isSystem || resource === '')) return;
  if (/[?&]dryRun=All(&|$)/.test(text(event.requestURI))) return;
  const taken = staging.action({
    timeMs,
    user,
    agent,
    verb,
    ref,
    subresource,
    status: code,
    message: isRefused ? text(status.message) : '',
    request: isWrite ? keptRequest(request, response, ref, redaction) : undefined,
    auditId: text(event.auditID) || undefined,
    line,
  });
  if (!isWrite || isRefused) return;
  // Told before: only what the first copy may lack, such as one of a lower level, is of use.
  const saysMore = taken.isFirstWithoutContent && (response !== undefined || isObject(request));
  if (taken.isKnown && !saysMore) return;
  const actionId = taken.id;
  if (verb === 'deletecollection') takeCollection(response, reference, staging, { timeMs, actionId, line });
  else if (ref)
    takeWrite({ verb, subresource, ref, request, response, code }, staging, redaction, {
      timeMs,
      actionId,
      line,
    });
}

interface Circumstances {
  readonly timeMs: number;
  readonly actionId: number;
  readonly line: number;
}

interface Write {
  readonly verb: string;
  readonly subresource: string;
  readonly ref: ObjectRef;
  readonly request: unknown;
  readonly response: Fields | undefined;
  /** The HTTP status of the answer. */
  readonly code: number;
}

function takeWrite(
  write: Write,
  staging: Staging,
  redaction: RecordedRedaction,
  around: Circumstances,
): void {
  const { verb, subresource, ref, response } = write;
  const metadata = isObject(response?.metadata) ? response.metadata : {};
  const isState =
    response !== undefined && kindIn(response) === ref.kind && typeof metadata.name === 'string';
  const operation = operationOf(write, isState ? metadata : undefined);
  if (operation === undefined) return;
  const isScale = response?.kind === 'Scale';
  staging.change({
    ref,
    uid: text(metadata.uid) || undefined,
    resourceVersion: isState || isScale ? text(metadata.resourceVersion) || undefined : undefined,
    operation,
    timeMs: around.timeMs,
    ...(isState ? { body: redactRecorded(response, redaction) } : {}),
    effect: isState || verb === 'delete' ? undefined : effectOf(write, redaction),
    actionId: around.actionId,
    line: around.line,
  });
  if (subresource !== '' && !isState && operation === 'TOUCHED') return;
  staging.kind(ref.kind, 'partial', 'only what was changed while it was recorded is known');
}

/** What a write does to its object; undefined when it does nothing to it. */
function operationOf(
  { verb, subresource, request, code }: Write,
  state: Readonly<Record<string, unknown>> | undefined,
): Operation | undefined {
  if (/^(exec|attach|portforward|proxy|log|token)$/.test(subresource)) return undefined;
  if (!state) {
    if (verb === 'delete' && subresource === '')
      return isForced(request) || !isGraceful(request) ? 'DELETED' : 'TOUCHED';
    return 'TOUCHED';
  }
  const isHeld = Array.isArray(state.finalizers) && state.finalizers.length > 0;
  const isEnding = typeof state.deletionTimestamp === 'string';
  if (verb === 'delete')
    return isHeld || (isEnding && state.deletionGracePeriodSeconds !== 0) ? 'MODIFIED' : 'DELETED';
  // What only waited for its finalizers is gone with the last of them.
  if (isEnding && !isHeld && (state.deletionGracePeriodSeconds ?? 0) === 0) return 'DELETED';
  // Applying what is not there yet creates it, and only the status says so.
  return subresource === '' && (verb === 'create' || code === CREATED) ? 'ADDED' : 'MODIFIED';
}

function isForced(request: unknown): boolean {
  return isObject(request) && request.gracePeriodSeconds === 0;
}

/** Whether deletion waits for dependents in the foreground. */
function isGraceful(request: unknown): boolean {
  return isObject(request) && request.propagationPolicy === 'Foreground';
}

/** What is known of the object's next state when only the request is shown. */
function effectOf(
  { verb, subresource, request, response, ref }: Write,
  redaction: RecordedRedaction,
): Effect | undefined {
  if (subresource === 'binding' && isObject(request) && isObject(request.target)) {
    return { type: 'merge', patch: { spec: { nodeName: request.target.name } } };
  }
  if (subresource === 'scale') {
    const scale = response?.kind === 'Scale' ? response : request;
    const spec = isObject(scale) && isObject(scale.spec) ? scale.spec : undefined;
    return spec && { type: 'merge', patch: { spec: { replicas: spec.replicas ?? 0 } } };
  }
  if (subresource !== '' && subresource !== 'status') return undefined;
  if (verb === 'patch' && Array.isArray(request)) {
    return ref.kind === 'Secret' ? undefined : { type: 'json', patch: redactRecorded(request, redaction) };
  }
  if (verb === 'patch' && isObject(request)) {
    return {
      type: 'strategic',
      patch: redactRecorded({ kind: ref.kind.split('.', 1)[0], ...request }, redaction),
    };
  }
  if ((verb === 'update' || verb === 'create') && isObject(request)) {
    return { type: 'merge', patch: redactRecorded(request, redaction) };
  }
  return undefined;
}

function takeCollection(
  response: Fields | undefined,
  reference: Fields,
  staging: Staging,
  { timeMs, actionId, line }: Circumstances,
): void {
  const kind = groupKindOfPlural(pluralOf(reference));
  if (!Array.isArray(response?.items)) return;
  for (const item of response.items as unknown[]) {
    if (!isObject(item) || !isObject(item.metadata)) continue;
    const itemKind = kindIn(item) ?? kind;
    if (itemKind === undefined) continue;
    const state = item.metadata;
    const ref = { kind: itemKind, namespace: text(state.namespace), name: text(state.name) };
    const operation = operationOf(
      { verb: 'delete', subresource: '', ref, request: undefined, response: item, code: 200 },
      state,
    );
    if (operation === undefined || ref.name === '') continue;
    staging.change({ ref, uid: text(state.uid) || undefined, operation, timeMs, actionId, line });
  }
}

function refOfRequest(
  reference: Fields,
  response: Fields | undefined,
  request: unknown,
): ObjectRef | undefined {
  const resource = text(reference.resource);
  if (resource === '') return undefined;
  const fromObject = [response, request].flatMap((each) =>
    isObject(each) && isObject(each.metadata) ? [each] : [],
  );
  const subresource = text(reference.subresource);
  const known = groupKindOfPlural(pluralOf(reference));
  const kind = known ?? (subresource === '' ? kindIn(response) : undefined) ?? customKind(reference);
  const name =
    text(reference.name) ||
    fromObject.map((each) => text((each.metadata as Fields).name)).find((each) => each !== '') ||
    '';
  if (name === '') return undefined;
  return { kind, namespace: resource === 'namespaces' ? '' : text(reference.namespace), name };
}

function pluralOf(reference: Fields): string {
  const group = text(reference.apiGroup);
  return group === '' ? text(reference.resource) : `${text(reference.resource)}.${group}`;
}

/** A kind that only its plural names. */
function customKind(reference: Fields): GroupKind {
  const builtIn = BUILT_IN_KINDS.get(pluralOf(reference));
  if (builtIn !== undefined) return builtIn;
  const resource = text(reference.resource).replace(/ies$/, 'y').replace(/s$/, '');
  const kind = resource.charAt(0).toUpperCase() + resource.slice(1);
  const group = text(reference.apiGroup);
  return group === '' ? kind : `${kind}.${group}`;
}

function kindIn(value: Fields | undefined): GroupKind | undefined {
  const { apiVersion, kind } = (value ?? {}) as Partial<KubeObject>;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  return kind === 'Status' || kind === 'Scale' ? undefined : groupKindOf(apiVersion, kind);
}

/** What was asked, where the object's next state does not say it. */
function keptRequest(
  request: unknown,
  response: Fields | undefined,
  ref: ObjectRef | undefined,
  redaction: RecordedRedaction,
): unknown {
  if (!isObject(request)) return ref?.kind === 'Secret' ? undefined : redactRecorded(request, redaction);
  const isShown =
    response !== undefined && kindIn(response) === ref?.kind && request.apiVersion !== undefined;
  if (isShown) return undefined;
  return redactRecorded({ ...request, kind: request.kind ?? ref?.kind.split('.', 1)[0] }, redaction);
}

function actorOf(event: Fields): {
  readonly user: string;
  readonly agent: string;
  readonly isSystem: boolean;
} {
  const user = isObject(event.user) ? text(event.user.username) : '';
  const other = isObject(event.impersonatedUser) ? text(event.impersonatedUser.username) : '';
  return {
    user: other === '' ? user : `${user} (as ${other})`,
    agent: text(event.userAgent),
    isSystem: user.startsWith('system:') || user === '',
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
