import {
  type ChangeRecord,
  type EventRecord,
  type ObjectRef,
  type Recording,
  refId,
  type Span,
} from '../../history/index.ts';
import type { KubeObject, Pod } from '../../kubernetes/index.ts';
import { eventSignal } from '../signals/event-signals.ts';
import { isReady, podSignals } from '../signals/pod-signals.ts';
import type { Signal } from '../signals/signal.ts';
import { EndpointReader } from './endpoint-reader.ts';
import { byId, SLICE } from './kinds.ts';
import { type NodeDown, NodeReader } from './node-reader.ts';
import { ObjectStates } from './object-states.ts';
import { Ownership } from './ownership.ts';
import type { ServiceCourse } from './service-course.ts';
import { servicesFromPods } from './services-from-pods.ts';

/** A pod over the scene. */
export interface PodCourse {
  readonly ref: ObjectRef;
  /** The newest known state. */
  pod: Pod;
  /** When it became ready and unready, oldest first; the first entry is how the scene found it. */
  readonly readiness: { readonly timeMs: number; readonly ready: boolean }[];
  /** When the pod came into being within the scene; undefined when it was there before. */
  readonly createdMs: number | undefined;
  goneMs: number | undefined;
}

/** What happened to pods, Services and nodes in a stretch of time, read in one pass over its records. */
export interface Scene {
  readonly recording: Recording;
  readonly span: Span;
  readonly states: ObjectStates;
  readonly ownership: Ownership;
  readonly signals: readonly Signal[];
  readonly pods: ReadonlyMap<string, PodCourse>;
  readonly services: ReadonlyMap<string, ServiceCourse>;
  readonly nodesDown: readonly NodeDown[];
  /** Names of the nodes of which somebody wanted something else: cordons, taints, labels. */
  readonly changedNodes: ReadonlySet<string>;
  readonly events: readonly EventRecord[];
}

/** The kinds whose every state within the scene is read; all others are read when an explanation asks for them. */
const FOLLOWED = ['Pod', SLICE, 'Endpoints', 'Node'] as const;

/** Reads what happened within a stretch of time. */
export function readScene(recording: Recording, span: Span): Scene {
  const states = new ObjectStates(recording);
  const ownership = new Ownership(states, span.toMs);
  const endpoints = new EndpointReader(states, span);
  const nodes = new NodeReader();
  const pods = new Map<string, PodCourse>();
  const signals: Signal[] = [];
  const last = new Map<string, KubeObject | undefined>();
  for (const change of recording.objects.changes({ ...span, kinds: FOLLOWED })) {
    const id = refId(change.ref);
    const before = last.has(id) ? last.get(id) : recording.objects.stateBefore(change);
    const after = recording.objects.stateAfter(change);
    if (after === undefined && change.operation !== 'DELETED') continue;
    last.set(id, after);
    if (change.ref.kind === 'Pod') {
      followPod(pods, id, change, before, after);
      signals.push(...podSignals(change.ref, change.timeMs, before, after, change.evidence));
    } else if (change.ref.kind === 'Node') nodes.read(change, before, after);
    else endpoints.read(change, before, after);
  }
  const events = recording.events.events(span);
  for (const event of events) {
    const signal = eventSignal(event);
    if (signal) signals.push(signal);
  }
  signals.sort((a, b) => a.timeMs - b.timeMs || byId(a.ref, b.ref));
  const services = endpoints.courses();
  const scene = {
    recording,
    span,
    states,
    ownership,
    signals,
    pods,
    services,
    nodesDown: nodes.down(),
    changedNodes: nodes.changed,
    events,
  };
  servicesFromPods(scene, services);
  return scene;
}

function followPod(
  pods: Map<string, PodCourse>,
  id: string,
  { ref, timeMs }: ChangeRecord,
  before: KubeObject | undefined,
  after: KubeObject | undefined,
): void {
  const state = after ?? before;
  if (!state) return;
  let course = pods.get(id);
  if (!course) {
    course = {
      ref,
      pod: state as Pod,
      readiness: [{ timeMs: Number.NEGATIVE_INFINITY, ready: isReady(before) }],
      createdMs: before === undefined ? timeMs : undefined,
      goneMs: undefined,
    };
    pods.set(id, course);
  }
  course.pod = state as Pod;
  course.goneMs = after === undefined ? timeMs : undefined;
  const ready = isReady(after);
  if (course.readiness.at(-1)?.ready !== ready) course.readiness.push({ timeMs, ready });
}
