import { type ObjectRef, refId, refKey } from '../history/index.ts';
import { isoTime } from '../kubernetes/index.ts';
import { firstTrouble } from './alternatives.ts';
import type { CauseContext } from './causes/context.ts';
import type { Explanation } from './causes/explain.ts';
import { type Outage, timeOf } from './causes/happening.ts';
import type { LogTemplate, TimelineEntry } from './documents.ts';
import { foldEvents } from './fold-events.ts';
import { foldLogLines } from './fold-log-lines.ts';
import { metricEvidence, metricWords } from './metrics/metric-changes.ts';

import { eventSignal } from './signals/event-signals.ts';

const LOG_COUNT = 10;
/** Of one line of a log group, new ones on top, this many at most are read. */
const LINE_COUNT = 200_000;

/** The workloads whose pods failed along a chain. */
export function failedWorkloads(chain: Explanation): ObjectRef[] {
  const workloads = chain.steps.flatMap(({ happening }) =>
    happening.type === 'failure' ? [happening.failure.workload] : [],
  );
  return [...new Map(workloads.map((ref) => [refId(ref), ref])).values()];
}

/** Metrics of the chain's workloads that left their level between the cause and the end. */
export function metricLines(
  context: CauseContext,
  chain: Explanation,
  endMs: number | undefined,
): TimelineEntry[] {
  const fromMs = timeOf(chain.steps[0]!.happening);
  const onsetMs = firstTrouble(chain);
  return failedWorkloads(chain)
    .flatMap((workload) => context.metrics.changesOf(workload))
    .filter(
      ({ point }) =>
        point.direction === 'up' &&
        point.timeMs >= fromMs &&
        point.timeMs <= (endMs ?? context.scene.span.toMs),
    )
    .map((metric) => ({
      time: isoTime(metric.point.timeMs),
      type: metric.point.timeMs <= onsetMs ? 'symptom' : 'spread',
      object: refKey(metric.ref),
      summary: metricWords(metric),
      evidence: metricEvidence(metric),
    }));
}

/** Warnings about the Services and nodes of the chain, repeated ones as one. */
export function reportLines(
  context: CauseContext,
  chain: Explanation,
  outages: readonly Outage[],
): TimelineEntry[] {
  const services = new Set(outages.map(({ course }) => refId(course.ref)));
  const fromMs = timeOf(chain.steps[0]!.happening);
  const events = context.scene.events.filter(
    (event) =>
      event.type === 'Warning' &&
      event.timeMs >= fromMs &&
      services.has(refId(event.regarding)) &&
      eventSignal(event) === undefined,
  );
  return foldEvents(events, (ref) => ref).map((folded) => ({
    time: isoTime(folded.firstMs < fromMs ? folded.lastMs : folded.firstMs),
    type: 'spread',
    object: refKey(folded.ref),
    summary: `${folded.reason}: ${folded.note}`,
    evidence: folded.evidence,
    ...(folded.count > 1 ? { count: folded.count, until: isoTime(folded.lastMs) } : {}),
  }));
}

/** What the failing containers wrote, by template; what is new since the cause first. */
export function logTemplates(context: CauseContext, chain: Explanation): LogTemplate[] {
  const { recording, span, ownership } = context.scene;
  if (recording.counts().logLines === 0) return [];
  const workloads = new Set(failedWorkloads(chain).map(refId));
  const namespaces = new Set(failedWorkloads(chain).map(({ namespace }) => namespace));
  const lines = [...namespaces]
    .sort()
    .flatMap((namespace) => recording.logLines({ ...span, namespace }))
    .filter(({ pod }) => workloads.has(refId(ownership.workloadOf(pod))))
    .slice(0, LINE_COUNT);
  return foldLogLines(lines, (pod) => ownership.workloadOf(pod), timeOf(chain.steps[0]!.happening))
    .slice(0, LOG_COUNT)
    .map((folded) => ({
      object: refKey(folded.owner),
      template: folded.template,
      count: folded.count,
      first: isoTime(folded.firstMs),
      last: isoTime(folded.lastMs),
      isNew: folded.isNew,
      evidence: folded.evidence,
    }));
}
