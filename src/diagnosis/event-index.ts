import type { KubeEvent, KubeObject } from '../kubernetes/index.ts';
import { groupKindOf } from '../kubernetes/index.ts';
import { keyFor, type ObjectKey } from '../relations/index.ts';

/** One event as rules read it. */
export interface EventView {
  readonly object: ObjectKey;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** Milliseconds since the epoch, NaN where unknown. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** The events of a state of a cluster by the object that they are about. */
export class EventIndex {
  readonly count: number;
  readonly #byObject: ReadonlyMap<ObjectKey, readonly EventView[]>;

  constructor(events: readonly KubeObject[]) {
    this.count = events.length;
    this.#byObject = Map.groupBy(events.map(viewOf), ({ object }) => object);
  }

  /** The events about an object, the latest first; all, or those of some reasons. */
  of(object: ObjectKey, ...reasons: readonly string[]): readonly EventView[] {
    return (this.#byObject.get(object) ?? [])
      .filter(({ reason }) => reasons.length === 0 || reasons.includes(reason))
      .toSorted((a, b) => later(b.lastMs, a.lastMs));
  }
}

function viewOf(object: KubeObject): EventView {
  const event = object as KubeEvent;
  const { involvedObject: about, series } = event;
  const first = event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  const last = event.lastTimestamp ?? series?.lastObservedTime ?? event.eventTime ?? first;
  const kind = groupKindOf(about?.apiVersion ?? '', about?.kind ?? '');
  return {
    object: keyFor(known(kind, about?.kind ?? ''), about?.namespace, about?.name ?? ''),
    type: event.type ?? 'Normal',
    reason: event.reason ?? '',
    message: (event.message ?? '').trim(),
    count: Math.max(1, event.count ?? 0, series?.count ?? 0),
    firstMs: timeMs(first),
    lastMs: timeMs(last),
  };
}

const GROUPS: Readonly<Record<string, string>> = {
  Deployment: 'apps',
  ReplicaSet: 'apps',
  StatefulSet: 'apps',
  DaemonSet: 'apps',
  Job: 'batch',
  CronJob: 'batch',
  HorizontalPodAutoscaler: 'autoscaling',
  Ingress: 'networking.k8s.io',
  PodDisruptionBudget: 'policy',
};

/** Some write events without the API version of what they are about. */
function known(groupKind: string, kind: string): string {
  const group = GROUPS[kind];
  return groupKind === kind && group !== undefined ? `${kind}.${group}` : groupKind;
}

function timeMs(time: string | undefined | null): number {
  return time ? Date.parse(time) : Number.NaN;
}

/** Orders times; those that are not known come first. */
function later(a: number, b: number): number {
  return (Number.isNaN(a) ? -1 : a) - (Number.isNaN(b) ? -1 : b);
}
