import { type EventRecord, type ObjectRef, refId } from '../history/index.ts';
import { compareTexts, variedWords } from '../kubernetes/index.ts';
import { logTemplate } from './fold-log-lines.ts';

/** Events and alerts that say the same of the same owner, as one. */
export interface FoldedEvent {
  readonly owner: ObjectRef;
  /** The first object that it was said of. */
  readonly ref: ObjectRef;
  readonly reason: string;
  /** What was said, with what differs each time. */
  readonly note: string;
  readonly type: 'Normal' | 'Warning';
  /** How often it happened, by the events' own counts. */
  readonly count: number;
  readonly objectCount: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly evidence: readonly string[];
}

const EVIDENCE_COUNT = 3;

/**
 * Folds events by owner, reason and what they say apart from names and numbers. An event that is reported again with a
 * higher count is the same one.
 */
export function foldEvents(
  events: Iterable<EventRecord>,
  ownerOf: (ref: ObjectRef) => ObjectRef,
): FoldedEvent[] {
  const groups = new Map<
    string,
    {
      first: EventRecord;
      last: EventRecord;
      owner: ObjectRef;
      counts: Map<string, number>;
      objects: Set<string>;
      notes: Set<string>;
      evidence: string[];
    }
  >();
  for (const event of events) {
    const owner = ownerOf(event.regarding);
    const note = logTemplate(event.note.replaceAll(event.regarding.name, '<name>'));
    const key = `${refId(owner)} ${event.type} ${event.reason} ${note}`;
    const group = groups.get(key) ?? {
      first: event,
      last: event,
      owner,
      counts: new Map<string, number>(),
      objects: new Set<string>(),
      notes: new Set<string>(),
      evidence: [] as string[],
    };
    groups.set(key, group);
    const one = `${refId(event.regarding)} ${event.note} ${event.firstMs}`;
    group.counts.set(one, Math.max(group.counts.get(one) ?? 0, event.count));
    group.objects.add(refId(event.regarding));
    group.notes.add(event.note);
    if (event.timeMs >= group.last.timeMs) group.last = event;
    if (group.evidence.length < EVIDENCE_COUNT) group.evidence.push(event.evidence);
  }
  return [...groups.values()]
    .map(({ first, last, owner, counts, objects, notes, evidence }) => ({
      owner,
      ref: first.regarding,
      reason: first.reason,
      note: variedWords([...notes]),
      type: first.type,
      count: [...counts.values()].reduce((sum, count) => sum + count, 0),
      objectCount: objects.size,
      firstMs: Math.min(first.firstMs, first.timeMs),
      lastMs: last.timeMs,
      evidence,
    }))
    .sort((a, b) => a.firstMs - b.firstMs || compareTexts(a.reason, b.reason));
}
