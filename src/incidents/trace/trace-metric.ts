import { type ObjectRef, type Recording, refId, refKey } from '../../history/index.ts';
import { isoTime } from '../../kubernetes/index.ts';
import { API_VERSION } from '../../snapshot/index.ts';
import { CauseContext } from '../causes/context.ts';
import { Explainer, type Explanation } from '../causes/explain.ts';
import { type Happening, objectOf, timeOf } from '../causes/happening.ts';

import { outagesOf } from '../find-incident.ts';
import { THRESHOLDS } from '../metrics/change-point.ts';
import type { MetricFamily } from '../metrics/families.ts';
import type { MetricChange } from '../metrics/metric-changes.ts';

import { readScene } from '../scene/read-scene.ts';
import { type KnownEdge, Ties } from '../scene/ties.ts';
import { evidenceOf, summaryOf, whoOf } from '../words.ts';
import type { TracePath, TraceReport, WalkedObject } from './trace-documents.ts';

/** What is traced. */
export interface TraceOptions {
  readonly target: ObjectRef;
  readonly family: MetricFamily;
  /** When it was noticed. */
  readonly spikeMs: number;
  /** How far before and after it is looked. */
  readonly windowMs: number;
  readonly edges?: readonly KnownEdge[];
}

const CLAIM = 'correlated, not proven: what changed before, and has to do with it';
/** Ways that are much weaker than the best one are not shown. */
const SHARE = 0.2;
const PATHS = 5;
const WALKED = 40;
const CALLABLE = ['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps', 'Rollout.argoproj.io'] as const;

/** Walks from a metric of a workload or Service back to what changed before it. */
export function traceMetric(recording: Recording, options: TraceOptions): TraceReport {
  const { spikeMs, windowMs, family } = options;
  const span = {
    fromMs: Math.max(recording.span.fromMs, spikeMs - windowMs),
    toMs: Math.min(recording.span.toMs, spikeMs + windowMs),
  };
  const scene = readScene(recording, span);
  const ties = new Ties(scene.states, options.edges);
  const context = new CauseContext(scene, ties, outagesOf(scene), windowMs * 12);
  const workloads =
    options.target.kind === 'Service'
      ? ties.workloadsBehind(options.target, CALLABLE, span.toMs)
      : [options.target];
  const symptom = symptomOf(context, workloads, family, spikeMs);
  const limits = limitsOf(context, workloads, options, symptom);
  const explanations = symptom ? new Explainer(context).explain({ type: 'metric', metric: symptom }) : [];
  const [best] = explanations;
  const shown = explanations
    .filter((each) => each.steps.length > 1 && each.score >= SHARE * (best?.score ?? 0))
    .slice(0, PATHS);
  return {
    apiVersion: API_VERSION,
    kind: 'TraceReport',
    claim: CLAIM,
    target: refKey(options.target),
    metric: family,
    spike: isoTime(spikeMs),
    window: { from: isoTime(span.fromMs), to: isoTime(span.toMs) },
    paths: shown.map((each) => pathOf(context, each)),
    walked: walkedFrom(context, workloads),
    limits:
      shown.length === 0 && symptom
        ? [...limits, 'nothing that has to do with it changed before it']
        : limits,
  };
}

/** The change of the asked metric that is nearest to the time at which it was noticed, upwards. */
function symptomOf(
  context: CauseContext,
  workloads: readonly ObjectRef[],
  family: MetricFamily,
  spikeMs: number,
): MetricChange | undefined {
  return workloads
    .flatMap((workload) => context.metrics.changesOf(workload))
    .filter(({ kind, point }) => kind.family === family && point.direction === 'up')
    .sort((a, b) => Math.abs(a.point.timeMs - spikeMs) - Math.abs(b.point.timeMs - spikeMs))[0];
}

/** From the symptom to the first cause. */
function pathOf({ scene }: CauseContext, { steps, score, reasons }: Explanation): TracePath {
  return {
    score: Math.round(score * 100) / 100,
    reasons,
    steps: [...steps].reverse().map(({ happening, relation }) => {
      const who = whoOf(happening);
      return {
        time: isoTime(timeOf(happening)),
        object: refKey(objectOf(happening)),
        ...(who === undefined ? {} : { who }),
        summary: summaryOf(scene, happening),
        ...(relation === '' ? {} : { relation }),
        evidence: evidenceOf(happening),
      };
    }),
  };
}

/** What was looked at on the way, nearest first. */
function walkedFrom(context: CauseContext, start: readonly ObjectRef[]): WalkedObject[] {
  const walked: WalkedObject[] = [];
  const seen = new Set(start.map(refId));
  let level: readonly { readonly ref: ObjectRef; readonly relation: string }[] = start.map((ref) => ({
    ref,
    relation: 'target',
  }));
  for (let hops = 0; level.length > 0 && walked.length < WALKED; hops++) {
    const next: { readonly ref: ObjectRef; readonly relation: string }[] = [];
    for (const { ref, relation } of level) {
      walked.push({ object: refKey(ref), hops, relation, found: foundAt(context, ref) });
      for (const { service, words } of context.ties.callsOf(ref, context.scene.span.toMs)) {
        for (const callee of context.ties.workloadsBehind(service, CALLABLE, context.scene.span.toMs)) {
          if (seen.has(refId(callee))) continue;
          seen.add(refId(callee));
          next.push({ ref: callee, relation: `called by ${refKey(ref)} (${words})` });
        }
      }
    }
    level = next;
  }
  return walked;
}

function foundAt(context: CauseContext, workload: ObjectRef): string {
  const changes = context.metrics.changesOf(workload);
  const failure = context.failureBefore(workload, context.scene.span.toMs);
  const found: Happening[] = [
    ...changes.map((metric): Happening => ({ type: 'metric', metric })),
    ...(failure && failure.class !== 'removed' ? [{ type: 'failure', failure } as const] : []),
  ];
  if (found.length > 0) return found.map((happening) => summaryOf(context.scene, happening)).join('; ');
  const families = (['latency', 'errors', 'saturation'] as const).filter(
    (family) => context.metrics.sampleCount(workload, family) > 0,
  );
  return families.length === 0 ? 'no metrics recorded' : `steady: ${families.join(', ')}`;
}

function limitsOf(
  context: CauseContext,
  workloads: readonly ObjectRef[],
  { family, target }: TraceOptions,
  symptom: MetricChange | undefined,
): string[] {
  if (workloads.length === 0) return [`${refKey(target)} selects the pods of no workload that is recorded`];
  if (symptom) return [];
  const count = Math.max(...workloads.map((workload) => context.metrics.sampleCount(workload, family)));
  const least = THRESHOLDS.baselineCount + THRESHOLDS.runCount;
  if (count === 0) return [`no ${family} of ${refKey(target)} is recorded in the window`];
  if (count < least) return [`${count} samples of ${family} are too few to tell a change: it takes ${least}`];
  return [`the ${family} of ${refKey(target)} did not leave its usual level in the window`];
}
