import { InputError } from '../../errors/index.ts';
import { type ActionRecord, type ObjectRef, refId, refKey } from '../../history/index.ts';
import {
  createMergePatch,
  isObject,
  isoTime,
  type JsonObject,
  type KubeObject,
  pluralOf,
} from '../../kubernetes/index.ts';
import { changesOf, type DecidedChange } from '../changes/decided-change.ts';

import type { NodeDown } from '../scene/node-reader.ts';
import type { Scene } from '../scene/read-scene.ts';

/** Something that was done in the recorded hour, as a command that does it again. */
export interface RecordedStep {
  readonly timeMs: number;
  readonly line: string;
  readonly ref: ObjectRef;
  readonly who: string | undefined;
  /** Names under which it can be left out: the object, audit ids. */
  readonly evidence: readonly string[];
  /** The text of the file that the line names, for objects that are created. */
  readonly file?: { readonly path: string; readonly text: string };
}

/** The node life cycle controller notices a silent node after this long. @source kube-controller-manager --node-monitor-grace-period (v1.36.3) */
const NOTICED_AFTER_MS = 50_000;
/** Retries of a drain beyond these are not repeated. */
const EVICTIONS_MAX = 500;
/** What the API server and status writers set by themselves. */
const OWN_FIELDS = [
  'resourceVersion',
  'uid',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
];

/** What people and pipelines did, and which nodes were lost, from a time on: oldest first. */
export function recordedSteps(scene: Scene, fromMs: number, toMs: number): RecordedStep[] {
  const requests = scene.recording.actions
    .actions({ fromMs, toMs })
    .filter((action) => action.actor.role === 'person' && action.ref !== undefined);
  const refs = new Map(requests.filter(isChange).map(({ ref }) => [refId(ref!), ref!]));
  const changes = [...refs.values()].flatMap((ref) =>
    changesOf(scene.states, ref, fromMs, toMs).filter(
      ({ isAutomatic, who }) => !isAutomatic && who !== undefined,
    ),
  );
  return [
    ...changes.flatMap((change, index) => stepOf(change, index) ?? []),
    ...requests
      .filter(({ subresource }) => subresource === 'eviction')
      .slice(0, EVICTIONS_MAX)
      .map(evictionStep),
    ...scene.nodesDown.flatMap((down) => nodeSteps(down, fromMs, toMs)),
  ].sort((a, b) => a.timeMs - b.timeMs || (a.line < b.line ? -1 : 1));
}

/** Whether a request changes what is wanted: reports and evictions do not. */
function isChange({ verb, subresource, status }: ActionRecord): boolean {
  return (
    /^(create|update|patch|delete)$/.test(verb) &&
    (subresource === '' || subresource === 'scale') &&
    status < 400
  );
}

function stepOf(change: DecidedChange, index: number): RecordedStep | undefined {
  const { ref, before, after, timeMs, who, evidence } = change;
  const common = { timeMs, ref, who, evidence };
  const target = `${resourceOf(ref)} ${ref.name}${ref.namespace === '' ? '' : ` -n ${ref.namespace}`}`;
  if (change.operation === 'deleted') return { ...common, line: `kubectl delete ${target} --wait=false` };
  if (after === undefined) return undefined;
  if (change.operation === 'created' || before === undefined) {
    const path = `recorded-${index}.json`;
    return {
      ...common,
      line: `kubectl create -f ${path}`,
      file: { path, text: JSON.stringify(wanted(after)) },
    };
  }
  const patch = createMergePatch(wanted(before), wanted(after));
  return { ...common, line: `kubectl patch ${target} --type=merge -p ${quoted(JSON.stringify(patch))}` };
}

function evictionStep({ ref, timeMs, actor, evidence }: ActionRecord): RecordedStep {
  return {
    timeMs,
    line: `evict pod ${ref!.name} -n ${ref!.namespace}`,
    ref: ref!,
    who: actor.user,
    evidence: [evidence],
  };
}

function nodeSteps(
  { ref, fromMs, toMs, why, evidence }: NodeDown,
  startMs: number,
  endMs: number,
): RecordedStep[] {
  if (why !== 'stopped reporting' && why !== 'not ready') return [];
  const common = { ref, who: undefined, evidence: [evidence] };
  const silentMs = Math.max(startMs, fromMs - NOTICED_AFTER_MS);
  const back =
    toMs === undefined || toMs > endMs ? [] : [{ ...common, timeMs: toMs, line: `recover node ${ref.name}` }];
  return [{ ...common, timeMs: silentMs, line: `fail node ${ref.name}` }, ...back];
}

/** How long before its node is seen as lost a step that loses it must be taken. */
export const LOSS_LEAD_MS = NOTICED_AFTER_MS;

/** The object as somebody would send it: without its status and what the API server keeps. */
function wanted(object: KubeObject): JsonObject {
  const { status: _status, metadata, ...rest } = object;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => !OWN_FIELDS.includes(key)));
  return sorted({ ...rest, metadata: kept }) as JsonObject;
}

/** With the members of every object in one order: two sources may write them in different ones. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}

function resourceOf({ kind }: ObjectRef): string {
  const dot = kind.indexOf('.');
  return dot < 0 ? pluralOf(kind) : `${pluralOf(kind)}${kind.slice(dot)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * The steps that a name means: an object as reports print it, an audit id, or a time as it stands in the report. The
 * evictions of a drain go with the cordon of its node, nodes that were lost together with one another.
 *
 * @throws InputError when it means none.
 */
export function stepsNamed(
  scene: Scene,
  steps: readonly RecordedStep[],
  name: string,
  lostTogether: readonly ObjectRef[] = [],
): RecordedStep[] {
  const wantedName = name.trim();
  const found = steps.filter(
    ({ ref, evidence, timeMs }) =>
      refKey(ref) === wantedName ||
      refId(ref) === wantedName ||
      evidence.some((each) => each === wantedName || each === `audit:${wantedName}`) ||
      isoTime(timeMs).includes(wantedName.replace(' ', 'T')),
  );
  if (found.length === 0) {
    const known = [...new Set(steps.map(({ ref }) => refKey(ref)))];
    throw new InputError(`nothing that was done in this time is called ${JSON.stringify(name)}`, {
      hint:
        known.length === 0
          ? 'The recording holds no request of a person.'
          : `It can be one of: ${known.join(', ')}.`,
    });
  }
  const nodes = new Set(
    found.filter(({ ref }) => ref.kind === 'Node').map(({ ref, who }) => `${who} ${ref.name}`),
  );
  const ofDrains = steps.filter(({ line, ref, who }) => {
    const node = scene.pods.get(refId(ref))?.pod.spec?.nodeName;
    return line.startsWith('evict ') && nodes.has(`${who} ${node}`);
  });
  const isLost = (ref: ObjectRef) => lostTogether.some((each) => refId(each) === refId(ref));
  const together = found.some(({ line, ref }) => line.startsWith('fail ') && isLost(ref))
    ? steps.filter(({ line, ref }) => /^(fail|recover) /.test(line) && isLost(ref))
    : [];
  return [...new Set([...found, ...ofDrains, ...together])];
}
