import type { ObjectRef, Recording } from '../history/index.ts';
import { type EndpointSlice, isObject, type KubeObject } from '../kubernetes/index.ts';
import type { ServiceOutcome } from './documents.ts';

const SLICE = 'EndpointSlice.discovery.k8s.io';
const SERVICE_LABEL = 'kubernetes.io/service-name';

/** How many ready endpoints a Service had from a time on. */
export interface EndpointCount {
  readonly timeMs: number;
  readonly ready: number;
}

/** Services of the namespace whose selector ever chose pods with these labels. */
export function servicesOf(
  recording: Recording,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): ObjectRef[] {
  return recording.objects
    .refs({ kind: 'Service', namespace })
    .filter((ref) => selectsAll(recording.objects.lastKnown(ref), labels));
}

function selectsAll(service: KubeObject | undefined, labels: Readonly<Record<string, string>>): boolean {
  const selector = isObject(service?.spec) ? service.spec.selector : undefined;
  if (!isObject(selector)) return false;
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

/** The ready endpoints of a Service over time, its slices together; undefined when none was recorded. */
export function endpointCounts(recording: Recording, service: ObjectRef): EndpointCount[] | undefined {
  const slices = recording.objects
    .refs({ kind: SLICE, namespace: service.namespace })
    .filter(({ name }) => name === service.name || name.startsWith(`${service.name}-`.slice(0, 58)));
  const changes = slices
    .flatMap((ref) => recording.objects.changesOf(ref))
    .filter(({ isStateKnown, operation }) => isStateKnown || operation === 'DELETED')
    .sort((a, b) => a.seq - b.seq);
  const readyOf = new Map<string, number>();
  const counts: EndpointCount[] = [];
  let isSeen = false;
  for (const change of changes) {
    const slice = change.operation === 'DELETED' ? undefined : recording.objects.bodyOf(change);
    if (slice && slice.metadata.labels?.[SERVICE_LABEL] !== service.name) continue;
    if (!slice && !readyOf.has(change.ref.name)) continue;
    isSeen = true;
    readyOf.set(change.ref.name, slice ? readyCount(slice as EndpointSlice) : 0);
    const ready = [...readyOf.values()].reduce((sum, each) => sum + each, 0);
    if (counts.at(-1)?.ready !== ready) counts.push({ timeMs: change.timeMs, ready });
  }
  return isSeen ? counts : undefined;
}

/** An address that stands in slices of both families counts once for each pod. */
function readyCount({ endpoints }: EndpointSlice): number {
  return (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).length;
}

/** What a Service's endpoints went through in a stretch of time. */
export function serviceOutcome(
  service: string,
  counts: readonly EndpointCount[],
  fromMs: number,
  toMs: number,
): ServiceOutcome {
  const before = counts.findLast(({ timeMs }) => timeMs <= fromMs);
  const inside = counts.filter(({ timeMs }) => timeMs > fromMs && timeMs <= toMs);
  let lowest = before?.ready ?? Number.POSITIVE_INFINITY;
  let zeroMs = 0;
  // One that never had an endpoint is not down but new.
  let wasUp = counts.some(({ timeMs, ready }) => timeMs <= fromMs && ready > 0);
  const all = [...(before ? [{ ...before, timeMs: fromMs }] : []), ...inside];
  all.forEach(({ timeMs, ready }, index) => {
    lowest = Math.min(lowest, ready);
    wasUp ||= ready > 0;
    if (ready === 0 && wasUp) zeroMs += (all[index + 1]?.timeMs ?? toMs) - timeMs;
  });
  return {
    service,
    before: before?.ready ?? null,
    after: all.at(-1)?.ready ?? null,
    lowest: Number.isFinite(lowest) ? lowest : 0,
    zeroSeconds: zeroMs / 1000,
  };
}
