import { groupKindOf, isObject } from '../../kubernetes/index.ts';

import type { Staging } from '../import/staging.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Whether an object is an Event of either group. */
export function isClusterEvent({ apiVersion, kind }: Fields): boolean {
  return kind === 'Event' && (apiVersion === 'v1' || String(apiVersion).startsWith('events.k8s.io/'));
}

/**
 * Takes in an Event in the form of either group.
 *
 * @param seenMs when it was written, where that is known better than to the second.
 * @source staging/src/k8s.io/api/events/v1/types.go → Event; staging/src/k8s.io/api/core/v1/types.go → Event (v1.36.3)
 */
export function takeEvent(event: Fields, staging: Staging, line: number, seenMs?: number): void {
  const metadata = fields(event.metadata);
  const series = fields(event.series);
  const regarding = fields(event.regarding ?? event.involvedObject);
  const apiVersion = text(regarding.apiVersion) || 'v1';
  const times = [
    series.lastObservedTime,
    event.lastTimestamp ?? event.deprecatedLastTimestamp,
    event.eventTime,
    metadata.creationTimestamp,
  ].map(parse);
  const timeMs = seenMs ?? times.find((each) => !Number.isNaN(each));
  const name = text(regarding.name);
  if (timeMs === undefined || name === '') return;
  const first = [
    event.firstTimestamp ?? event.deprecatedFirstTimestamp,
    event.eventTime,
    metadata.creationTimestamp,
  ].map(parse);
  const count = [series.count, event.count, event.deprecatedCount].find(
    (each) => typeof each === 'number' && each > 0,
  );
  const source = fields(event.source ?? event.deprecatedSource);
  const note = text(event.note) || text(event.message);
  const reason = text(event.reason);
  const firstMs = Math.min(timeMs, first.find((each) => !Number.isNaN(each)) ?? timeMs);
  staging.event({
    timeMs,
    regarding: {
      kind: groupKindOf(apiVersion, text(regarding.kind) || 'Unknown'),
      namespace: text(regarding.namespace),
      name,
    },
    reason,
    type: event.type === 'Warning' ? 'Warning' : 'Normal',
    note,
    count: typeof count === 'number' ? count : 1,
    firstMs,
    reporter: text(event.reportingController) || text(event.reportingComponent) || text(source.component),
    uid: text(metadata.uid) || `${text(regarding.namespace)}/${name} ${reason} ${note} ${firstMs}`,
    line,
  });
}

function fields(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parse(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}
