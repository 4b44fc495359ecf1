import { refId, refKey } from '../history/index.ts';
import { compareTexts, isoTime } from '../kubernetes/index.ts';
import type { CauseContext } from './causes/context.ts';
import type { Explanation } from './causes/explain.ts';
import { type Outage, objectOf, timeOf } from './causes/happening.ts';
import type { DecidedChange } from './changes/decided-change.ts';
import type { TimelineEntry, TimelineType } from './documents.ts';
import type { RelatedActions } from './related-actions.ts';

import type { Failure } from './signals/failure.ts';
import { evidenceOf, failureWords, summaryOf } from './words.ts';

/** What a time line is made of. */
export interface TimelineParts {
  readonly context: CauseContext;
  readonly chain: Explanation;
  readonly alternatives: readonly Explanation[];
  readonly outages: readonly Outage[];
  readonly actions: RelatedActions;
  /** Troubles that spread from the same cause beside the chain. */
  readonly spread: readonly Failure[];
  /** Changes of metrics and reports about Services, made into lines already. */
  readonly further: readonly TimelineEntry[];
}

/** Everything that belongs to the incident, in the order of time; repeated signs are one line. */
export function buildTimeline(parts: TimelineParts): TimelineEntry[] {
  const { context, chain, alternatives, outages, actions, spread, further } = parts;
  const entries: TimelineEntry[] = [...further];
  let isFirst = true;
  for (const { happening } of chain.steps) {
    if (happening.type === 'change') entries.push(changeEntry('change', happening.change));
    if (happening.type === 'outage' || happening.type === 'change') continue;
    const type: TimelineType = isFirst ? 'symptom' : 'spread';
    isFirst = false;
    if (happening.type === 'failure') {
      const { lost } = happening.failure;
      if (lost) entries.push(failureEntry(context, type, lost));
      entries.push(failureEntry(context, type, happening.failure));
    } else {
      entries.push({
        time: isoTime(timeOf(happening)),
        type,
        object: refKey(objectOf(happening)),
        summary: summaryOf(context.scene, happening),
        evidence: evidenceOf(happening),
      });
    }
  }
  for (const { steps } of alternatives) {
    const root = steps[0]!.happening;
    if (root.type === 'change') entries.push(changeEntry('change', root.change));
  }
  for (const failure of spread) entries.push(failureEntry(context, 'spread', failure));
  for (const outage of outages) entries.push(...outageEntries(context, outage));
  for (const fix of actions.fixes) entries.push(changeEntry('recovery', fix));
  for (const other of actions.others) entries.push(changeEntry('action', other));
  return inOrder(entries);
}

function changeEntry(type: TimelineType, change: DecidedChange): TimelineEntry {
  return {
    time: isoTime(change.timeMs),
    type,
    object: refKey(change.ref),
    ...(change.who === undefined ? {} : { who: change.who }),
    summary: change.words,
    evidence: change.evidence,
  };
}

function failureEntry(context: CauseContext, type: TimelineType, failure: Failure): TimelineEntry {
  return {
    time: isoTime(failure.fromMs),
    type,
    object: refKey(failure.pods[0] ?? failure.workload),
    ...(failure.who === undefined ? {} : { who: failure.who }),
    summary: failureWords(context.scene, failure),
    evidence: failure.evidence,
    ...(failure.count > 1 ? { count: failure.count, until: isoTime(failure.toMs) } : {}),
  };
}

function outageEntries(context: CauseContext, outage: Outage): TimelineEntry[] {
  const { course, span } = outage;
  const object = refKey(course.ref);
  const entries: TimelineEntry[] = [
    {
      time: isoTime(span.fromMs),
      type: 'outage',
      object,
      summary: summaryOf(context.scene, { type: 'outage', outage }),
      evidence: [span.fromEvidence],
    },
  ];
  if (span.toMs !== undefined) {
    entries.push({
      time: isoTime(span.toMs),
      type: 'recovery',
      object,
      summary: `${course.readyAt(span.toMs)} ready again`,
      evidence: span.toEvidence === undefined ? [] : [span.toEvidence],
    });
  }
  return entries;
}

const ORDER: readonly TimelineType[] = ['change', 'symptom', 'spread', 'outage', 'action', 'recovery'];

function inOrder(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const unique = new Map(entries.map((entry) => [`${entry.time} ${entry.object} ${entry.summary}`, entry]));
  return [...unique.values()].sort(
    (a, b) =>
      compareTexts(a.time, b.time) ||
      ORDER.indexOf(a.type) - ORDER.indexOf(b.type) ||
      compareTexts(a.object, b.object),
  );
}

/** The failures of workloads that the chain does not name and that come from the same cause. */
export function isTold(chain: Explanation, failure: Failure): boolean {
  return chain.steps.some(
    ({ happening }) =>
      happening.type === 'failure' && refId(happening.failure.workload) === refId(failure.workload),
  );
}
