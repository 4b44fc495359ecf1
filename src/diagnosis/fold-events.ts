import { compareTexts, timestampOf, variedWords } from '../kubernetes/index.ts';
import type { ObjectKey } from '../relations/index.ts';
import type { FoldedEvent } from './documents.ts';
import type { EventIndex, EventView } from './event-index.ts';

/** Normal events that tell of trouble, or of what was done about it. */
const TELLING = new Set([
  'Killing',
  'Preempting',
  'NodeNotReady',
  'NodeNotSchedulable',
  'ScalingReplicaSet',
  'TaintManagerEviction',
]);

/**
 * The events about some objects that matter, folded: those of one reason whose messages differ only in names, numbers and
 * addresses are one, with how often, of how many objects and over which span. Warnings first, then the latest.
 */
export function foldEvents(events: EventIndex, objects: Iterable<ObjectKey>): FoldedEvent[] {
  const all: EventView[] = [];
  for (const object of objects)
    for (const event of events.of(object))
      if (event.type === 'Warning' || TELLING.has(event.reason)) all.push(event);
  const groups = Map.groupBy(
    all,
    (event) => `${event.type} ${event.reason} ${kindOf(event.object)} ${templateOf(event)}`,
  );
  return [...groups.values()]
    .map(folded)
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        compareTexts(b.last ?? '', a.last ?? '') ||
        compareTexts(a.object, b.object) ||
        compareTexts(a.message, b.message),
    );
}

function folded(events: readonly EventView[]): FoldedEvent {
  const [latest] = events.toSorted((a, b) => (b.lastMs || 0) - (a.lastMs || 0));
  const first = events.reduce(
    (least, { firstMs }) => (firstMs < least ? firstMs : least),
    Number.POSITIVE_INFINITY,
  );
  const last = events.reduce((most, { lastMs }) => (lastMs > most ? lastMs : most), Number.NEGATIVE_INFINITY);
  const { type = '', reason = '', object = '' } = latest ?? {};
  return {
    type,
    reason,
    object,
    objectCount: new Set(events.map((event) => event.object)).size,
    message: variedWords(events.map((event) => event.message)),
    count: events.reduce((sum, { count }) => sum + count, 0),
    first: timeText(first),
    last: timeText(last),
  };
}

/** The message without what differs from one object to the next. */
function templateOf({ object, message }: EventView): string {
  const name = object.slice(object.lastIndexOf('/') + 1);
  return message
    .replaceAll(name, '*')
    .replace(/\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b[0-9a-f]{12,}\b/g, '*')
    .replace(/\d+/g, '0');
}

function kindOf(object: ObjectKey): string {
  return object.slice(0, object.indexOf('/'));
}

function timeText(timeMs: number): string | null {
  return Number.isFinite(timeMs) ? timestampOf(timeMs) : null;
}

function rank({ type }: FoldedEvent): number {
  return type === 'Warning' ? 0 : 1;
}
