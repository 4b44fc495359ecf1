import { configurationOf, decidingObjects, ownedBy, servicesOf } from '../decisions/index.ts';
import { controllerOf, type ObjectRef, type Recording, refKey, uniqueRefs } from '../history/index.ts';
import { type GroupKind, isObject, type KubeObject } from '../kubernetes/index.ts';
import type { Subject } from './subject.ts';

const WORKLOADS = new Set<GroupKind>([
  'Deployment.apps',
  'ReplicaSet.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'Job.batch',
  'CronJob.batch',
  'ReplicationController',
  'Rollout.argoproj.io',
]);

/** The pods of an object that were there in a stretch of time, and all that has to do with them. */
export function recordedSubject(recording: Recording, ref: ObjectRef, fromMs: number, toMs: number): Subject {
  const pods = podsOf(recording, ref, toMs).filter((pod) => wasThere(recording, pod, fromMs, toMs));
  const bodies = pods.flatMap((pod) => recording.objects.lastKnown(pod, toMs) ?? []);
  const owners = ownersFor(recording, ref, pods, toMs);
  const top = owners.at(-1);
  const topState = top && recording.objects.lastKnown(top, toMs);
  const states = [...(topState ? [topState] : []), ...bodies];
  const nodes = ref.kind === 'Node' ? [ref.name] : bodies.flatMap(({ spec }) => nodeIn(spec));
  return {
    key: refKey(ref),
    pods,
    owners,
    nodes: [...new Set(nodes)].sort().map((name) => ({ kind: 'Node', namespace: '', name })),
    services: ref.kind === 'Service' ? [ref] : servicesFor(recording, bodies),
    related: ref.kind === 'Node' ? [] : relatedTo(recording, top, states),
  };
}

/** What owns the pods: of a pod all its owners, of a workload itself, of a Service the workloads behind it. */
function ownersFor(
  recording: Recording,
  ref: ObjectRef,
  pods: readonly ObjectRef[],
  atMs: number,
): readonly ObjectRef[] {
  if (ref.kind === 'Pod') return ownersOf(recording, ref, atMs);
  if (WORKLOADS.has(ref.kind)) return [ref];
  if (ref.kind !== 'Service') return [];
  const tops = pods.flatMap((pod) => ownersOf(recording, pod, atMs).at(-1) ?? []);
  return uniqueRefs(tops);
}

function podsOf(recording: Recording, ref: ObjectRef, atMs: number): readonly ObjectRef[] {
  if (ref.kind === 'Node')
    return recording.objects
      .refs({ kind: 'Pod' })
      .filter((pod) => nodeIn(recording.objects.lastKnown(pod, atMs)?.spec).includes(ref.name));
  if (ref.kind !== 'Service') return ownedBy(recording, ref).pods;
  const selector = selectorOf(recording.objects.lastKnown(ref, atMs));
  if (!selector) return [];
  return recording.objects.refs({ kind: 'Pod', namespace: ref.namespace }).filter((pod) => {
    const labels = recording.objects.lastKnown(pod, atMs)?.metadata.labels ?? {};
    return Object.entries(selector).every(([key, value]) => labels[key] === value);
  });
}

function selectorOf(service: KubeObject | undefined): Readonly<Record<string, unknown>> | undefined {
  const selector = isObject(service?.spec) ? service.spec.selector : undefined;
  return isObject(selector) && Object.keys(selector).length > 0 ? selector : undefined;
}

/** Whether an object existed at any time of a stretch. */
function wasThere(recording: Recording, ref: ObjectRef, fromMs: number, toMs: number): boolean {
  const [first] = recording.objects.changesOf(ref);
  // Of an object that only events speak of, they are what is known.
  if (!first) return recording.events.events({ ref, fromMs, toMs }).length > 0;
  if (first.timeMs > toMs) return false;
  const last = recording.objects.lastChange(ref, fromMs);
  const isGoneBefore = last?.operation === 'DELETED';
  return (
    !isGoneBefore || recording.objects.changesOf(ref).some(({ timeMs }) => timeMs > fromMs && timeMs <= toMs)
  );
}

/** The owners of an object, the nearest first. */
export function ownersOf(recording: Recording, ref: ObjectRef, atMs: number): ObjectRef[] {
  const owners: ObjectRef[] = [];
  for (let at: ObjectRef | undefined = ref; at !== undefined && owners.length < 5; ) {
    const body = recording.objects.lastKnown(at, atMs);
    at = body && controllerOf(body);
    if (at) owners.push(at);
  }
  return owners;
}

function nodeIn(spec: unknown): string[] {
  return isObject(spec) && typeof spec.nodeName === 'string' ? [spec.nodeName] : [];
}

function servicesFor(recording: Recording, bodies: readonly KubeObject[]): ObjectRef[] {
  const [body] = bodies;
  if (!body) return [];
  return servicesOf(recording, body.metadata.namespace ?? '', body.metadata.labels ?? {});
}

function relatedTo(
  recording: Recording,
  top: ObjectRef | undefined,
  states: readonly KubeObject[],
): Subject['related'] {
  const [state] = states;
  const namespace = state?.metadata.namespace ?? top?.namespace ?? '';
  const found = new Map<string, { readonly ref: ObjectRef; readonly role: string }>();
  const add = (ref: ObjectRef, role: string) => {
    if (!found.has(refKey(ref))) found.set(refKey(ref), { ref, role });
  };
  for (const each of states) {
    for (const key of configurationOf(each)) {
      const [kind = '', name = ''] = key.split('/');
      add({ kind, namespace, name }, 'reads');
    }
    for (const name of claimsOf(each)) add({ kind: 'PersistentVolumeClaim', namespace, name }, 'mounts');
  }
  if (top) {
    for (const ref of decidingObjects(recording, top, states))
      add(ref, ref.kind.startsWith('Horizontal') ? 'scaled by' : 'guarded by');
  }
  return [...found.values()];
}

function claimsOf({ spec }: KubeObject): string[] {
  const volumes = isObject(spec) && Array.isArray(spec.volumes) ? spec.volumes : [];
  return volumes.flatMap((volume: unknown) => {
    const claim = isObject(volume) ? volume.persistentVolumeClaim : undefined;
    return isObject(claim) && typeof claim.claimName === 'string' ? [claim.claimName] : [];
  });
}
