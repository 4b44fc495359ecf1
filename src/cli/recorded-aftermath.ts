import { InputError } from '../errors/index.ts';
import type { ActionRecord, ChangeRecord, Recording } from '../history/index.ts';
import {
  type Aftermath,
  type Observed,
  podTimeline,
  secondsFrom,
  serviceEndpoints,
  type WatchedObject,
} from '../impact/index.ts';
import { type KubeObject, timestampOf } from '../kubernetes/index.ts';

/** Which stretch of time a simulation is about. */
export interface SimulatedTime {
  /** When its snapshot was taken, if that is known. */
  readonly takenAtMs: number | undefined;
  /** How far it went at most. */
  readonly horizonMs: number;
}

const POD = 'Pod';
const SLICE = 'EndpointSlice.discovery.k8s.io';

const READS = ['get', 'list', 'watch'];
const TOLD_OTHERS = 5;
/** So long after the snapshot somebody may have begun. */
const SEARCHED_MS = 24 * 3_600_000;

/**
 * What a recording shows of the time after a snapshot was taken: every pod's life, and the endpoints of services. Its clock
 * begins with the first change that a person made after the snapshot, for that is what was simulated. What kubectl printed is
 * not in it, and what others did meanwhile is said.
 *
 * @throws InputError when the recording ends before the snapshot was taken.
 */
export function recordedAftermath(recording: Recording, { takenAtMs, horizonMs }: SimulatedTime): Aftermath {
  const { span } = recording;
  const fromMs = Math.max(span.fromMs, takenAtMs ?? span.fromMs);
  if (fromMs >= span.toMs) {
    throw new InputError(`the recording ends at ${timestampOf(span.toMs)}, before the snapshot was taken`, {
      where: recording.name,
      hint: 'Simulate on an earlier state: --recording FILE --at TIME takes one of the recording itself.',
    });
  }
  const written = recording.actions
    .actions({ fromMs, toMs: fromMs + SEARCHED_MS + horizonMs })
    .filter(({ actor, verb, status }) => actor.role === 'person' && !READS.includes(verb) && status < 400);
  const [first] = written;
  const startMs = first?.timeMs ?? fromMs;
  const endMs = Math.min(span.toMs, startMs + horizonMs);
  const observed = observations(recording, startMs, endMs);
  return {
    kind: 'run',
    run: {
      name: recording.name,
      description: '',
      kubernetes: recording.fact('kubernetes') ?? '',
      assume: {},
      simulate: [],
      observedSeconds: secondsFrom(startMs, endMs),
      commands: [],
      timeline: podTimeline(observed, startMs),
      services: serviceEndpoints(observed, startMs, endMs),
      events: [],
    },
    notes: [
      `Times are counted from ${timestampOf(startMs)}${first === undefined ? ': nobody changed anything after the snapshot.' : `, when ${first.actor.user} made the first change after the snapshot (${words(first)}).`}`,
      ...others(
        written.filter(({ timeMs }) => timeMs <= endMs),
        startMs,
      ),
      ...recording
        .gaps()
        .filter((gap) => gap.toMs > startMs && gap.fromMs < endMs)
        .map(({ what }) => `The recording has a gap: ${what}`),
    ],
  };
}

/** A note on what other people changed meanwhile: no prediction of the first one's commands could know of it. */
function others([first, ...written]: readonly ActionRecord[], startMs: number): string[] {
  const foreign = written.filter(({ actor }) => actor.user !== first?.actor.user);
  if (foreign.length === 0) return [];
  const told = foreign
    .slice(0, TOLD_OTHERS)
    .map((action) => `${action.actor.user} ${words(action)} at ${secondsFrom(startMs, action.timeMs)} s`);
  const rest = foreign.length > told.length ? ` and ${foreign.length - told.length} more` : '';
  return [`Others acted meanwhile, which was not simulated: ${told.join(', ')}${rest}.`];
}

/** `patch Node/worker-2` */
function words({ verb, ref, subresource }: ActionRecord): string {
  const what = subresource === '' ? verb : `${verb} ${subresource} of`;
  return ref === undefined ? verb : `${what} ${ref.kind.split('.')[0]}/${ref.name}`;
}

/** Every recorded state of pods and endpoint slices from a time on, each behind what it was like before. */
function observations({ objects }: Recording, startMs: number, endMs: number): Observed[] {
  const known = new Set<string>();
  const observed: Observed[] = [];
  for (const { kind, namespace, name } of objects.refs({ kind: SLICE })) {
    const slice = objects.objectAt({ kind, namespace, name }, startMs);
    if (slice !== undefined) observed.push({ at: startMs - 1, type: 'ADDED', object: watched(slice) });
  }
  for (const change of objects.changes({ fromMs: startMs, toMs: endMs, kinds: [POD, SLICE] })) {
    const key = `${change.ref.kind} ${change.ref.namespace}/${change.ref.name}`;
    const before = known.has(key) ? undefined : objects.stateBefore(change);
    known.add(key);
    if (before !== undefined) observed.push({ at: startMs - 1, type: 'ADDED', object: watched(before) });
    const after = objects.bodyOf(change);
    if (after !== undefined)
      observed.push({ at: change.timeMs, type: typeOf(change), object: watched(after) });
  }
  return observed;
}

function watched(object: KubeObject): WatchedObject {
  const { name = '', uid = '' } = object.metadata;
  return { ...object, kind: object.kind ?? '', metadata: { ...object.metadata, name, uid } };
}

function typeOf({ operation }: ChangeRecord): Observed['type'] {
  return operation === 'DELETED' ? 'DELETED' : 'MODIFIED';
}
