import { type Recording, refKey, type Span } from '../history/index.ts';
import { isoTime } from '../kubernetes/index.ts';
import { API_VERSION } from '../snapshot/index.ts';
import { alternativeEntry, alternativesTo } from './alternatives.ts';
import { buildTimeline, isTold } from './build-timeline.ts';
import { CauseContext, SKEW_MS } from './causes/context.ts';
import { Explainer, type Explanation, type Step } from './causes/explain.ts';
import { keyOfHappening, type Outage, objectOf, timeOf } from './causes/happening.ts';
import { classOf, severityOf } from './classify-incident.ts';
import type { ChainLink, IncidentReport, ServiceImpact, TimelineEntry } from './documents.ts';
import { findIncident, type Incident, outagesOf } from './find-incident.ts';
import { logTemplates, metricLines, reportLines } from './further-lines.ts';
import { endOf, recoveryOf } from './recovery.ts';
import { type RelatedActions, relatedActions } from './related-actions.ts';
import { readScene, type Scene } from './scene/read-scene.ts';
import { type KnownEdge, Ties } from './scene/ties.ts';
import type { Failure } from './signals/failure.ts';
import { evidenceOf, spanWords, summaryOf, whoOf } from './words.ts';

const CLAIM = 'correlated, not proven: each link stands before the next one and has to do with it';

/** What is asked of a replay. */
export interface ReplayOptions {
  readonly timeMs: number;
  /** How far around the time an incident is looked for. */
  readonly windowMs: number;
  /** Dependencies that no object shows. */
  readonly edges?: readonly KnownEdge[];
}

/** An incident with all that was found out about it. */
export interface ReplayedIncident {
  readonly report: IncidentReport;
  readonly scene: Scene;
  readonly incident: Incident | undefined;
  readonly chain: Explanation | undefined;
}

/** How far back causes are looked for, one after the other, until the chain has a first cause; milliseconds. */
const LOOKBACKS = [0, 6 * 3_600_000, 3 * 86_400_000, Number.MAX_SAFE_INTEGER / 4] as const;
/** Where nothing went wrong in the window, it is made as many times as wide. */
const WIDER = [1, 4, 24] as const;
/** A chain that is stronger than this has its cause. */
const CONVINCING = 0.3;
/** Troubles that spread beside the chain and are told one by one. */
const SPREAD_COUNT = 20;

/** Finds the incident around a time and says what led to it. */
export function replayOutage(recording: Recording, options: ReplayOptions): ReplayedIncident {
  for (const factor of WIDER) {
    const replayed = replayWindow(recording, { ...options, windowMs: options.windowMs * factor });
    const { fromMs, toMs } = replayed.scene.span;
    const isWhole = fromMs <= recording.span.fromMs && toMs >= recording.span.toMs;
    if (replayed.incident || isWhole) return replayed;
  }
  return replayWindow(recording, options);
}

function replayWindow(recording: Recording, options: ReplayOptions): ReplayedIncident {
  const scene = readScene(recording, windowOf(recording.span, options));
  const ties = new Ties(scene.states, options.edges);
  const outages = outagesOf(scene);
  let context = new CauseContext(scene, ties, outages, LOOKBACKS[0]);
  let incident = findIncident(context, options.timeMs);
  for (const lookbackMs of LOOKBACKS.slice(1)) {
    if (!incident || (incident.explanations[0]?.score ?? 0) >= CONVINCING) break;
    if (scene.span.fromMs <= recording.span.fromMs) break;
    context = new CauseContext(scene, ties, outages, lookbackMs);
    incident = findIncident(context, options.timeMs);
  }
  const [chain] = incident?.explanations ?? [];
  return { report: reportOf(context, incident, chain), scene, incident, chain };
}

/** The stretch around the time, within what is recorded. */
function windowOf(span: Span, { timeMs, windowMs }: ReplayOptions): Span {
  return { fromMs: Math.max(span.fromMs, timeMs - windowMs), toMs: Math.min(span.toMs, timeMs + windowMs) };
}

function reportOf(
  context: CauseContext,
  incident: Incident | undefined,
  chain: Explanation | undefined,
): IncidentReport {
  const { scene } = context;
  const outages = incident?.outages ?? [];
  const alternatives = chain && incident ? alternativesTo(chain, incident.explanations.slice(1)) : [];
  const spread = chain ? spreadOf(context, chain, outages) : [];
  const actions: RelatedActions = chain
    ? relatedActions(context, chain.steps, spread, outages)
    : { fixes: [], others: [] };
  const others = actions.others.filter(
    (change) =>
      !alternatives.some(
        ({ steps }) => keyOfHappening(steps[0]!.happening) === keyOfHappening({ type: 'change', change }),
      ),
  );
  const told = { fixes: actions.fixes, others };
  return {
    apiVersion: API_VERSION,
    kind: 'IncidentReport',
    claim: CLAIM,
    recording: {
      name: scene.recording.name,
      from: isoTime(scene.recording.span.fromMs),
      to: isoTime(scene.recording.span.toMs),
    },
    window: { from: isoTime(scene.span.fromMs), to: isoTime(scene.span.toMs) },
    incident: {
      class: classOf(chain),
      severity: severityOf(chain, outages),
      summary: sentence(scene, chain, outages),
      confidence: Math.round((chain?.score ?? 0) * 100) / 100,
    },
    timeline: chain
      ? buildTimeline({
          context,
          chain,
          alternatives,
          outages,
          actions: told,
          spread,
          further: furtherOf(context, chain, outages),
        })
      : [],
    chain: chain ? linksOf(scene, chain) : [],
    alternatives: chain ? alternatives.map((other) => alternativeEntry(chain, other)) : [],
    impact: {
      services: outages.map(impactOf),
      pods: podCount(chain),
      otherOutages: incident?.otherOutageCount ?? 0,
    },
    recovery: recoveryOf(context, outages, chain?.steps ?? [], actions.fixes),
    logs: chain ? logTemplates(context, chain) : [],
    limits: limitsOf(scene),
  };
}

function linksOf(scene: Scene, chain: Explanation): ChainLink[] {
  const steps = withoutEchoes(chain.steps);
  const times = inOrder(steps);
  return steps.map(({ happening, relation }, index): ChainLink => {
    const who = whoOf(happening);
    return {
      time: isoTime(times[index]!),
      object: refKey(objectOf(happening)),
      ...(who === undefined ? {} : { who }),
      summary: summaryOf(scene, happening),
      relation: relation || (happening.type === 'outage' ? 'the outage' : 'the worst that happened'),
      evidence: evidenceOf(happening),
    };
  });
}

function furtherOf(context: CauseContext, chain: Explanation, outages: readonly Outage[]): TimelineEntry[] {
  return [...metricLines(context, chain, endOf(outages)), ...reportLines(context, chain, outages)];
}

/**
 * The times of the links. Sources differ by moments, and events say seconds only: a trouble of pods that seems to come a
 * moment before what led to it, or after what it led to, is told at the time of that.
 */
function inOrder(steps: readonly Step[]): number[] {
  const times = steps.map(({ happening }) => timeOf(happening));
  for (const [index, { happening }] of steps.entries()) {
    if (happening.type !== 'failure') continue;
    const [before, after] = [times[index - 1], times[index + 1]];
    if (before !== undefined && times[index]! < before && before - times[index]! <= SKEW_MS)
      times[index] = before;
    if (after !== undefined && times[index]! > after && times[index]! - after <= SKEW_MS)
      times[index] = after;
  }
  return times;
}

/** Pods that somebody deleted are one link, not two: the request and what became of it. */
function withoutEchoes(steps: readonly Step[]): Step[] {
  return steps.flatMap((step, index): Step[] => {
    const next = steps[index + 1];
    const previous = steps[index - 1];
    if (isRequest(step) && next?.happening.type === 'failure') return [{ ...step, relation: next.relation }];
    return previous && isRequest(previous) && step.happening.type === 'failure' ? [] : [step];
  });
}

function isRequest({ happening }: Step): boolean {
  return (
    happening.type === 'change' && happening.change.ref.kind === 'Pod' && happening.change.fields.length === 0
  );
}

function impactOf({ course, span }: Outage): ServiceImpact {
  return {
    service: `${course.ref.namespace}/${course.ref.name}`,
    zeroFrom: isoTime(span.fromMs),
    zeroTo: span.toMs === undefined ? null : isoTime(span.toMs),
    before: span.before,
    source: course.source,
  };
}

function podCount(chain: Explanation | undefined): number {
  return (chain?.steps ?? []).reduce(
    (sum, { happening }) =>
      sum +
      (happening.type === 'failure' && happening.failure.class !== 'refused'
        ? happening.failure.pods.length
        : 0),
    0,
  );
}

/** Troubles of other workloads that have the same first cause. */
function spreadOf(context: CauseContext, chain: Explanation, outages: readonly Outage[]): Failure[] {
  const explainer = new Explainer(context);
  const root = keyOfHappening(chain.steps[0]!.happening);
  const rootMs = timeOf(chain.steps[0]!.happening);
  const until = (endOf(outages) ?? context.scene.span.toMs) + SKEW_MS;
  return context
    .troubled()
    .flatMap((workload) => context.failureBefore(workload, until) ?? [])
    .filter((failure) => failure.class !== 'removed' && failure.fromMs >= rootMs && !isTold(chain, failure))
    .filter((failure) => {
      const [best] = explainer.explain({ type: 'failure', failure });
      return best !== undefined && keyOfHappening(best.steps[0]!.happening) === root;
    })
    .slice(0, SPREAD_COUNT);
}

function sentence(scene: Scene, chain: Explanation | undefined, outages: readonly Outage[]): string {
  if (!chain)
    return `nothing that went wrong is recorded between ${isoTime(scene.span.fromMs)} and ${isoTime(scene.span.toMs)}`;
  const root = chain.steps[0]!.happening;
  const cause = `${refKey(objectOf(root))}: ${summaryOf(scene, root)}`;
  const end = chain.steps.at(-1)!.happening;
  const what =
    end.type === 'outage' ? `${refKey(objectOf(end))} without a ready endpoint` : `${summaryOf(scene, end)}`;
  if (chain.steps.length === 1) return `${what}; no cause is recorded`;
  const took = timeOf(end) - timeOf(root);
  const more = outages.length > 1 ? ` (${outages.length} Services in all)` : '';
  return `${cause}, ${spanWords(took)} later ${what}${more}`;
}

/** What the recording lacks, as far as it matters for the chain. */
function limitsOf(scene: Scene): string[] {
  const { recording, span } = scene;
  const limits = recording
    .gaps()
    .filter(({ fromMs, toMs }) => fromMs <= span.toMs && toMs >= span.fromMs)
    .map(({ what, fromMs, toMs }) => `${isoTime(fromMs)} to ${isoTime(toMs)}: ${what}`);
  const counts = recording.counts();
  if (counts.requests === 0) limits.push('no audit log: who changed what is not known');
  let unseenCount = 0;
  for (const { operation } of recording.objects.changes(span)) if (operation === 'TOUCHED') unseenCount++;
  if (unseenCount > 0)
    limits.push(
      `${unseenCount} writes of which the recording does not hold what became of the object (audit level below RequestResponse)`,
    );
  if (counts.events === 0) limits.push('no events: what components reported is not known');
  if (scene.services.size === 0)
    limits.push('no Services with endpoints are recorded: outages cannot be seen');
  return limits;
}
