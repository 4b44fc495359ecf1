import { groupKindOf, isObject, type KubeObject } from '../../kubernetes/index.ts';
import { decodeObject } from '../../snapshot/index.ts';
import { type RecordedRedaction, redactRecorded } from '../import/redact-recorded.ts';
import type { Staging } from '../import/staging.ts';
import { refOf } from '../object-ref.ts';
import type { Operation } from '../records.ts';
import { isClusterEvent, takeEvent } from './cluster-event.ts';

/** How an object is told of. */
interface Sighting {
  readonly operation: Operation;
  readonly timeMs?: number | undefined;
  readonly relativeSeconds?: number | undefined;
  readonly line: number;
}

/** Takes in an object as it stands in a watch or a list. @throws InputError when it is no object of Kubernetes. */
export function takeObject(
  value: unknown,
  staging: Staging,
  redaction: RecordedRedaction,
  { operation, timeMs, relativeSeconds, line }: Sighting,
): KubeObject | undefined {
  const object = decodeObject(value, undefined, { file: staging.source.name, text: 0, index: line });
  if (isClusterEvent(object)) {
    if (operation !== 'DELETED') takeEvent(object, staging, line);
    return undefined;
  }
  const kind = groupKindOf(object.apiVersion!, object.kind!);
  const { uid, resourceVersion } = object.metadata;
  staging.change({
    ref: refOf(object, kind),
    uid,
    resourceVersion,
    operation,
    timeMs,
    relativeSeconds,
    notBeforeMs: newestTimeIn(object),
    body: redactRecorded(object, redaction),
    line,
  });
  const kubelet =
    kind === 'Node' ? (object.status as { nodeInfo?: { kubeletVersion?: unknown } })?.nodeInfo : undefined;
  if (typeof kubelet?.kubeletVersion === 'string') noteVersion(staging, kubelet.kubeletVersion);
  return object;
}

function noteVersion(staging: Staging, version: string): void {
  if (/^v?1\.\d+/.test(version)) staging.fact('kubernetes', version);
}

/**
 * The newest moment that an object itself speaks of: it was in this state then at the earliest. NaN when it speaks of
 * none. The end of a grace period lies ahead and does not count.
 */
export function newestTimeIn(object: KubeObject): number {
  const {
    creationTimestamp,
    deletionTimestamp,
    deletionGracePeriodSeconds = 0,
    managedFields = [],
  } = object.metadata;
  const status = object.status as
    | {
        readonly conditions?: readonly { readonly lastTransitionTime?: string }[];
        readonly containerStatuses?: unknown;
      }
    | undefined;
  const times = [
    creationTimestamp,
    ...managedFields.map(({ time }) => time),
    ...(Array.isArray(status?.conditions) ? status.conditions.map((each) => each?.lastTransitionTime) : []),
    ...containerTimesIn(status?.containerStatuses),
  ].map((time) => (typeof time === 'string' ? Date.parse(time) : Number.NaN));
  if (typeof deletionTimestamp === 'string') {
    times.push(Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000);
  }
  return times.reduce((newest, time) => (Number.isNaN(newest) || time > newest ? time : newest), Number.NaN);
}

/** When the containers of a pod began and ended. */
function containerTimesIn(statuses: unknown): unknown[] {
  if (!Array.isArray(statuses)) return [];
  return statuses.flatMap((each) => {
    const state = isObject(each) && isObject(each.state) ? each.state : {};
    const { running, terminated } = state;
    return [
      ...(isObject(running) ? [running.startedAt] : []),
      ...(isObject(terminated) ? [terminated.startedAt, terminated.finishedAt] : []),
    ];
  });
}
