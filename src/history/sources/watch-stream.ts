import { groupKindOf, isObject } from '../../kubernetes/index.ts';
import type { RecordedRedaction } from '../import/redact-recorded.ts';
import type { Staging } from '../import/staging.ts';
import type { Operation } from '../records.ts';
import { takeObject } from './cluster-objects.ts';

type Fields = Readonly<Record<string, unknown>>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ADDED: 'ADDED',
  MODIFIED: 'MODIFIED',
  DELETED: 'DELETED',
  // As kube-scheduler-simulator's recorder names them.
  Add: 'ADDED',
  Update: 'MODIFIED',
  Delete: 'DELETED',
};
const TIMES = ['time', 'timestamp', 'ts', 'receivedAt'] as const;

/** Whether a value is one event of a watch. */
export function isWatchEvent(value: unknown): value is Fields {
  if (!isObject(value)) return false;
  return (
    (typeof value.type === 'string' && isObject(value.object) && /^[A-Z]+$/.test(value.type)) ||
    (typeof value.event === 'string' && isObject(value.resource) && value.event in OPERATIONS)
  );
}

/**
 * Takes in one event of a watch, as the API server sends it and `kubectl get -w -o json --output-watch-events` prints
 * it; a time beside it is that of its arrival, a `t` seconds on the recorder's own clock.
 */
export function takeWatchEvent(
  event: Fields,
  staging: Staging,
  redaction: RecordedRedaction,
  line: number,
): void {
  const type = String(event.type ?? event.event);
  const object = (event.object ?? event.resource) as Fields;
  const timeMs = arrivalOf(event);
  if (type === 'BOOKMARK') return;
  const operation = OPERATIONS[type];
  if (type === 'ERROR' || !operation) {
    const what = typeof object.message === 'string' ? object.message : type;
    if (timeMs !== undefined)
      staging.gap(timeMs, timeMs, `${staging.source.name}: the watch broke off: ${what}`);
    staging.note(`the watch broke off: ${what}`);
    return;
  }
  const relative = typeof event.t === 'number' && timeMs === undefined ? event.t : undefined;
  const taken = takeObject(object, staging, redaction, {
    operation,
    timeMs,
    relativeSeconds: relative,
    line,
  });
  if (!taken) return;
  // Whether it began with every object, as a watch without a version does, cannot be seen in it.
  staging.kind(groupKindOf(taken.apiVersion!, taken.kind!), 'partial', 'only what a watch showed is known');
}

function arrivalOf(event: Fields): number | undefined {
  for (const key of TIMES) {
    const value = event[key];
    const timeMs =
      typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? epochMs(value) : Number.NaN;
    if (!Number.isNaN(timeMs)) return timeMs;
  }
  return undefined;
}

/** A number of seconds, milliseconds, microseconds or nanoseconds since the epoch; NaN for numbers of another clock. */
export function epochMs(value: number): number {
  if (value > 1e17) return value / 1e6;
  if (value > 1e14) return value / 1e3;
  if (value > 1e11) return value;
  return value > 1e8 ? value * 1000 : Number.NaN;
}
