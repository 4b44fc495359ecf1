import type { PodEvent, RecordedService } from './recorded-run.ts';

/** An object as somebody watched it. */
export interface WatchedObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly labels?: unknown;
  };
}

/** One thing that was seen to happen to an object; `at` is milliseconds since 1970. */
export interface Observed {
  readonly at: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: WatchedObject;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

interface WatchedPod extends WatchedObject {
  readonly metadata: WatchedObject['metadata'] & {
    readonly ownerReferences?: readonly { kind: string; name: string }[];
    readonly deletionTimestamp?: string;
    readonly deletionGracePeriodSeconds?: number;
  };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly conditions?: readonly Condition[] };
}

type Mark = Omit<PodEvent, 't' | 'pod'>;

/** Seconds from `startMs`, to a hundredth. */
export function secondsFrom(startMs: number, atMs: number): number {
  return Math.round((atMs - startMs) / 10) / 100;
}

/** Every first time that something happened to a pod after `startMs`, in the order in which the watch told of it. */
export function podTimeline(observations: readonly Observed[], startMs: number): PodEvent[] {
  const names = new Map<string, string[]>();
  const seen = new Map<string, Set<string>>();
  const timeline: PodEvent[] = [];
  for (const { at, type, object } of observations) {
    if (object.kind !== 'Pod') continue;
    const pod = object as unknown as WatchedPod;
    const marks = seen.get(pod.metadata.uid) ?? new Set();
    seen.set(pod.metadata.uid, marks);
    const name = nameOf(pod, names);
    const t = secondsFrom(startMs, at);
    for (const mark of marksOf(pod, type)) {
      if (marks.has(mark.event)) continue;
      marks.add(mark.event);
      if (t > 0) timeline.push({ t, pod: name, ...mark });
    }
  }
  return timeline;
}

/** `namespace/name`, numbered from the second pod of that name on. */
function nameOf(pod: WatchedPod, names: Map<string, string[]>): string {
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
  const uids = names.get(name) ?? [];
  names.set(name, uids);
  if (!uids.includes(pod.metadata.uid)) uids.push(pod.metadata.uid);
  const number = uids.indexOf(pod.metadata.uid) + 1;
  return number === 1 ? name : `${name}#${number}`;
}

/** Everything that holds for a pod now, in the order of a pod's life. */
function marksOf({ metadata, spec, status }: WatchedPod, type: Observed['type']): Mark[] {
  const owner = metadata.ownerReferences?.[0];
  const condition = (name: string, value: string) =>
    status.conditions?.find((one) => one.type === name && one.status === value);
  const placed = spec.nodeName === undefined ? {} : { node: spec.nodeName };
  const unschedulable = condition('PodScheduled', 'False');
  const target = condition('DisruptionTarget', 'True');
  const marks: Mark[] = [
    { event: 'created', owner: owner === undefined ? '/' : `${owner.kind}/${owner.name}` },
  ];
  if (spec.nodeName !== undefined) marks.push({ event: 'scheduled', ...placed });
  if (unschedulable !== undefined)
    marks.push({ event: 'unschedulable', message: unschedulable.message ?? '' });
  if (target !== undefined) marks.push({ event: 'disruptionTarget', reason: target.reason ?? '' });
  if (condition('Ready', 'True') !== undefined) marks.push({ event: 'ready', ...placed });
  if (metadata.deletionTimestamp !== undefined) {
    marks.push({ event: 'terminating', ...placed, grace: metadata.deletionGracePeriodSeconds ?? 0 });
  }
  if (type === 'DELETED') marks.push({ event: 'deleted', ...placed });
  return marks;
}

interface WatchedSlice extends WatchedObject {
  readonly endpoints?: readonly { readonly conditions?: { readonly ready?: boolean } }[];
}

/** Number of ready endpoints from a time on; undefined once the service is gone. */
interface ReadyCount {
  readonly at: number;
  readonly ready: number | undefined;
}

/** Ready endpoints of every service with endpoint slices: before, at the lowest, and how long at none while it was there. */
export function serviceEndpoints(
  observations: readonly Observed[],
  startMs: number,
  endMs: number,
): RecordedService[] {
  const readyBySlice = new Map<string, Map<string, number>>();
  const counts = new Map<string, ReadyCount[]>();
  for (const { at, type, object } of observations) {
    const service = serviceOf(object);
    if (service === undefined) continue;
    const slices = readyBySlice.get(service) ?? new Map<string, number>();
    readyBySlice.set(service, slices);
    if (type === 'DELETED') slices.delete(object.metadata.name);
    else slices.set(object.metadata.name, readyIn(object));
    const ready = slices.size === 0 ? undefined : [...slices.values()].reduce((sum, one) => sum + one, 0);
    counts.set(service, [...(counts.get(service) ?? []), { at, ready }]);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, points]) => summary(service, points, startMs, endMs));
}

/** The service to which a slice belongs, if the endpoint slice controller made it. */
function serviceOf({ kind, metadata }: WatchedObject): string | undefined {
  const labels = (metadata.labels ?? {}) as Record<string, string>;
  const isOurs = labels['endpointslice.kubernetes.io/managed-by'] === 'endpointslice-controller.k8s.io';
  const name = labels['kubernetes.io/service-name'];
  return kind === 'EndpointSlice' && isOurs && name !== undefined
    ? `${metadata.namespace}/${name}`
    : undefined;
}

function readyIn(slice: WatchedSlice): number {
  return (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).length;
}

function summary(
  service: string,
  points: readonly ReadyCount[],
  startMs: number,
  endMs: number,
): RecordedService {
  const before = points.findLast(({ at }) => at <= startMs)?.ready ?? 0;
  const during = [{ at: startMs, ready: before }, ...points.filter(({ at }) => at > startMs)];
  let zeroMs = 0;
  during.forEach(({ at, ready }, index) => {
    if (ready === 0) zeroMs += (during[index + 1]?.at ?? endMs) - at;
  });
  const lowest = Math.min(...during.flatMap(({ ready }) => (ready === undefined ? [] : [ready])));
  return { service, before, lowest, zeroSeconds: secondsFrom(0, zeroMs) };
}
